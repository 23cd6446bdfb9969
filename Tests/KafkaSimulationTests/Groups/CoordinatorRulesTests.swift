import ServicePorts
import Testing

@testable import KafkaSimulation

/// What the coordinator decides, one event after the other.
@Suite struct CoordinatorRulesTests {
    typealias Action = GroupMembership.Action

    private func request(
        _ id: MemberID, instance: String? = nil, isKnown: Bool = false, topics: [String] = ["t"],
        assignors: [ConsumerSettings.Assignor] = [.range], generation: Int32? = nil
    ) -> GroupMembership.JoinRequest {
        .init(
            id: id, isKnown: isKnown, assignors: assignors,
            subscription: Subscription(
                memberID: "m\(id.index)", instanceID: instance, topics: topics, generation: generation))
    }

    private let partition = TopicPartition(topic: "t", partition: 0)

    /// A group in its first stable generation, with member 1 as the leader.
    private func stable(_ ids: [MemberID], instances: [MemberID: String] = [:]) -> GroupMembership {
        var group = GroupMembership()
        for id in ids { _ = group.join(request(id, instance: instances[id])) }
        _ = group.roundTimeIsOver(1)
        _ = group.roundTimeIsOver(1)
        for id in ids.reversed() {
            _ = group.sync(
                id, instanceID: instances[id], generation: 1,
                assignments: id == ids[0] ? [(ids[0], [partition])] : nil)
        }
        return group
    }

    @Test("The first round waits for company and for more while members come")
    func theFirstRoundWaits() {
        var group = GroupMembership()
        #expect(group.join(request(1)) == [.endRound(1, after: .initialDelay)])
        #expect(group.join(request(2)) == [])
        #expect(group.roundTimeIsOver(1) == [.endRound(1, after: .initialDelay)])
        #expect(
            group.roundTimeIsOver(1) == [
                .endRound(2, after: .rebalanceTimeout),
                .answerJoin(
                    member: 1, .joined(generation: 1, .range, subscriptions: [request(1), request(2)])),
                .answerJoin(member: 2, .joined(generation: 1, .range, subscriptions: nil)),
            ])
        #expect(group.generation == 1)
    }

    @Test("The first round waits for newcomers no longer than a rebalance may take")
    func theFirstRoundEnds() {
        var group = GroupMembership()
        _ = group.join(request(1))
        _ = group.join(request(2))
        let end = group.roundTimeIsOver(1, waitsForNewcomers: false)
        #expect(end.first == .endRound(2, after: .rebalanceTimeout))
        #expect(group.generation == 1)
    }

    @Test("Nobody is assigned before the leader has synced")
    func nobodyIsAssignedBefore() {
        var group = GroupMembership()
        _ = group.join(request(1))
        _ = group.join(request(2))
        _ = group.roundTimeIsOver(1)
        _ = group.roundTimeIsOver(1)
        #expect(group.sync(2, instanceID: nil, generation: 1, assignments: nil) == [])
        #expect(group.refusalOfCommit(by: 2, instanceID: nil, generation: 1) == .rebalanceInProgress)
        #expect(
            group.sync(1, instanceID: nil, generation: 1, assignments: [(1, []), (2, [partition])]) == [
                .stable, .answerSync(member: 1, .assigned([])), .answerSync(member: 2, .assigned([partition])),
            ])
        #expect(group.refusalOfCommit(by: 2, instanceID: nil, generation: 1) == nil)
    }

    @Test("A new member makes the others join again and all share one generation")
    func aNewMemberMakes() {
        var group = stable([1])
        #expect(
            group.join(request(2)) == [.endRound(3, after: .rebalanceTimeout), .tellByHeartbeat(member: 1)])
        #expect(group.refusalOfHeartbeat(by: 1, instanceID: nil, generation: 1) == .rebalanceInProgress)
        let rejoined = request(1, isKnown: true, generation: 1)
        #expect(
            group.join(rejoined) == [
                .endRound(4, after: .rebalanceTimeout),
                .answerJoin(member: 1, .joined(generation: 2, .range, subscriptions: [rejoined, request(2)])),
                .answerJoin(member: 2, .joined(generation: 2, .range, subscriptions: nil)),
            ])
        #expect(group.roundTimeIsOver(3) == [])
    }

    @Test("Who does not join in time is no member any more")
    func whoDoesNotJoinInTimeIsNoMember() {
        var group = stable([1])
        _ = group.join(request(2))
        #expect(group.roundTimeIsOver(3).contains(.evicted(member: 1)))
        #expect(group.members.map(\.id) == [2])
        #expect(group.leader == 2)
    }

    @Test("Who does not sync in time is no member any more and the others join again")
    func whoDoesNotSyncInTimeIsNoMember() {
        var group = GroupMembership()
        _ = group.join(request(1))
        _ = group.join(request(2))
        _ = group.roundTimeIsOver(1)
        _ = group.roundTimeIsOver(1)
        _ = group.sync(2, instanceID: nil, generation: 1, assignments: nil)
        #expect(
            group.roundTimeIsOver(2) == [
                .evicted(member: 1), .answerSync(member: 2, .refused(.rebalanceInProgress)),
                .endRound(3, after: .rebalanceTimeout), .tellByHeartbeat(member: 2),
            ])
    }

    @Test("A sync during the next round is sent back")
    func aSyncDuringTheNext() {
        var group = stable([1, 2])
        _ = group.join(request(3))
        #expect(
            group.sync(1, instanceID: nil, generation: 1, assignments: nil) == [
                .answerSync(member: 1, .refused(.rebalanceInProgress))
            ])
        #expect(
            group.sync(1, instanceID: nil, generation: 0, assignments: nil) == [
                .answerSync(member: 1, .refused(.illegalGeneration))
            ])
    }

    @Test("The last member leaves an empty group that keeps its generation")
    func theLastMemberLeaves() {
        var group = stable([1])
        #expect(group.leave(1) == [])
        #expect(group.phase == .empty)
        #expect(group.join(request(2)) == [.endRound(4, after: .initialDelay)])
        _ = group.roundTimeIsOver(4)
        #expect(group.generation == 2)
    }

    /// `GroupCoordinator.doCurrentMemberJoinGroup`: a follower with nothing new is told how things stand.
    @Test("Only the leader or a change makes a stable group rebalance")
    func onlyTheLeaderOrAChange() {
        var group = stable([1, 2])
        #expect(
            group.join(request(2, isKnown: true)) == [
                .answerJoin(member: 2, .joined(generation: 1, .range, subscriptions: nil))
            ])
        var other = group
        #expect(
            group.join(request(1, isKnown: true)) == [
                .endRound(3, after: .rebalanceTimeout), .tellByHeartbeat(member: 2),
            ])
        #expect(other.join(request(2, isKnown: true, topics: ["t", "u"])).contains(.tellByHeartbeat(member: 1)))
    }

    @Test("The assignor that most members prefer and all know is taken")
    func theAssignorThatMostMembers() {
        var group = GroupMembership()
        _ = group.join(request(1, assignors: [.range, .roundRobin, .sticky]))
        _ = group.join(request(2, assignors: [.cooperativeSticky, .sticky, .range]))
        _ = group.join(request(3, assignors: [.sticky, .range]))
        _ = group.roundTimeIsOver(1)
        _ = group.roundTimeIsOver(1)
        #expect(group.assignor == .sticky)
        #expect(
            group.join(request(4, assignors: [.roundRobin])) == [
                .answerJoin(member: 4, .refused(.inconsistentGroupProtocol))
            ])
    }

    @Test("Who was forgotten is told so when it joins under its old name")
    func whoWasForgottenIsToldSo() {
        var group = stable([1, 2])
        _ = group.leave(2)
        #expect(group.join(request(2, isKnown: true)) == [.answerJoin(member: 2, .refused(.unknownMemberID))])
    }

    /// KIP-345.
    @Test("A static member that is back gets its partitions without a rebalance")
    func aStaticMemberThatIsBack() {
        var group = stable([1, 2], instances: [1: "one"])
        #expect(
            group.join(request(7, instance: "one")) == [
                .tellByHeartbeat(member: 1),
                .answerJoin(member: 7, .joined(generation: 1, .range, subscriptions: nil)),
            ])
        #expect(
            group.sync(7, instanceID: "one", generation: 1, assignments: nil) == [
                .answerSync(member: 7, .assigned([partition]))
            ])
        #expect(group.leader == 7)
        #expect(group.refusalOfCommit(by: 1, instanceID: "one", generation: 1) == .fencedInstanceID)
        #expect(group.refusalOfHeartbeat(by: 1, instanceID: "one", generation: 1) == .fencedInstanceID)
        #expect(
            group.join(request(1, instance: "one", isKnown: true)) == [
                .answerJoin(member: 1, .refused(.fencedInstanceID))
            ])
    }

    /// KIP-345: with other topics the assignment would be wrong.
    @Test("A static member that is back with other topics makes all join again")
    func aStaticMemberThatIsBackWithOther() {
        var group = stable([1, 2], instances: [1: "one"])
        #expect(group.join(request(7, instance: "one", topics: ["u"])).contains(.tellByHeartbeat(member: 2)))
        guard case .preparingRebalance = group.phase else {
            Issue.record("Nobody joins.")
            return
        }
    }

    @Test("A round that static members miss goes on without forgetting them")
    func aRoundThatStaticMembers() {
        var group = stable([1, 2], instances: [1: "one", 2: "two"])
        _ = group.leave(2)
        #expect(group.roundTimeIsOver(3) == [.endRound(3, after: .rebalanceTimeout)])
        #expect(group.members.map(\.id) == [1])
    }

    @Test("a coordinator that is lost forgets the round under way, and another one reads what was written down")
    func aLostCoordinatorForgetsTheRound() {
        var group = stable([1, 2])
        _ = group.join(request(3))
        _ = group.join(request(1, isKnown: true))
        #expect(
            group.unload() == [
                .answerJoin(member: 1, .refused(.coordinatorNotAvailable)),
                .answerJoin(member: 3, .refused(.coordinatorNotAvailable)),
            ])
        #expect(!group.isLoaded)
        #expect(group.members.map(\.id) == [1, 2])
        group.load()
        guard case .stable = group.phase else {
            Issue.record("What was written was stable.")
            return
        }
        #expect(group.generation == 1)
        #expect(group.refusalOfCommit(by: 2, instanceID: nil, generation: 1) == nil)
    }

    @Test("who left after the group was written down is not read back")
    func whoLeftIsNotReadBack() {
        var group = stable([1, 2])
        _ = group.leave(2)
        _ = group.unload()
        group.load()
        #expect(group.members.map(\.id) == [1])
    }

    @Test("a group of which nothing is written is read back empty")
    func nothingWrittenIsReadBackEmpty() {
        var group = GroupMembership()
        #expect(group.join(request(1)) == [.endRound(1, after: .initialDelay)])
        #expect(group.unload() == [.answerJoin(member: 1, .refused(.coordinatorNotAvailable))])
        group.load()
        #expect(group.phase == .empty)
    }

    @Test("a static consumer that is back while it syncs is fenced once and asked to join with the others")
    func aStaticMemberIsBackDuringTheDivision() {
        var group = GroupMembership()
        _ = group.join(request(1, instance: "one"))
        _ = group.join(request(2))
        _ = group.roundTimeIsOver(1)
        _ = group.roundTimeIsOver(1)
        _ = group.sync(1, instanceID: "one", generation: 1, assignments: nil)
        #expect(
            group.join(request(7, instance: "one")) == [
                .answerSync(member: 1, .refused(.fencedInstanceID)), .tellByHeartbeat(member: 1),
                .endRound(3, after: .rebalanceTimeout), .tellByHeartbeat(member: 2),
            ])
        #expect(group.leader == 7)
    }
}
