import ServicePorts

/// A member of consumer groups, counted over all consumers that a cluster has had. An incarnation that comes back is
/// another.
struct MemberID: CountedID { let index: Int }

/// A consumer group, in the order in which they were first joined.
struct GroupID: CountedID { let index: Int }

/// What members and coordinator say to each other, and what the rules of a group decide.
extension GroupMembership {
    /// How long a round may last.
    enum RoundLength: Equatable {
        /// `group.initial.rebalance.delay.ms`: a first member waits for company.
        case initialDelay
        /// The largest `max.poll.interval.ms` of the members.
        case rebalanceTimeout
    }

    struct JoinRequest: Equatable {
        var id: MemberID
        /// Whether the sender believes that the coordinator knows it.
        var isKnown = false
        var assignors: [ConsumerSettings.Assignor] = [.range]
        var subscription: Subscription

        /// Whether the group may go on as it is when `other` has asked before.
        func asksTheSame(as other: Self) -> Bool {
            assignors == other.assignors && subscription.topics == other.subscription.topics
                && subscription.owned == other.subscription.owned
                && subscription.generation == other.subscription.generation
        }
    }

    enum JoinAnswer: Equatable {
        /// `subscriptions` is for the leader alone: member ids with what they want.
        case joined(generation: Int32, ConsumerSettings.Assignor, subscriptions: [JoinRequest]?)
        case refused(GroupError)
    }

    /// The leader's division.
    typealias Assignments = [(member: MemberID, partitions: [TopicPartition])]

    enum SyncAnswer: Equatable {
        case assigned([TopicPartition])
        case refused(GroupError)
    }

    enum Action: Equatable {
        /// The next heartbeat of the member is answered with what has happened.
        case tellByHeartbeat(member: MemberID)
        case endRound(UInt32, after: RoundLength)
        case evicted(member: MemberID)
        case answerJoin(member: MemberID, JoinAnswer)
        case answerSync(member: MemberID, SyncAnswer)
        /// Every member has its partitions under the new generation.
        case stable
    }
}
