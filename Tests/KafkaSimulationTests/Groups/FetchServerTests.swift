import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@testable import KafkaSimulation

/// Fetches of a member that was given its partitions by hand.
@Suite struct FetchServerTests {
    private struct Play {
        let simulation = Simulation(.init(seed: 1))
        let replicas: ReplicaManager
        let coordinator: GroupCoordinator
        let server: FetchServer
        let fetcher: Fetcher

        init(_ change: (inout ConsumerSettings) -> Void = { _ in }) {
            var model = KafkaModel(topics: [TopicModel("t", partitions: 2)])
            model.fetchLatency = .constant(.milliseconds(2))
            let metadata = MetadataCache(model)
            let faults = ActiveFaults(in: simulation)
            replicas = ReplicaManager(model, metadata, faults, in: simulation)
            coordinator = GroupCoordinator(model, topics: 1, logs: 2, faults, in: simulation)
            server = FetchServer(model, replicas, coordinator)
            coordinator.register()
            replicas.register()
            var settings = ConsumerSettings(groupID: "readers")
            settings.autoOffsetReset = .earliest
            change(&settings)
            let member = coordinator.addMember(settings, of: simulation.makeProcess(named: "reader"))
            coordinator.subscribe(member.group, to: 0)
            fetcher = server.addFetcher(of: member)
        }

        func append(_ text: String, to log: LogID) throws {
            let record = try ProducedRecord(
                key: RecordKey(text), payload: .value(Note(text)), wire: .typed, timestamp: 0)
            _ = replicas.append(.one(record), to: log)
        }

        func handOut() -> [String] {
            var read: [String] = []
            server.handOut(to: fetcher) { partition, offset, _, record in
                read.append("\(partition.partition)@\(offset) \(record.key ?? "-")")
            }
            return read
        }

        func run(milliseconds: Int64) { simulation.run(for: .milliseconds(milliseconds)) }
    }

    @Test("a record is read one latency after its append, by whoever holds its partition")
    func aRecordTakesOneLatency() throws {
        let play = Play()
        play.server.takeOver([1], by: play.fetcher)
        #expect(play.server.nextFetchNanoseconds(of: play.fetcher) == nil)
        play.run(milliseconds: 5)
        try play.append("a", to: 1)
        try play.append("b", to: 0)
        #expect(play.server.nextFetchNanoseconds(of: play.fetcher) == 7_000_000)
        play.run(milliseconds: 2)
        #expect(play.handOut() == ["1@0 a"])
        #expect(play.server.nextFetchNanoseconds(of: play.fetcher) == nil)
    }

    @Test("who comes first changes with every response, and max.poll.records cuts it")
    func responsesTakeTurns() throws {
        let play = Play { $0.maxPollRecords = 1 }
        play.server.takeOver([0, 1], by: play.fetcher)
        for text in ["a", "b"] {
            try play.append(text, to: 0)
            try play.append(text, to: 1)
        }
        _ = play.server.nextFetchNanoseconds(of: play.fetcher)
        play.run(milliseconds: 2)
        #expect(play.handOut() == ["0@0 a"])
        #expect(play.handOut() == ["1@0 a"])
        #expect(play.handOut() == ["0@1 b"])
    }

    @Test("what was handed out to the group before is told as redelivered")
    func redeliveriesAreCounted() throws {
        let play = Play()
        play.server.takeOver([0], by: play.fetcher)
        try play.append("a", to: 0)
        _ = play.server.nextFetchNanoseconds(of: play.fetcher)
        play.run(milliseconds: 2)
        _ = play.handOut()
        play.fetcher.move(0, to: 0, at: play.simulation.now.nanoseconds)
        _ = play.server.nextFetchNanoseconds(of: play.fetcher)
        play.run(milliseconds: 2)
        #expect(play.handOut() == ["0@0 a"])
        #expect((play.server.counters.fetched, play.server.counters.redelivered) == (2, 1))
    }

    @Test("a member that is released holds nothing")
    func releasedMembersReadNothing() throws {
        let play = Play()
        play.server.takeOver([0, 1], by: play.fetcher)
        play.server.released(play.fetcher.member.id)
        try play.append("a", to: 0)
        #expect(play.fetcher.assigned.isEmpty)
        #expect(play.handOut() == [])
        play.server.released(play.fetcher.member.id)
    }

    @Test("what every group has committed is forgotten")
    func committedRecordsAreForgotten() throws {
        let play = Play()
        try play.append("a", to: 0)
        try play.append("b", to: 0)
        play.fetcher.member.group.committed[0] = 1
        play.server.committed(1, on: 0, by: play.fetcher.member)
        #expect(play.replicas.logs[0].startOffset == 1)
    }
}
