import ServicePorts
import Testing

@testable import KafkaSimulation

/// What cannot be ends the program: a state machine that went on from there would be silently wrong.
@Suite struct KafkaTrapTests {
    private static let request = GroupMembership.JoinRequest(
        id: 1, subscription: Subscription(memberID: "m1", instanceID: nil, topics: ["t"]))

    @Test("a coordinator that is gone lets nobody in")
    func deadGroupsLetNobodyIn() async {
        await #expect(processExitsWith: .failure) {
            var group = GroupMembership()
            _ = group.unload()
            _ = group.join(Self.request)
        }
    }

    @Test("a coordinator is lost once and loaded once")
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

    @Test("nobody reads beyond the end of a log, nor before its start")
    func logsHaveBounds() async {
        await #expect(processExitsWith: .failure) {
            var log = PartitionLog()
            log.makeReadable(below: 1, atNanoseconds: 0)
        }
        await #expect(processExitsWith: .failure) {
            var log = PartitionLog()
            for _ in 0..<4 { _ = log.append(.none) }
            log.truncate(before: 2)
            _ = log[1].size
        }
    }

    @Test("a broker does not stop twice, and a leader does not follow itself")
    func replicasFollowTheirRules() async {
        await #expect(processExitsWith: .failure) {
            var replicas = PartitionReplicas(brokers: [0, 1])
            replicas.brokerStopped(1)
            replicas.brokerStopped(1)
        }
        await #expect(processExitsWith: .failure) {
            var replicas = PartitionReplicas(brokers: [0, 1])
            replicas.beginFetch(at: 0, nowNanoseconds: 0)
        }
    }
}
