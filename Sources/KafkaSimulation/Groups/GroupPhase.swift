import ServicePorts

/// The phases of a group, by Kafka's names (`kafka.coordinator.group.GroupState`), each with what only it has.
extension GroupMembership {
    struct Member: Equatable {
        var request: JoinRequest
        var assignment: [TopicPartition] = []
        var id: MemberID { request.id }
        var isStatic: Bool { request.subscription.instanceID != nil }
    }

    enum Phase: Equatable {
        /// Nobody is in the group; it keeps its generation.
        case empty
        /// A round of joins, until all members have joined or its time is over.
        case preparingRebalance(PreparingRebalance)
        /// The leader divides; who syncs meanwhile waits for it.
        case completingRebalance(CompletingRebalance)
        /// Every member has its partitions.
        case stable(Stable)
        /// The broker that coordinated the group is gone. What it had written to `__consumer_offsets` is what another
        /// will read.
        case dead(Stable)
    }

    struct PreparingRebalance: Equatable {
        enum End: Equatable {
            /// The first members wait for company, and once more while newcomers come.
            case initialDelay(hasNewcomers: Bool)
            case allJoined
        }

        /// In order of their first join.
        var members: [Member]
        /// Who leads if it joins again.
        var leader: MemberID?
        let round: UInt32
        /// Those to whom the coordinator owes the answer to a join.
        var joined: [MemberID]
        var end = End.allJoined
    }

    struct CompletingRebalance: Equatable {
        var members: [Member]
        var leader: MemberID
        let round: UInt32
        /// Those to whom the coordinator owes the answer to a sync.
        var syncing: [MemberID] = []
    }

    struct Stable: Equatable {
        var members: [Member] = []
        /// Not among the members when it has left since the coordinator wrote the group down.
        var leader: MemberID?
    }
}

extension GroupMembership.Phase {
    /// In order of their first join.
    var members: [GroupMembership.Member] {
        switch self {
        case .empty: []
        case .preparingRebalance(let phase): phase.members
        case .completingRebalance(let phase): phase.members
        case .stable(let phase), .dead(let phase): phase.members
        }
    }

    var leader: MemberID? {
        switch self {
        case .empty: nil
        case .preparingRebalance(let phase): phase.leader
        case .completingRebalance(let phase): phase.leader
        case .stable(let phase), .dead(let phase): phase.leader
        }
    }

    /// Those to whom the coordinator owes the answer to a join.
    var joined: [MemberID] { if case .preparingRebalance(let phase) = self { phase.joined } else { [] } }
    /// The same of a sync.
    var syncing: [MemberID] { if case .completingRebalance(let phase) = self { phase.syncing } else { [] } }

    /// What holds in every phase, whatever led to it. Of all members only in debug builds: a group whose consumers die
    /// again and again has hundreds, each of whom would be looked at whenever one asks for something.
    func check(lastRound: UInt32) {
        switch self {
        case .empty, .dead, .stable: break
        case .preparingRebalance(let phase):
            precondition(phase.round == lastRound, "The round under way is the newest one.")
        case .completingRebalance(let phase):
            precondition(phase.round == lastRound, "The round under way is the newest one.")
        }
        assert(membersAreSound())
    }

    private func membersAreSound() -> Bool {
        let ids = Set(members.map(\.id))
        let instances = members.compactMap(\.request.subscription.instanceID)
        precondition(ids.count == members.count, "A member is in its group once.")
        precondition(Set(instances).count == instances.count, "Of a static member one consumer is in the group.")
        switch self {
        case .empty, .dead: break
        case .preparingRebalance(let phase):
            precondition(!ids.isEmpty, "A round is somebody's.")
            precondition(Set(phase.joined).count == phase.joined.count, "A join is answered once.")
            precondition(phase.joined.allSatisfy(ids.contains), "Only members are owed an answer.")
        case .completingRebalance(let phase):
            precondition(ids.contains(phase.leader), "The leader divides, and is a member.")
            precondition(Set(phase.syncing).count == phase.syncing.count, "A sync is answered once.")
            precondition(phase.syncing.allSatisfy(ids.contains), "Only members are owed an answer.")
        case .stable(let phase):
            precondition(!ids.isEmpty, "A group without members is empty.")
            let partitions = phase.members.flatMap(\.assignment)
            precondition(Set(partitions).count == partitions.count, "In a generation a partition has one owner.")
        }
        return true
    }

    /// A member asks anew.
    /// - Parameter isBack: it has forgotten what it asked before, or another consumer takes its place: nobody waits any
    ///   more.
    mutating func replaceMember(at index: Int, by member: GroupMembership.Member, isBack: Bool) {
        let old = members[index].id
        precondition(isBack || old == member.id, "Only who comes back may have another id.")
        func renamed(_ id: MemberID) -> MemberID { id == old ? member.id : id }
        switch self {
        case .empty, .dead: preconditionFailure("Who asks is a member, and asks a coordinator that is there.")
        case .preparingRebalance(var phase):
            phase.members[index] = member
            phase.leader = phase.leader.map(renamed)
            if isBack { phase.joined.removeAll { $0 == old } }
            self = .preparingRebalance(phase)
        case .completingRebalance(var phase):
            phase.members[index] = member
            phase.leader = renamed(phase.leader)
            if isBack { phase.syncing.removeAll { $0 == old } }
            self = .completingRebalance(phase)
        case .stable(var phase):
            phase.members[index] = member
            phase.leader = phase.leader.map(renamed)
            self = .stable(phase)
        }
    }
}
