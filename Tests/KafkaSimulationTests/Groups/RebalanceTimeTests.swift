import KafkaSimulation
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@Suite("How long a rebalance takes is told when it is over")
struct RebalanceTimeTests {
    private final class Watch: KafkaObserver {
        var lengths: [Duration] = []

        func recordAppended(
            topic: String, partition: Int32, offset: Int64, timestamp: Int64, payload: Payload, key: RecordKey?,
            broker: Int
        ) {}
        func groupRebalanced(_ group: String, after length: Duration) { lengths.append(length) }
    }

    private let watch = Watch()

    private func cluster() -> Cluster {
        let cluster = Cluster(partitions: 2)
        cluster.kafka.addObserver(watch)
        return cluster
    }

    @Test("The first one takes the delay in which a group waits for company")
    func first() throws {
        let cluster = cluster()
        try cluster.startReader(in: cluster.simulation.makeProcess(named: "a"))
        cluster.run(seconds: 10)
        #expect(watch.lengths.count == 1)
        #expect(watch.lengths.allSatisfy { $0 >= .seconds(3) && $0 < .milliseconds(3_100) })
        #expect(cluster.kafka.rebalancesUnderWay.isEmpty)
    }

    @Test("A member at work holds the others up; until it polls again the rebalance is under way")
    func busyMember() throws {
        let cluster = cluster()
        try cluster.startReader(in: cluster.simulation.makeProcess(named: "a"), work: .seconds(60))
        cluster.run(seconds: 10)
        try cluster.produce("x", partition: 0)
        cluster.run(seconds: 5)
        try cluster.startReader(in: cluster.simulation.makeProcess(named: "b"))
        cluster.run(seconds: 20)
        #expect(watch.lengths.count == 1)
        let underWay = cluster.kafka.rebalancesUnderWay
        #expect(underWay.map(\.group) == ["readers"])
        #expect(underWay.allSatisfy { $0.length > .seconds(19) && $0.length <= .seconds(20) })
        cluster.run(seconds: 60)
        #expect(watch.lengths.count == 2)
        #expect(watch.lengths[1] > .seconds(50) && watch.lengths[1] < .seconds(60))
    }

    @Test("A static member that is back within its session rebalances nothing")
    func staticMember() throws {
        let cluster = cluster()
        var settings = Cluster.settings()
        settings.groupInstanceID = "one"
        let before = cluster.simulation.makeProcess(named: "a")
        try cluster.startReader(in: before, settings)
        cluster.run(seconds: 10)
        cluster.now { before.crash() }
        cluster.run(seconds: 10)
        try cluster.startReader(in: cluster.simulation.makeProcess(named: "a", incarnation: 1), settings)
        cluster.run(seconds: 60)
        #expect(watch.lengths.count == 1)
    }
}
