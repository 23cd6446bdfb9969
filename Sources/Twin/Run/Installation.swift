import KafkaSimulation
import NetworkSimulation
import Observation
import PaymentModel
import PaymentServices
import Scenarios
import ServiceLifecycle
import ServicePorts
import SimulationTestKit
import StorageSimulation
import VirtualTime
import World

/// One run's whole inventory: the simulation, what the services run on, the services as processes, the world around
/// them, and the witness who hears of everything.
///
/// Used by one thread.
final class Installation {
    let scenario: Scenario
    let simulation: Simulation
    let kafka: SimulatedKafka
    let network: SimulatedNetwork
    let store: SimulatedObjectStore
    let database: SimulatedObjectStore
    let surroundings: SimulatedSurroundings
    let witness: RunWitness
    let world: PaymentWorld
    /// What acts at named moments; nil when nothing does, and then no service announces any.
    let moments: MomentBoard?
    /// Every replica of every service, in the order of their first start.
    private(set) var replicas: [InstalledReplica] = []
    let hazards: Hazards
    let feed: WitnessFeed
    private let dump: TopicDump?
    private(set) var gateway: VectorGateway?
    private let endings = ServiceEndings()

    private(set) lazy var proxyConfiguration = scenario.proxyConfiguration(world.register)

    /// - Throws: `TwinRunError.topicDump`, `.refused`.
    init(_ run: TwinRun, hazards: Hazards = .none, journal: TraceJournal?) throws(TwinRunError) {
        let scenario = run.scenario
        let wire = run.wireMode
        self.scenario = scenario
        simulation = Simulation(
            .init(
                seed: run.seed, replication: run.replication, policy: run.policy,
                epochNanoseconds: scenario.start.unixSeconds * 1_000_000_000, journal: journal))
        self.hazards = hazards
        moments =
            hazards.moments.isEmpty
            ? nil : MomentBoard(hazards.moments, until: scenario.arrivalsEnd, in: simulation)
        kafka = SimulatedKafka(
            scenario.infrastructure.kafka(wire: wire, keepsPayments: hazards.viewMayRestart), in: simulation)
        network = SimulatedNetwork(latency: scenario.infrastructure.linkLatency, wire: wire, in: simulation)
        store = SimulatedObjectStore(scenario.infrastructure.store(wire: wire), in: simulation)
        database = SimulatedObjectStore(scenario.infrastructure.database(wire: wire), in: simulation)
        surroundings = SimulatedSurroundings(logs: LogRecorder(level: .error), metrics: MetricsRecorder())
        let register = TenantRegister(scenario.world.tenants) { [simulation] in simulation.stream($0) }
        witness = RunWitness(scenario.witnessSettings(tenantNames: register.tenants.map(\.slug)))
        feed = WitnessFeed(witness, simulation: simulation, kafka: kafka, scenario: scenario)
        dump = try run.options.topicsDirectory.map { directory throws(TwinRunError) in
            try TopicDump(directory: directory, topics: scenario.infrastructure.topics)
        }
        world = PaymentWorld(scenario.worldSettings, simulation: simulation, network: network, observer: feed)
        kafka.addObserver(feed)
        if let dump { kafka.addObserver(dump) }
        network.addObserver(feed, at: scenario.namedIntermediary.authority)
        endings.simulation = simulation
        try startServices()
        feed.start()
        world.start()
    }

    // MARK: Running

    /// Lets time pass to `instant`.
    /// - Throws: `TwinRunError.serviceEnded`, `.determinismLeak`, `.topicDump`.
    func advance(to instant: VirtualInstant) throws(TwinRunError) {
        simulation.run(until: instant)
        if let ending = endings.first { throw ending }
        let leaks = simulation.leaks
        if !leaks.isEmpty { throw .determinismLeak(leaks.map(\.description)) }
        if let failure = dump?.failure { throw failure }
    }

    /// - Throws: `TwinRunError.topicDump`.
    func finishTopics() throws(TwinRunError) {
        dump?.flush()
        if let failure = dump?.failure { throw failure }
    }

    /// Ends every process; nothing may be asked of the installation afterwards.
    func close() {
        endings.isClosing = true
        simulation.close()
        network.close()
        kafka.close()
        world.close()
    }

    // MARK: Services

    private func startServices() throws(TwinRunError) {
        let services = scenario.services
        gateway = VectorGateway(
            kafka: kafka, network: network, at: services.core.gatewayAuthority, services.gatewayHosting.host,
            keyOfValue: { $0.value(as: ApplicationEvent.self)?.kafkaKey })
        declareHosts()
        for role in ServiceRole.allCases { try launch(role) }
    }

    /// Starts the replicas of one service, each a process of its own, whose incarnations follow each other.
    private func launch(_ role: ServiceRole) throws(TwinRunError) {
        let name = name(of: role)
        for number in 1...role.hosting(in: scenario.services).replicas {
            let position = replicas.count
            let replica = Replica(named: "\(name)-\(number)", in: simulation) { [unowned self] process in
                begin(process, of: replicas[position])
            }
            replicas.append(InstalledReplica(role: role, authority: authority(of: role), replica: replica))
            replica.start()
            if let refusal = endings.first { throw refusal }
        }
    }

    /// What every incarnation does, the first like those after a crash.
    private func begin(_ process: SimulatedProcess, of installed: InstalledReplica) {
        let service: any ServiceLifecycle.Service
        do { service = try make(installed.role, ports(of: process, installed.replica)) } catch {
            return endings.refuse(process, "\(error)")
        }
        start(process) { try await service.run() }
    }

    /// Starts a process whose main call ends only with the run; when it ends before, `advance` throws.
    func start(_ process: SimulatedProcess, _ main: @escaping @Sendable () async throws -> Void) {
        process.start { [endings] in
            do {
                try await main()
                endings.note(process, "it returned")
            } catch {
                endings.note(process, "\(error)")
            }
        }
    }

    private func ports(of process: SimulatedProcess, _ replica: Replica) -> ProcessPorts {
        var own = surroundings.make(for: process)
        own.moments = moments?.listener(for: process, of: replica)
        return ProcessPorts(process: process, surroundings: own)
    }

    private func declareHosts() {
        let services = scenario.services
        for authority in [
            services.core.authority, services.core.ksqlAuthority, proxyConfiguration.authority,
            proxyConfiguration.checkoutAuthority, Scenario.dispatcherAPIAuthority,
        ] {
            network.declareHost(authority)
        }
        let internet = scenario.infrastructure.internetLatency
        let intermediary = scenario.namedIntermediary.authority
        let pagoPA = scenario.world.pagoPA.authority
        var outside: [(caller: String, authority: String)] = [(intermediary, proxyConfiguration.authority)]
        for authority in [services.core.authority, proxyConfiguration.authority, intermediary, pagoPA] {
            outside.append((scenario.worldSettings.addresses.citizens, authority))
        }
        for replica in 1...services.proxyHosting.replicas {
            outside.append(("\(name(of: .proxy))-\(replica)", intermediary))
        }
        for replica in 1...services.checkoutAPIHosting.replicas {
            outside.append(("\(name(of: .checkoutAPI))-\(replica)", pagoPA))
        }
        for link in outside {
            guard let link = try? network.link(from: link.caller, to: link.authority) else {
                preconditionFailure("Every host of an outside link is declared.")
            }
            network.setLatency(internet, of: link)
        }
    }
}

/// Hears of services that end although nobody asked them to.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
private final class ServiceEndings: @unchecked Sendable {
    unowned var simulation: Simulation!
    var isClosing = false
    private(set) var first: TwinRunError?

    /// What the services run on does not accept a service's settings.
    func refuse(_ process: SimulatedProcess, _ reason: String) {
        guard first == nil else { return }
        first = .refused(process: process.name, reason: reason)
        simulation.stop()
    }

    func note(_ process: SimulatedProcess, _ reason: String) {
        guard !isClosing, process.isAlive, first == nil else { return }
        first = .serviceEnded(
            process: process.name, instant: .nanoseconds(simulation.now.nanoseconds), reason: reason)
        simulation.stop()
    }
}
