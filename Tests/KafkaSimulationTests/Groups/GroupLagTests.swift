import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@testable import KafkaSimulation

/// Keeps every change of a group's lag, and what the cluster answers at that moment to who asks.
private final class LagRecord: LagObserver {
    private let kafka: SimulatedKafka
    private(set) var changes: [(instant: Int64, group: String, records: Int64)] = []
    private(set) var misses: [String] = []

    init(_ kafka: SimulatedKafka) {
        self.kafka = kafka
        kafka.observeLags(self)
    }

    func lagChanged(ofGroup group: Int, named name: @autoclosure () -> String, to records: Int64) {
        let name = name()
        changes.append((kafka.simulation.now.nanoseconds, name, records))
        if kafka.coordinator.groupNames[group] != name { misses.append("group \(group) is not \(name)") }
    }

    /// The last that was told of a group; nought before anything was.
    func told(of group: String) -> Int64 { changes.last { $0.group == group }?.records ?? 0 }
}

@Suite("A group's lag is told at each change")
struct GroupLagTests {
    @Test("Each append and each commit is a change, at its instant")
    func appendsAndCommits() throws {
        let cluster = Cluster()
        let record = LagRecord(cluster.kafka)
        try cluster.startReader(in: cluster.simulation.makeProcess(named: "reader"), work: .seconds(2))
        cluster.run(seconds: 10)
        cluster.now { try? cluster.produce("a", "b") }
        cluster.run(seconds: 10)
        #expect(record.changes.map(\.group) == ["readers", "readers", "readers", "readers"])
        #expect(record.changes.map(\.records) == [1, 2, 1, 0])
        // 2 ms to the reader, 2 s of work and 2 ms to the coordinator and back, for one record after the other.
        let since = record.changes.map { ($0.instant - record.changes[0].instant) / 1_000_000 }
        #expect(since[1] == 0)
        #expect((2_000...2_010).contains(since[2]) && (4_000...4_020).contains(since[3]), "\(since)")
        #expect(record.misses == [])
    }

    @Test("What was there before a group reads is its lag from its subscription on")
    func subscription() throws {
        let cluster = Cluster(partitions: 2)
        let record = LagRecord(cluster.kafka)
        try cluster.produce("a", partition: 0)
        try cluster.produce("b", partition: 1)
        #expect(record.changes.isEmpty)
        try cluster.startReader(in: cluster.simulation.makeProcess(named: "reader"), commits: false)
        cluster.run(seconds: 10)
        #expect(record.told(of: "readers") == 2)
        try cluster.startReader(
            in: cluster.simulation.makeProcess(named: "other"), Cluster.settings("others"), work: .milliseconds(1))
        cluster.run(seconds: 10)
        #expect(record.told(of: "others") == 0)
        #expect(record.changes.filter { $0.group == "others" }.map(\.records).max() == 2)
    }

    @Test("Who begins to observe is told what is there by then")
    func lateObserver() throws {
        let cluster = Cluster()
        try cluster.startReader(in: cluster.simulation.makeProcess(named: "reader"), commits: false)
        try cluster.produce("a", "b", "c")
        cluster.run(seconds: 10)
        #expect(LagRecord(cluster.kafka).told(of: "readers") == 3)
    }

    @Test("What retention deletes nobody lags behind any more")
    func retention() throws {
        let play = BrokerPlay {
            $0.retention = .seconds(60)
            $0.segmentTime = .seconds(10)
        }
        let record = LagRecord(play.kafka)
        let topic = TopicID(index: 0)
        let group = play.kafka.coordinator.addMember(
            Cluster.settings(), of: play.kafka.simulation.makeProcess(named: "idle")
        ).group
        play.kafka.coordinator.subscribe(group, to: topic)
        for text in ["a", "b"] {
            try play.kafka.produceFromWorld(topic: BrokerPlay.topic, key: nil, payload: .value(Note(text)))
        }
        #expect(record.told(of: "readers") == 2)
        play.at(329_999) {
            try play.kafka.produceFromWorld(topic: BrokerPlay.topic, key: nil, payload: .value(Note("c")))
        }
        play.run(until: 330_000)
        #expect(try play.texts() == ["c"])
        #expect(record.told(of: "readers") == 1)
        #expect(play.kafka.lag(group: "readers") == 1)
    }
}
