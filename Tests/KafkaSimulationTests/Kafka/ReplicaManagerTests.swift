import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@testable import KafkaSimulation

/// The logs of a cluster by themselves: who is told what, and in which order, without producers and groups.
@Suite struct ReplicaManagerTests {
    /// Writes down what a replica manager tells.
    private final class Listener: DelayedProduces, DelayedFetches, CoordinatorPartitions {
        var told: [String] = []

        func highWatermarkAdvanced(on log: LogID, to offset: Int64) { told.append("\(log.index) agreed to \(offset)") }
        func leaderIsGone(from log: LogID, because error: KafkaError) { told.append("\(log.index) has no leader") }
        func logTruncated(_ log: LogID, from end: Int64) { told.append("\(log.index) truncated to \(end)") }
        func mayRead(_ log: LogID) { told.append("\(log.index) may be read") }
        func coordinatorStopped(_ broker: BrokerID) { told.append("coordinator \(broker) stopped") }
        func electCoordinators(among isRunning: (BrokerID) -> Bool) {
            told.append("coordinators among \((0..<2).filter { isRunning(BrokerID($0)) })")
        }
    }

    private struct Play {
        let simulation = Simulation(.init(seed: 1))
        let listener = Listener()
        let replicas: ReplicaManager
        let faults: ActiveFaults

        init(brokers: Int = 1, copies: Int = 1, _ change: (inout TopicModel) -> Void = { _ in }) {
            var topic = TopicModel("t", partitions: 1, inMemory: .everything)
            topic.replicationFactor = copies
            change(&topic)
            var model = KafkaModel(topics: [topic])
            model.brokers = brokers
            model.replicaFetchDelay = .constant(.milliseconds(1))
            model.failoverTime = .constant(.seconds(5))
            faults = ActiveFaults(in: simulation)
            replicas = ReplicaManager(model, MetadataCache(model), faults, in: simulation)
            replicas.produces = listener
            replicas.fetches = listener
            replicas.coordinators = listener
            replicas.register()
        }

        func append(_ text: String) throws -> Int64 {
            let record = try ProducedRecord(
                key: RecordKey(text), payload: .value(Note(text)), wire: .typed, timestamp: simulation.wallMilliseconds)
            return replicas.append(.one(record), to: 0)
        }

        func told() -> [String] {
            defer { listener.told = [] }
            return listener.told
        }
    }

    @Test("what the only copy has may be read at once")
    func theOnlyCopyIsReadAtOnce() throws {
        let play = Play()
        #expect(try play.append("a") == 0)
        #expect(try play.append("b") == 1)
        #expect(play.told() == ["0 may be read", "0 may be read"])
        #expect(play.replicas.logs[0].readableEnd == 2)
    }

    @Test("producers hear of the high watermark before readers do, and only when all replicas in sync have the records")
    func theHighWatermarkIsToldToProducersFirst() throws {
        let play = Play(brokers: 2, copies: 2)
        _ = try play.append("a")
        #expect(play.told() == [])
        play.simulation.run(for: .milliseconds(2))
        #expect(play.told() == ["0 agreed to 1", "0 may be read"])
    }

    @Test("a leader that stops is missed until the controller has noticed")
    func aStoppedLeaderIsReplaced() throws {
        let play = Play(brokers: 2, copies: 2)
        _ = try play.append("a")
        play.simulation.run(for: .milliseconds(2))
        _ = play.told()
        play.replicas.stop(0)
        #expect(play.told() == ["0 has no leader", "coordinator 0 stopped"])
        play.simulation.run(for: .seconds(4))
        #expect(!play.replicas.logs[0].isAvailable)
        play.simulation.run(for: .seconds(2))
        #expect(play.replicas.partitions[0].leader == 1)
        #expect(play.told() == ["0 may be read", "coordinators among [1]"])
        #expect(play.replicas.counters.elections == 1)
    }

    @Test("a stop that was followed by a start and another stop is noticed once, after the second")
    func anElectionForAnEarlierStopIsVoid() throws {
        let play = Play(brokers: 2, copies: 2)
        play.replicas.stop(0)
        play.simulation.run(for: .seconds(3))
        play.replicas.start(0)
        play.simulation.run(for: .seconds(1))
        play.replicas.stop(0)
        play.simulation.run(for: .seconds(2))
        #expect(play.replicas.counters.elections == 0)
        play.simulation.run(for: .seconds(4))
        #expect(play.replicas.counters.elections == 1)
    }

    @Test("what a new leader does not have is truncated before readers look again")
    func anUncleanLeaderTruncates() throws {
        let play = Play(brokers: 2, copies: 2) { $0.uncleanLeaderElectionEnable = true }
        play.replicas.stop(1)
        play.simulation.run(for: .seconds(6))
        _ = try play.append("a")
        _ = play.told()
        play.replicas.stop(0)
        play.replicas.start(1)
        play.simulation.run(for: .seconds(6))
        let told = play.told()
        #expect(told.contains("0 truncated to 0"))
        let truncation = try #require(told.firstIndex(of: "0 truncated to 0"))
        #expect(told[truncation...].contains("0 may be read"))
        #expect(play.replicas.counters.recordsLost == 1)
        #expect(play.replicas.counters.uncleanElections == 1)
    }

    @Test("leadership that is moved is refused where it may not go, and told where it does")
    func leadershipMoves() throws {
        let play = Play(brokers: 2, copies: 2)
        #expect(!play.replicas.moveLeadership(of: 0, to: 0))
        #expect(play.told() == [])
        #expect(play.replicas.moveLeadership(of: 0, to: 1))
        #expect(play.told() == ["0 has no leader", "0 may be read"])
    }

    @Test("a clogged follower is out of sync after replica.lag.time.max.ms, and back when the clog is gone")
    func aCloggedFollowerFallsOutOfSync() throws {
        let play = Play(brokers: 2, copies: 2)
        let clog = play.faults.add(.cloggedReplication(on: 1), named: nil)
        _ = try play.append("a")
        play.simulation.run(for: .seconds(31))
        #expect(play.replicas.partitions[0].inSync == [0])
        #expect(play.faults.remove(clog) == .cloggedReplication(on: 1))
        play.replicas.replicationChanged(isDisturbed: false)
        play.simulation.run(for: .seconds(1))
        #expect(play.replicas.partitions[0].inSync == [0, 1])
        #expect(play.faults.hits(of: clog).hit > 0)
    }

    @Test("a record beyond max.message.bytes, or without a key where keys are compacted, is refused")
    func defectsAreRefused() throws {
        let play = Play {
            $0.maxMessageBytes = 200
            $0.cleanupPolicy = .compact
        }
        func defect(key: RecordKey?, text: String) throws -> KafkaError? {
            let record = try ProducedRecord(
                key: key, payload: .value(Note(text)), wire: .typed, timestamp: 0)
            return play.replicas.defect(of: .one(record), for: 0)
        }
        #expect(try defect(key: "k", text: "a") == nil)
        #expect(try defect(key: nil, text: "a") == .invalidRecord(topic: "t"))
        #expect(
            try defect(key: RecordKey(String(repeating: "k", count: 50)), text: "a")
                == .recordTooLarge(size: 232, limit: 200))
    }
}
