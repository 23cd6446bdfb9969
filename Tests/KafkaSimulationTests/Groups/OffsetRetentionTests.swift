import KafkaSimulation
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

/// `offsets.retention.minutes` as KIP-211 has it: what counts is for how long a group has had no members.
@Suite("Committed offsets of an empty group expire")
struct OffsetRetentionTests {
    /// Offsets stay for ten minutes, and a coordinator looks every minute.
    private func cluster() -> Cluster {
        Cluster(keepRecords: true) {
            $0.offsetsRetention = .seconds(600)
            $0.offsetsRetentionCheckInterval = .seconds(60)
        }
    }

    private func startReader(_ name: String, on cluster: Cluster, incarnation: Int = 0) throws -> SimulatedProcess {
        let process = cluster.simulation.makeProcess(named: name, incarnation: incarnation)
        try cluster.startReader(in: process)
        return process
    }

    @Test("They are gone at the first look after their time, and the next member reads from the beginning")
    func expire() throws {
        let cluster = cluster()
        try cluster.produce("a", "b")
        let reader = try startReader("r", on: cluster)
        cluster.run(seconds: 15)
        #expect(try cluster.committed() == 2)
        cluster.now { reader.crash() }
        // The session ends after 45 s, at about one minute.
        cluster.run(seconds: 45 + 590)
        #expect(try cluster.committed() == 2)
        cluster.run(seconds: 60)
        #expect(try cluster.committed() == nil)
        #expect(cluster.kafka.counters.offsetsExpired == 1)
        #expect(cluster.kafka.lag(group: "readers") == 2)
        cluster.seen = []
        _ = try startReader("r", on: cluster, incarnation: 1)
        cluster.run(seconds: 10)
        #expect(cluster.seen == ["r 0@0 a", "r 0@1 b"])
    }

    @Test("Nothing expires while the group has a member, however long ago it committed")
    func memberKeeps() throws {
        let cluster = cluster()
        try cluster.produce("a")
        let reader = try startReader("r", on: cluster)
        cluster.run(seconds: 7_200)
        #expect(try cluster.committed() == 1)
        // The time counts from here on, and not from the commit.
        cluster.now { reader.crash() }
        cluster.run(seconds: 600)
        #expect(try cluster.committed() == 1)
        cluster.run(seconds: 120)
        #expect(try cluster.committed() == nil)
    }

    @Test("A member that is back in time keeps them")
    func backInTime() throws {
        let cluster = cluster()
        try cluster.produce("a")
        let reader = try startReader("r", on: cluster)
        cluster.run(seconds: 15)
        cluster.now { reader.crash() }
        cluster.run(seconds: 540)
        _ = try startReader("r", on: cluster, incarnation: 1)
        cluster.run(seconds: 7_200)
        #expect(try cluster.committed() == 1)
        #expect(cluster.seen == ["r 0@0 a", "r ended: CancellationError()"])
        #expect(cluster.kafka.counters.offsetsExpired == 0)
    }

    @Test("Without a coordinator nothing expires; the next one that comes looks again")
    func coordinatorAway() throws {
        let cluster = cluster()
        try cluster.produce("a")
        let reader = try startReader("r", on: cluster)
        cluster.run(seconds: 15)
        cluster.now { reader.crash() }
        cluster.run(seconds: 120)
        var outage: FaultID?
        cluster.now { outage = cluster.kafka.inject(.coordinatorOutage()) }
        cluster.run(seconds: 3_600)
        #expect(try cluster.committed() == 1)
        cluster.now { if let outage { cluster.kafka.remove(outage) } }
        cluster.run(seconds: 60)
        #expect(try cluster.committed() == nil)
    }

    @Test("What a consumer without a share in the group commits counts from the commit")
    func assignedByHand() throws {
        let cluster = cluster()
        try cluster.produce("a", "b")
        let process = cluster.simulation.makeProcess(named: "r")
        let consumer = try cluster.kafka.makeConsumer(for: process, Cluster.settings(), of: Note.self)
        let partition = TopicPartition(topic: "notes", partition: 0)
        process.start {
            do {
                try await consumer.assign([partition])
                try await consumer.commit([partition: 1])
                try await process.clock.sleep(for: .seconds(300))
                try await consumer.commit([partition: 2])
                try await process.clock.sleep(for: .seconds(86_400))
            } catch {}
        }
        cluster.run(seconds: 660)
        #expect(try cluster.committed() == 2)
        cluster.run(seconds: 300)
        #expect(try cluster.committed() == nil)
    }
}
