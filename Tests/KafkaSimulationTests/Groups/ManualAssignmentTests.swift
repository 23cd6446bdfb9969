import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@testable import KafkaSimulation

/// What a consumer does without a share in its group's rebalances, and what is left of a share that it has given up.
@Suite("A consumer on its own")
struct ManualAssignmentTests {
    private let first = TopicPartition(topic: "notes", partition: 0)

    private func consume(
        _ change: (inout ConsumerSettings) -> Void = { _ in },
        _ body: @escaping @Sendable (any EventConsumer<Note>, Cluster, SimulatedProcess) async throws -> Void
    ) throws -> Cluster {
        let cluster = Cluster(partitions: 2, keepRecords: true)
        try cluster.produce("a", "b", partition: 0)
        var settings = Cluster.settings()
        change(&settings)
        let reader = cluster.simulation.makeProcess(named: "reader")
        let consumer = try cluster.kafka.makeConsumer(for: reader, settings, of: Note.self)
        cluster.kafka.onGroupEvent = { event in cluster.seen.append("\(event.kind)") }
        reader.start {
            do { try await body(consumer, cluster, reader) } catch { cluster.seen.append("\(error)") }
        }
        cluster.run(seconds: 600)
        return cluster
    }

    @Test("reads for longer than max.poll.interval.ms without a join, a heartbeat or an eviction")
    func takesNoPart() throws {
        let cluster = try consume {
            $0.enableAutoCommit = false
            $0.maxPollInterval = .seconds(10)
        } _: { [first] consumer, cluster, process in
            try await consumer.assign([first])
            cluster.seen.append("read \(try await consumer.poll(timeout: .seconds(1)).count)")
            try await process.clock.sleep(for: .seconds(60))
            try await consumer.seekToBeginning([])
            cluster.seen.append("read \(try await consumer.poll(timeout: .seconds(1)).count)")
            await consumer.close()
        }
        #expect(cluster.seen == ["read 2", "read 2"])
        #expect(cluster.kafka.counters.evictions == 0)
    }

    @Test("commits by itself what its polls have brought")
    func commitsAutomatically() throws {
        let cluster = try consume {
            $0.enableAutoCommit = true
            $0.autoCommitInterval = .seconds(1)
        } _: { [first] consumer, _, _ in
            try await consumer.assign([first])
            for _ in 0..<4 { _ = try await consumer.poll(timeout: .seconds(1)) }
        }
        #expect(try cluster.committed() == 2)
    }

    @Test("that unsubscribes while its join is under way comes back in a round of its own")
    func answersOfAnEarlierSubscriptionMeanNothing() throws {
        let cluster = try consume {
            $0.enableAutoCommit = false
        } _: { [first] consumer, _, _ in
            for _ in 0..<5 {
                try await consumer.subscribe(to: ["notes"], listener: nil)
                // The join is on its way, and the round of a first member takes three seconds.
                _ = try await consumer.poll(timeout: .zero)
                try await consumer.unsubscribe()
            }
            try await consumer.subscribe(to: ["notes"], listener: nil)
            while try await consumer.assignment().isEmpty { _ = try await consumer.poll(timeout: .milliseconds(10)) }
            try await consumer.commit([first: 1])
            await consumer.close()
        }
        #expect(cluster.seen.suffix(5) == ["join", "sync", "stable(generation: 1)", "commit", "leave"])
        #expect(try cluster.committed() == 1)
        #expect(cluster.kafka.coordinator.members[0] == nil)
    }

    @Test("stays on its own when its process was away, though a static member's place is still kept")
    func pausesChangeNothing() throws {
        let cluster = Cluster(partitions: 1, keepRecords: true)
        var settings = Cluster.settings()
        settings.groupInstanceID = "one"
        settings.maxPollInterval = .seconds(5)
        let reader = cluster.simulation.makeProcess(named: "reader")
        let consumer = try cluster.kafka.makeConsumer(for: reader, settings, of: Note.self)
        reader.start { [first] in
            do {
                try await consumer.subscribe(to: ["notes"], listener: nil)
                while try await consumer.assignment().isEmpty {
                    _ = try await consumer.poll(timeout: .milliseconds(10))
                }
                try await consumer.unsubscribe()
                try await consumer.assign([first])
                while true {
                    let count = try await consumer.poll(timeout: .seconds(1)).count
                    if count > 0 { cluster.seen.append("read \(count)") }
                    try await reader.clock.sleep(for: .seconds(7))
                }
            } catch { cluster.seen.append("\(error)") }
        }
        cluster.run(seconds: 5)
        #expect(cluster.kafka.coordinator.groups[0].membership.members.count == 1)
        cluster.now { reader.pause() }
        cluster.run(seconds: 1)
        cluster.now { reader.resume() }
        try cluster.produce("a", partition: 0)
        cluster.run(seconds: 300)
        #expect(cluster.seen == ["read 1"])
        #expect(cluster.kafka.coordinator.groups[0].membership.members.isEmpty)
        #expect(cluster.kafka.coordinator.members[0]?.standing == .assigned)
    }

    @Test("is released when it closes, whatever it gave up before")
    func isReleased() throws {
        for instance in [nil, "one"] {
            let cluster = try consume {
                $0.groupInstanceID = instance
            } _: { [first] consumer, _, _ in
                try await consumer.subscribe(to: ["notes"], listener: nil)
                while try await consumer.assignment().isEmpty {
                    _ = try await consumer.poll(timeout: .milliseconds(10))
                }
                try await consumer.unsubscribe()
                try await consumer.assign([first])
                await consumer.close()
            }
            #expect(cluster.kafka.coordinator.members[0] == nil)
            #expect(cluster.kafka.coordinator.groups[0].membership.members.isEmpty)
        }
    }
}
