import InfrastructureSimulation
import KafkaSimulation
import Testing
import VirtualTime

@Suite("What befalls services by name")
struct FaultInjectorTests {
    private let infrastructure = SimulatedInfrastructure(
        .init(kafka: KafkaModel(topics: [TopicModel("notes", partitions: 1)])), in: Simulation(.init(seed: 1)))

    private func injector(_ replicas: [Replica]) -> FaultInjector {
        let infrastructure = infrastructure
        return FaultInjector(
            .init(
                replicas: { replicas }, kafka: { infrastructure.kafka }, network: { infrastructure.network },
                stores: { [] }),
            in: infrastructure.simulation)
    }

    @Test("Two faults of one clock add up, and the end of one leaves the other")
    func clocksAddUp() {
        defer { infrastructure.close() }
        let replica = Replica(named: "a-1", in: infrastructure.simulation) { _ in }
        replica.start()
        let injector = injector([replica])
        let ahead = injector.inject(.clockOffset("a-1", by: .seconds(60)), named: "ahead")
        let fast = injector.inject(.clockDrift("*", partsPerMillion: 500), named: "fast")
        let later = VirtualInstant(nanoseconds: 2_000_000_000_000)
        #expect(replica.wallClock.read(at: later).sinceUnixEpoch == .seconds(2_061))
        replica.crash()
        injector.remove(ahead)
        #expect(
            replica.wallClock.read(at: later).sinceUnixEpoch == .seconds(2_001),
            "The clock is the host's, not the process's.")
        injector.remove(fast)
        #expect(replica.wallClock.read(at: later).sinceUnixEpoch == later.sinceStart)
        #expect(injector.hits(of: ahead).hit == 1)
    }

    @Test("A rolling restart that is under way is met again, and healing brings back who is away")
    func rollingRestarts() {
        defer { infrastructure.close() }
        let replicas = (1...3).map { Replica(named: "a-\($0)", in: infrastructure.simulation) { _ in } }
        for replica in replicas { replica.start() }
        let injector = injector(replicas)
        let fault = InfrastructureFault.rollingRestart("a-*", restart: .seconds(600))
        let first = injector.inject(fault, named: "rolling")
        #expect(injector.inject(fault, named: "rolling") == first)
        #expect(replicas.map { $0.process == nil } == [true, false, false])
        injector.heal([first], of: fault)
        #expect(replicas.allSatisfy { $0.process != nil })
        infrastructure.simulation.run()
        #expect(replicas.map(\.incarnations) == [2, 1, 1])
    }

    @Test("A rolling restart counts the replicas that it takes down itself, and none that another fault ended")
    func rollingRestartsCountTheirOwn() {
        defer { infrastructure.close() }
        let replicas = (1...3).map { Replica(named: "a-\($0)", in: infrastructure.simulation) { _ in } }
        for replica in replicas { replica.start() }
        let injector = injector(replicas)
        let rolling = injector.inject(.rollingCrash("a-*", restart: .seconds(60)), named: "rolling")
        #expect(injector.isUnderWay(rolling))
        let crash = injector.inject(.crash("a-3", restart: .seconds(5)), named: "crash")
        infrastructure.simulation.run(for: .seconds(30))
        #expect(replicas[2].incarnations == 2)
        #expect(injector.hits(of: rolling).hit == 1)
        #expect(injector.hits(of: crash).hit == 1)
        infrastructure.simulation.run(for: .seconds(300))
        #expect(injector.hits(of: rolling).hit == 3)
        #expect(!injector.isUnderWay(rolling))
        #expect(!injector.isUnderWay(crash))
    }

    @Test("Every kind is made by the function of its word, and tells whom it befalls")
    func kinds() {
        let delay = Distribution.constant(.seconds(1))
        let faults: [InfrastructureFault] = [
            .crash("a"), .rollingRestart("a"), .rollingCrash("a"), .outOfMemory("a", lifetime: .seconds(1)),
            .pause("a"),
            .slowCPU("a", timePerStep: .seconds(1)), .clockOffset("a", by: .zero),
            .clockDrift("a", partsPerMillion: 1), .clockStep("a", by: .zero),
            .linkDelay(to: "a", by: delay), .linkLoss(to: "a"), .linkDuplicate(to: "a"),
            .linkReorder(to: "a", by: delay), .linkBandwidth(to: "a", bytesPerSecond: 1), .linkPartition(to: "a"),
            .linkClog(to: "a"),
            .hostRefuse("a"), .hostUnanswered("a"), .hostResetBefore("a"), .hostResetAfter("a"), .hostAnswerLost("a"),
            .hostDribble("a", by: delay), .hostEmptyAnswer("a"), .hostMalformedAnswer("a"), .hostError("a"),
            .hostDown("a"), .hostMaintenance("a"), .hostRateLimit("a", .init(1)), .hostSlow("a", factorPercent: 200),
            .hostSlowStart("a", factorPercent: 200),
            .storePutFails(bucket: "a"), .storePutAnswerLost(bucket: "a"), .storeStaleRead(bucket: "a"),
            .storeListLag(bucket: "a", age: .seconds(1)), .storeUnavailable(bucket: "a"),
            .storeDelay(bucket: "a", by: delay),
            .kafkaBrokerDown(0), .kafkaLeaderFailover("a", to: 1), .kafkaReplicationLag(0), .kafkaProduceLost("a"),
            .kafkaAcknowledgementLost("a"), .kafkaDelay(clients: "a", by: delay), .kafkaCoordinatorDown(groups: "a"),
        ]
        #expect(faults.map(\.kind) == InfrastructureFault.Kind.allCases)
        #expect(Set(faults.map(\.target)) == ["a", "* -> a", "0"])
        #expect(InfrastructureFault.linkLoss(from: "b", to: "a").description == "link_loss b -> a")
    }
}
