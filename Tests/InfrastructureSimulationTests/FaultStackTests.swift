import HTTPTypes
import InfrastructureSimulation
import KafkaSimulation
import NetworkSimulation
import ServiceLifecycle
import ServicePorts
import SimulationSamples
import SimulationTestKit
import Testing
import VirtualTime

@Suite("Two faults of one kind that overlap on one target stack")
struct FaultStackTests {
    /// How it shows that a fault holds.
    private enum Sign: Sendable {
        /// What it does is counted as its hits, which grow.
        case hits
        /// Something of the world is as long as any fault of the kind holds.
        case state(@Sendable (SimulatedWorld, Replica) -> Bool)
    }

    private struct Example: Sendable {
        var fault: InfrastructureFault
        var sign = Sign.hits
    }

    private static let aWhile = Distribution.constant(.milliseconds(100))
    private static let processes = [
        Example(fault: .outOfMemory("worker-1", lifetime: .seconds(2), restart: .seconds(1))),
        Example(fault: .pause("worker-1"), sign: .state { $1.process?.state == .paused }),
        Example(fault: .slowCPU("worker-1", timePerStep: .milliseconds(1))),
        Example(fault: .clockOffset("worker-1", by: .seconds(60)), sign: .state(isClockWrong)),
        Example(fault: .clockDrift("worker-1", partsPerMillion: 100_000), sign: .state(isClockWrong)),
    ]

    private static let network: [Example] = [
        .linkDelay(to: "a.test", by: aWhile), .linkLoss(to: "a.test"), .linkDuplicate(to: "a.test"),
        .linkReorder(to: "a.test", by: .exponential(mean: .milliseconds(100))),
        .linkBandwidth(to: "a.test", bytesPerSecond: 500), .linkPartition(to: "a.test"), .linkClog(to: "a.test"),
        .hostRefuse("a.test"), .hostUnanswered("a.test"), .hostResetBefore("a.test"), .hostResetAfter("a.test"),
        .hostAnswerLost("a.test"), .hostDribble("a.test", by: aWhile), .hostEmptyAnswer("a.test"),
        .hostMalformedAnswer("a.test"), .hostError("a.test"), .hostDown("a.test"), .hostMaintenance("a.test"),
        .hostRateLimit("a.test", .init(1)), .hostSlow("a.test", factorPercent: 200),
        .hostSlowStart("a.test", factorPercent: 2_000),
    ].map { Example(fault: $0) }

    private static let stores: [Example] = [
        .storePutFails(bucket: "b"), .storePutAnswerLost(bucket: "b"), .storeStaleRead(bucket: "b", age: .seconds(5)),
        .storeListLag(bucket: "b", age: .seconds(5)), .storeUnavailable(bucket: "b"),
        .storeDelay(bucket: "b", by: aWhile),
    ].map { Example(fault: $0) }

    private static let kafka = [
        Example(fault: .kafkaBrokerDown(1), sign: .state { world, _ in !world.kafka.isRunning(broker: 1) }),
        Example(fault: .kafkaReplicationLag(1, by: aWhile)), Example(fault: .kafkaProduceLost("notes")),
        Example(fault: .kafkaAcknowledgementLost("notes")),
        Example(fault: .kafkaDelay(clients: "worker-1", by: aWhile)),
        Example(fault: .kafkaCoordinatorDown(groups: "readers"), sign: .state(isCoordinatorSilent)),
    ]

    private static let examples = processes + network + stores + kafka

    @Sendable private static func isClockWrong(_ world: SimulatedWorld, _ replica: Replica) -> Bool {
        let now = world.simulation.now
        let right = world.simulation.settings.epoch.advanced(by: now.sinceStart)
        return replica.wallClock.read(at: now) != right
    }

    @Sendable private static func isCoordinatorSilent(_ world: SimulatedWorld, _: Replica) -> Bool {
        let commit: String? = try? world.run(named: "asker", atMost: .seconds(30)) { process in
            var settings = ConsumerSettings(groupID: "readers")
            settings.defaultAPITimeout = .seconds(1)
            let consumer = try process.makeConsumer(settings, of: Note.self)
            let partition = TopicPartition(topic: "notes", partition: 0)
            try await consumer.assign([partition])
            do { _ = try await consumer.committed([partition]) } catch KafkaError.timedOut { return "silent" }
            return "answered"
        }
        return commit == "silent"
    }

    @Test("Every kind that lasts is tried")
    func everyKind() {
        #expect(Self.examples.map(\.fault.kind) == InfrastructureFault.Kind.allCases.filter(\.lasts))
    }

    @Test(
        "The end of the first does not end the second, nor the end of the second the first",
        arguments: examples.indices)
    func stacks(_ index: Int) async throws {
        let example = Self.examples[index]
        for (first, second) in [(0..<20, 10..<40), (0..<40, 10..<20)] {
            try await simulate(seeds: [1], Self.options) { world in
                let replica = Self.startWorker(in: world)
                try world.run(for: .seconds(60))
                let begin = world.elapsed
                func go(to second: Int) throws { try world.run(until: begin + .seconds(second)) }
                let one = try world.inject(example.fault, for: .seconds(first.count))
                try go(to: 10)
                let other = try world.inject(example.fault, for: .seconds(second.count), mayMiss: true)
                let survivor = first.upperBound > second.upperBound ? one : other
                try go(to: 22)
                let hits = survivor.hits.hit
                switch example.sign {
                case .hits:
                    try go(to: 39)
                    #expect(survivor.hits.hit > hits, "\(example.fault)")
                case .state(let holds):
                    #expect(holds(world, replica), "\(example.fault)")
                    try go(to: 80)
                    #expect(!holds(world, replica), "\(example.fault)")
                }
            }
        }
    }

    private static var options: SimulationOptions {
        var notes = TopicModel("notes", partitions: 1)
        notes.replicationFactor = 2
        var kafka = KafkaModel(topics: [notes])
        kafka.brokers = 2
        return SimulationOptions(schedule: .fifo, verification: .none, kafka: kafka)
    }

    private static func startWorker(in world: SimulatedWorld) -> Replica {
        world.host("a.test", HostModel(serviceTime: .constant(.milliseconds(1)))) { _, _ in
            HTTPReply(.ok, body: .value(Note("a body")))
        }
        let replica = Replica(named: "worker-1", in: world) { Work(ports: $0) }
        replica.start()
        return replica
    }

    /// Asks everything that a fault may befall, again and again, and takes no for an answer.
    private struct Work: Service {
        let ports: ProcessPorts

        func run() async throws {
            var settings = ProducerSettings()
            settings.requestTimeout = .milliseconds(500)
            settings.deliveryTimeout = .seconds(1)
            let producer = try ports.makeProducer(settings, of: Note.self)
            let (caller, store) = (ports.makeCaller(), ports.makeStore(bucket: "b"))
            let request = HTTPRequestHead(method: .get, scheme: "http", authority: "a.test", path: "/")
            for number in 0..<10_000 {
                _ = try? await caller.call(request, body: .empty, timeout: .milliseconds(500))
                let body = Payload.value(Note("number \(number)"))
                for key in ["same", "number-\(number)"] { _ = try? await store.put(key, body, condition: .none) }
                _ = try? await store.get("same")
                _ = try? await store.list(prefix: "number-")
                _ = try? await producer.send(ProducerRecord(topic: "notes", key: nil, value: Note("a record")))
                try await ports.sleep(for: .milliseconds(400))
            }
        }
    }
}
