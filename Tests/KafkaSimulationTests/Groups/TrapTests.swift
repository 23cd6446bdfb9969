import ServicePorts
import Testing

@testable import KafkaSimulation

/// What cannot be ends the program: a group that went on from there would be silently wrong.
@Suite struct GroupTrapTests {
    private static func request(_ id: MemberID) -> GroupMembership.JoinRequest {
        .init(id: id, subscription: Subscription(memberID: "m\(id.index)", instanceID: nil, topics: ["t"]))
    }

    /// Two members that wait for the leader's division.
    private static func undivided() -> GroupMembership {
        var group = GroupMembership()
        _ = group.join(request(1))
        _ = group.join(request(2))
        _ = group.roundTimeIsOver(1)
        _ = group.roundTimeIsOver(1)
        return group
    }

    @Test("A coordinator that is gone lets nobody in")
    func deadGroupsLetNobodyIn() async {
        await #expect(processExitsWith: .failure) {
            var group = GroupMembership()
            _ = group.unload()
            _ = group.join(Self.request(1))
        }
    }

    @Test("A coordinator is lost once and loaded once")
    func coordinatorsAreLostOnce() async {
        await #expect(processExitsWith: .failure) {
            var group = GroupMembership()
            _ = group.unload()
            _ = group.unload()
        }
        await #expect(processExitsWith: .failure) {
            var group = GroupMembership()
            group.load()
        }
    }

    @Test("A partition has one owner in a generation")
    func partitionsHaveOneOwner() async {
        var group = Self.undivided()
        let partitions = (0..<2).map { TopicPartition(topic: "t", partition: $0) }
        let divided = group.sync(
            1, instanceID: nil, generation: 1, assignments: [(1, [partitions[0]]), (2, [partitions[1]])])
        #expect(divided.first == .stable)
        await #expect(processExitsWith: .failure) {
            var group = Self.undivided()
            let partition = TopicPartition(topic: "t", partition: 0)
            _ = group.sync(1, instanceID: nil, generation: 1, assignments: [(1, [partition]), (2, [partition])])
        }
    }

    @Test("A round that has not begun does not end")
    func roundsEndAfterTheirBeginning() async {
        await #expect(processExitsWith: .failure) {
            var group = Self.undivided()
            _ = group.roundTimeIsOver(3)
        }
    }
}
