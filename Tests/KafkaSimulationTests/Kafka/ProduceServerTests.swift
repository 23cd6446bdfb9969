import Containers
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@testable import KafkaSimulation

/// Produce requests at the brokers, from a client that does nothing but ask.
@Suite struct ProduceServerTests {
    private final class Client: ProduceClient {
        var answers: [SlotToken] = []
        var timers = 0
        var retries = 0
        var producerIDs = 0

        func answered(_ request: SlotToken) { answers.append(request) }
        func sendReady() { retries += 1 }
        func timerFired() { timers += 1 }
        func producerIDArrived() { producerIDs += 1 }
    }

    private struct Play {
        let simulation = Simulation(.init(seed: 1))
        let client = Client()
        let replicas: ReplicaManager
        let server: ProduceServer

        init(brokers: Int = 1, _ change: (inout TopicModel) -> Void = { _ in }) {
            var topic = TopicModel("t", partitions: 1, inMemory: .everything)
            topic.replicationFactor = brokers
            change(&topic)
            var model = KafkaModel(topics: [topic])
            model.brokers = brokers
            model.replicaFetchDelay = .constant(.milliseconds(10))
            model.failoverTime = .constant(.seconds(5))
            replicas = ReplicaManager(model, MetadataCache(model), ActiveFaults(in: simulation), in: simulation)
            server = ProduceServer(model, replicas)
            server.register()
            replicas.register()
        }

        /// Sends one record, which arrives after a millisecond and whose answer takes another one.
        func send(
            acks: ProducerSettings.Acks = .all, sequence: BatchSequence? = nil, leaderEpoch: Int32 = 0,
            losesAnswer: Bool = false
        ) throws -> SlotToken {
            let record = try ProducedRecord(key: nil, payload: .value(Note("a")), wire: .typed, timestamp: 0)
            let now = simulation.now.nanoseconds
            var pending = PendingProduce(
                client: client, log: 0, acks: acks, records: .one(record), size: record.size,
                createdAtNanoseconds: now)
            pending.sequence = sequence
            pending.leaves(
                for: 0, leaderEpoch: leaderEpoch, arrivesAtNanoseconds: now + 1_000_000,
                answerDelayNanoseconds: 1_000_000, losesAnswer: losesAnswer, isCounted: acks != .none)
            let request = server.requests.insert(pending)
            server.schedule(.arrives, request, after: 1_000_000)
            return request
        }

        func run(milliseconds: Int64) { simulation.run(for: .milliseconds(milliseconds)) }
    }

    @Test("a request is stored as it arrives and answered after its way back")
    func isStoredAndAnswered() throws {
        let play = Play()
        let request = try play.send()
        play.run(milliseconds: 1)
        #expect(play.replicas.logs[0].endOffset == 1)
        #expect(play.client.answers == [])
        play.run(milliseconds: 1)
        #expect(play.client.answers == [request])
        #expect(play.server.requests[request].offset == 0)
        #expect(play.server.requests[request].error == nil)
    }

    @Test("acks=all waits for all replicas in sync, acks=1 for the leader, and both are answered in order of offset")
    func acksDecideWhoIsWaitedFor() throws {
        let play = Play(brokers: 2)
        let all = try play.send(acks: .all)
        let leader = try play.send(acks: .leader)
        play.run(milliseconds: 5)
        #expect(play.client.answers == [leader])
        #expect(play.server.requests[all].phase == .awaiting)
        play.run(milliseconds: 20)
        #expect(play.client.answers == [leader, all])
    }

    @Test("a batch that an idempotent producer sends again is answered with its first offset")
    func duplicatesAreDropped() throws {
        let play = Play()
        let sequence = BatchSequence(producerID: 1, epoch: 0, first: 0, count: 1)
        let first = try play.send(sequence: sequence)
        let again = try play.send(sequence: sequence)
        let gap = try play.send(sequence: BatchSequence(producerID: 1, epoch: 0, first: 2, count: 1))
        play.run(milliseconds: 5)
        #expect(play.replicas.logs[0].endOffset == 1)
        #expect(play.server.requests[first].offset == 0 && play.server.requests[again].offset == 0)
        #expect(play.server.requests[gap].error == .outOfOrderSequence(topic: "t"))
        #expect(play.server.counters.duplicatesDropped == 1)
    }

    @Test("what waits for replicas is refused when its leader stops")
    func awaitedAppendsEndWithTheirLeader() throws {
        let play = Play(brokers: 2)
        let request = try play.send()
        play.run(milliseconds: 5)
        play.replicas.stop(0)
        play.run(milliseconds: 5)
        #expect(play.server.requests[request].error == .networkException(topic: "t"))
        #expect(play.client.answers == [request])
    }

    @Test("a request that was meant for an earlier leader is refused and stores nothing")
    func staleRequestsAreRefused() throws {
        let play = Play(brokers: 2)
        let request = try play.send(leaderEpoch: 0)
        #expect(play.replicas.moveLeadership(of: 0, to: 1))
        play.run(milliseconds: 5)
        #expect(play.server.requests[request].error == .notLeaderOrFollower(topic: "t"))
        #expect(play.replicas.logs[0].endOffset == 0)
    }

    @Test("too few replicas in sync refuse acks=all alone")
    func tooFewReplicasRefuse() throws {
        let play = Play { $0.minInsyncReplicas = 2 }
        let all = try play.send(acks: .all)
        let leader = try play.send(acks: .leader)
        play.run(milliseconds: 5)
        #expect(play.server.requests[all].error == .notEnoughReplicas(topic: "t"))
        #expect(play.server.requests[leader].error == nil)
    }

    @Test("an answer that is lost comes to nobody")
    func aLostAnswerIsSilent() throws {
        let play = Play()
        let request = try play.send(losesAnswer: true)
        play.run(milliseconds: 5)
        #expect(play.replicas.logs[0].endOffset == 1)
        #expect(play.client.answers == [])
        #expect(play.server.requests[request].phase == .silent)
    }

    @Test("what its client has given up is stored all the same, and nobody hears of it")
    func orphansAreStored() throws {
        let play = Play()
        let request = try play.send()
        play.server.requests[request].phase = .orphaned
        play.run(milliseconds: 5)
        #expect(play.replicas.logs[0].endOffset == 1)
        #expect(play.client.answers == [])
        let isKept = play.server.requests.contains(request)
        #expect(!isKept)
    }

    @Test("a retry waits for its backoff, and timers find only clients that are busy")
    func clientsAreFoundWhileBusy() throws {
        let play = Play()
        let request = try play.send()
        play.run(milliseconds: 5)
        play.server.requests[request].phase = .backingOff
        play.server.schedule(.retryIsDue, request, after: 1_000_000)
        let busy = play.server.becameBusy(play.client)
        play.server.schedule(.senderTimer, busy, after: 1_000_000)
        play.server.schedule(.senderTimer, busy, after: 3_000_000)
        play.server.schedule(.producerIDArrives, busy, after: 1_000_000)
        play.run(milliseconds: 2)
        play.server.becameIdle(busy)
        play.run(milliseconds: 5)
        #expect(play.server.requests[request].phase == .retrying)
        #expect((play.client.retries, play.client.timers, play.client.producerIDs) == (1, 1, 1))
    }

    @Test("every idempotent producer has an id of its own")
    func producerIDsDiffer() {
        let play = Play()
        #expect(play.server.makeProducerID() == 0)
        #expect(play.server.makeProducerID() == 1)
    }
}
