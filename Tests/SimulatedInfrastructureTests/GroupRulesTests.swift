import Testing

@testable import SimulatedInfrastructure

@Suite struct GroupRulesTests {
    /// The example in the documentation of `org.apache.kafka.clients.consumer.RangeAssignor`.
    @Test func rangeAssignmentAgreesWithKafkasExample() {
        let assigned = RangeAssignor.assign(
            members: [("C0", ["t0", "t1"]), ("C1", ["t0", "t1"])], partitionCount: { _ in 3 })
        let names = assigned.map { $0.map { "\($0.topic)p\($0.partition)" } }
        #expect(names == [["t0p0", "t0p1", "t1p0", "t1p1"], ["t0p2", "t1p2"]])
    }

    @Test func rangeAssignmentGoesByMemberIdAndLeavesSuperfluousMembersIdle() {
        let assigned = RangeAssignor.assign(
            members: [("b", ["t"]), ("c", ["t"]), ("a", ["t"])], partitionCount: { _ in 2 })
        #expect(assigned.map { $0.map(\.partition) } == [[1], [], [0]])
    }

    @Test func theFirstRoundWaitsForCompanyAndForMoreWhileMembersCome() {
        var group = GroupMembership()
        #expect(group.join(1, topics: ["t"]) == [.endRound(1, after: .initialDelay)])
        #expect(group.join(2, topics: ["t"]) == [])
        #expect(group.roundTimeIsOver(1) == [.endRound(1, after: .initialDelay)])
        #expect(group.roundTimeIsOver(1) == [.assign])
        #expect(group.generation == 1)
    }

    @Test func aNewMemberMakesTheOthersJoinAgainAndAllShareOneGeneration() {
        var group = GroupMembership()
        _ = group.join(1, topics: ["t"])
        _ = group.roundTimeIsOver(1)
        #expect(group.join(2, topics: ["t"]) == [.endRound(2, after: .rebalanceTimeout), .tellToRejoin(member: 1)])
        #expect(group.isAwaitingJoin(of: 1))
        #expect(group.join(1, topics: ["t"]) == [.assign])
        #expect(group.generation == 2)
        #expect(group.roundTimeIsOver(2) == [])
    }

    @Test func whoDoesNotJoinInTimeIsNoMemberAnyMore() {
        var group = GroupMembership()
        _ = group.join(1, topics: ["t"])
        _ = group.roundTimeIsOver(1)
        _ = group.join(2, topics: ["t"])
        #expect(group.roundTimeIsOver(2) == [.evicted(member: 1), .assign])
        #expect(group.members.map(\.id) == [2])
    }

    @Test func theLastMemberLeavesAnEmptyGroupThatKeepsItsGeneration() {
        var group = GroupMembership()
        _ = group.join(1, topics: ["t"])
        _ = group.roundTimeIsOver(1)
        #expect(group.leave(1) == [])
        #expect(group.phase == .empty)
        #expect(group.join(2, topics: ["t"]) == [.endRound(3, after: .initialDelay)])
        #expect(group.roundTimeIsOver(3) == [.assign])
        #expect(group.generation == 2)
    }
}
