import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@Suite struct RebalanceTests {
    private func settings(session: Duration = .seconds(10)) -> ConsumerSettings {
        var settings = Cluster.settings()
        settings.sessionTimeout = session
        return settings
    }

    @Test("Two members share the partitions")
    func twoMembersShareThePartitions() throws {
        let cluster = Cluster(partitions: 4)
        for name in ["a", "b"] {
            try cluster.startReader(in: cluster.simulation.makeProcess(named: name), settings())
        }
        cluster.run(seconds: 20)
        for partition in 0..<Int32(4) { try cluster.produce("x", partition: partition) }
        cluster.run(seconds: 1)
        #expect(cluster.seen.sorted() == ["a 0@0 x", "a 1@0 x", "b 2@0 x", "b 3@0 x"])
        #expect(cluster.kafka.counters.rebalances == 1)
    }

    @Test("The survivor takes over when the session of a crashed member is over")
    func theSurvivorTakesOver() throws {
        let cluster = Cluster(partitions: 2)
        let a = cluster.simulation.makeProcess(named: "a")
        let b = cluster.simulation.makeProcess(named: "b")
        try cluster.startReader(in: a, settings())
        try cluster.startReader(in: b, settings())
        cluster.run(seconds: 20)
        cluster.now { a.crash() }
        cluster.run(seconds: 5)
        try cluster.produce("x", partition: 0)
        // The last heartbeat was two seconds before the crash: the session ends eight seconds after it.
        cluster.run(seconds: 2)
        #expect(cluster.seen.filter { $0.hasPrefix("b 0@") }.isEmpty, "Before the session time-out nobody owns it.")
        #expect(cluster.kafka.counters.evictions == 0)
        cluster.run(seconds: 2)
        #expect(cluster.kafka.counters.evictions == 1)
        cluster.run(seconds: 5)
        #expect(cluster.kafka.counters.evictions == 1)
        #expect(cluster.seen.contains("b 0@0 x"))
    }

    @Test("A member that closes is replaced without waiting for its session")
    func aMemberThatClosesIsReplaced() throws {
        let cluster = Cluster(partitions: 2)
        let a = cluster.simulation.makeProcess(named: "a")
        let leaving = try cluster.kafka.makeConsumer(for: a, settings(), of: Note.self)
        a.start {
            try? await leaving.subscribe(to: ["notes"], listener: nil)
            _ = try? await leaving.poll(timeout: .seconds(20))
            await leaving.close()
            do { _ = try await leaving.poll(timeout: .seconds(1)) } catch { cluster.seen.append("\(error)") }
        }
        try cluster.startReader(in: cluster.simulation.makeProcess(named: "b"), settings(session: .seconds(1000)))
        cluster.run(seconds: 20)
        try cluster.produce("x", partition: 0)
        cluster.run(seconds: 4)
        #expect(cluster.seen == ["closed", "b 0@0 x"])
        #expect(cluster.kafka.counters.evictions == 0)
    }

    /// A paused process keeps what it holds in its hands and finds out when it goes on.
    @Test("A paused member loses its partition and its commit is refused")
    func aPausedMemberLoses() throws {
        let cluster = Cluster(partitions: 1)
        let a = cluster.simulation.makeProcess(named: "a")
        try cluster.startReader(in: a, settings(), work: .seconds(2))
        cluster.run(seconds: 5)
        try cluster.produce("x")
        cluster.run(seconds: 1)
        cluster.now { a.pause() }
        try cluster.startReader(in: cluster.simulation.makeProcess(named: "b"), settings())
        cluster.run(seconds: 60)
        #expect(cluster.seen == ["b 0@0 x"])
        #expect(try cluster.committed() == 1)
        cluster.now { a.resume() }
        cluster.run(seconds: 1)
        #expect(cluster.seen == ["b 0@0 x", "a 0@0 x", "a ended: commitFailed"])
        #expect(cluster.kafka.counters.redelivered == 1)
    }

    @Test("A member evicted in its poll is told that its partitions are lost and joins again")
    func aMemberEvictedInItsPoll() throws {
        let cluster = Cluster(partitions: 1)
        let a = cluster.simulation.makeProcess(named: "a")
        let consumer = try cluster.kafka.makeConsumer(for: a, settings(), of: Note.self)
        let listener = CommittingListener(cluster: cluster, consumer: consumer)
        a.start {
            try? await consumer.subscribe(to: ["notes"], listener: listener)
            while (try? await consumer.poll(timeout: .seconds(1000))) != nil {}
        }
        cluster.run(seconds: 10)
        cluster.now { a.pause() }
        try cluster.produce("x")
        cluster.run(seconds: 60)
        cluster.now { a.resume() }
        cluster.run(seconds: 10)
        #expect(cluster.seen == ["assigned [0]", "lost [0]", "assigned [0]"])
        #expect(cluster.kafka.counters.evictions == 1)
    }

    @Test("A member that does not poll in time is evicted")
    func aMemberThatDoesNotPollInTime() throws {
        let cluster = Cluster(partitions: 1)
        var slow = settings()
        slow.maxPollInterval = .seconds(30)
        try cluster.startReader(in: cluster.simulation.makeProcess(named: "a"), slow, work: .seconds(100))
        try cluster.produce("x")
        cluster.run(seconds: 60)
        #expect(cluster.kafka.counters.evictions == 1)
    }

    @Test("A listener is told in order and may commit when revoked")
    func aListenerIsToldInOrder() throws {
        let cluster = Cluster(partitions: 2)
        let a = cluster.simulation.makeProcess(named: "a")
        let consumer = try cluster.kafka.makeConsumer(for: a, settings(), of: Note.self)
        let listener = CommittingListener(cluster: cluster, consumer: consumer)
        a.start {
            try? await consumer.subscribe(to: ["notes"], listener: listener)
            while (try? await consumer.poll(timeout: .seconds(1))) != nil {}
        }
        try cluster.produce("x", partition: 1)
        cluster.run(seconds: 10)
        try cluster.startReader(in: cluster.simulation.makeProcess(named: "b"), settings())
        cluster.run(seconds: 20)
        #expect(cluster.seen == ["assigned [0, 1]", "revoked [0, 1]", "assigned [0]"])
        #expect(try cluster.committed(partition: 1) == 1)
        #expect(cluster.kafka.counters.redelivered == 0)
    }
}

private struct CommittingListener: RebalanceListener {
    let cluster: Cluster
    let consumer: any EventConsumer<Note>

    func partitionsAssigned(_ partitions: [TopicPartition]) async {
        cluster.seen.append("assigned \(partitions.map(\.partition))")
    }

    func partitionsRevoked(_ partitions: [TopicPartition]) async {
        cluster.seen.append("revoked \(partitions.map(\.partition))")
        do { try await consumer.commit([TopicPartition(topic: "notes", partition: 1): 1]) } catch {
            cluster.seen.append("\(error)")
        }
    }

    func partitionsLost(_ partitions: [TopicPartition]) async {
        cluster.seen.append("lost \(partitions.map(\.partition))")
    }
}
