import PaymentModel
import PaymentServices
import PaymentWorld
import Ports
import ServiceLifecycle
import SimulatedInfrastructure
import VirtualTime

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
    private let feed: WitnessFeed
    private let dump: TopicDump?
    private var gateway: VectorGateway?
    private let endings = ServiceEndings()

    /// - Throws: `TwinRunError.topicDump`, `.refused`.
    init(_ run: TwinRun, journal: TraceJournal?) throws(TwinRunError) {
        let scenario = run.scenario
        let wire = run.wireMode
        self.scenario = scenario
        simulation = Simulation(
            .init(
                seed: run.seed, replication: run.replication, policy: run.policy,
                epochNanoseconds: scenario.start.unixSeconds * 1_000_000_000, journal: journal))
        kafka = SimulatedKafka(scenario.infrastructure.kafka(wire: wire), in: simulation)
        network = SimulatedNetwork(latency: scenario.infrastructure.linkLatency, wire: wire, in: simulation)
        store = SimulatedObjectStore(scenario.infrastructure.store(wire: wire), in: simulation)
        database = SimulatedObjectStore(scenario.infrastructure.database(wire: wire), in: simulation)
        surroundings = SimulatedSurroundings(logs: LogRecorder(level: .error), metrics: MetricsRecorder())
        let register = TenantRegister(scenario.world.tenants) { [simulation] in simulation.stream($0) }
        witness = RunWitness(scenario.witnessSettings(tenantNames: register.tenants.map(\.slug)))
        feed = WitnessFeed(
            witness, simulation: simulation, kafka: kafka, network: network, scenario: scenario)
        dump = try run.options.topicsDirectory.map { directory throws(TwinRunError) in
            try TopicDump(directory: directory, topics: scenario.infrastructure.topics)
        }
        world = PaymentWorld(scenario.worldSettings, simulation: simulation, network: network, observer: feed)
        kafka.addObserver(feed)
        if let dump { kafka.addObserver(dump) }
        network.addObserver(feed)
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
    }

    // MARK: Services

    private func startServices() throws(TwinRunError) {
        let services = scenario.services
        gateway = VectorGateway(
            kafka: kafka, network: network, at: services.core.gatewayAuthority, services.gatewayHosting.host,
            keyOfValue: { ($0 as? ApplicationEvent)?.kafkaKey })
        declareHosts()
        try launch("ksqldb", 1, makeView)
        try launch("core", services.coreHosting.replicas, makeCore)
        try launch("payment-dispatcher", services.dispatcherHosting.replicas, makeDispatcher)
        try launch("payment-dispatcher-api", services.dispatcherAPIHosting.replicas, makeDispatcherAPI)
        try launch("\(scenario.world.intermediary.name)-payment-proxy", services.proxyHosting.replicas, makeProxy)
        try launch("payment-updater", services.updaterHosting.replicas, makeUpdater)
        try launch("checkout-api", services.checkoutAPIHosting.replicas, makeCheckoutAPI)
        try launch("payments-poller", services.pollerHosting.replicas, makePoller)
    }

    /// Starts the replicas of one service, each a process of its own.
    private func launch(
        _ name: String, _ replicas: Int, _ make: (SimulatedProcess) throws -> any ServiceLifecycle.Service
    ) throws(TwinRunError) {
        for replica in 1...replicas {
            let process = simulation.makeProcess(named: "\(name)-\(replica)")
            let service: any ServiceLifecycle.Service
            do { service = try make(process) } catch { throw .refused(process: process.name, reason: "\(error)") }
            process.start { [endings] in
                do {
                    try await service.run()
                    endings.note(process, "it returned")
                } catch {
                    endings.note(process, "\(error)")
                }
            }
        }
    }

    private func declareHosts() {
        let services = scenario.services
        for authority in [
            services.core.authority, services.core.ksqlAuthority, proxyConfiguration.authority,
            proxyConfiguration.checkoutAuthority, Self.dispatcherAPIAuthority,
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
            outside.append(("\(scenario.world.intermediary.name)-payment-proxy-\(replica)", intermediary))
        }
        for replica in 1...services.checkoutAPIHosting.replicas {
            outside.append(("checkout-api-\(replica)", pagoPA))
        }
        for link in outside {
            guard let link = try? network.link(from: link.caller, to: link.authority) else {
                preconditionFailure("Every host of an outside link is declared.")
            }
            network.setLatency(internet, of: link)
        }
    }

    static let dispatcherAPIAuthority = "dispatcher-api.test"
    private(set) lazy var proxyConfiguration = scenario.proxyConfiguration(world.register)

    private func makeView(_ process: SimulatedProcess) throws -> any ServiceLifecycle.Service {
        var configuration = scenario.services.view
        // No fault restarts the view yet, so the topic needs to keep only what the view has not read.
        configuration.consumer.enableAutoCommit = true
        let tables = WitnessedTables(feed: feed, under: SQLiteTables())
        return KsqlView(
            configuration: configuration,
            server: network.makeServer(
                for: process, at: scenario.services.core.ksqlAuthority, scenario.services.viewHosting.host),
            consumer: try kafka.makeConsumer(for: process, configuration.consumer, of: PaymentEvent.self),
            tables: tables, surroundings: surroundings.make(for: process))
    }

    private func makeCore(_ process: SimulatedProcess) throws -> any ServiceLifecycle.Service {
        var configuration = scenario.services.core
        configuration.tenants = world.register.tenants.map { .init(id: $0.id, slug: $0.slug) }
        return Core(
            configuration: configuration,
            server: network.makeServer(for: process, at: configuration.authority, scenario.services.coreHosting.host),
            caller: network.makeCaller(for: process),
            store: WitnessedDatabase(feed: feed, under: database.makeStore(for: process, bucket: "core")),
            surroundings: surroundings.make(for: process))
    }

    private func makeDispatcher(_ process: SimulatedProcess) throws -> any ServiceLifecycle.Service {
        var configuration = scenario.services.dispatcher
        switch scenario.services.deduplication {
        case .view: configuration.deduplication = .view
        case .viewAndLocalSet:
            configuration.deduplication = .viewAndLocalSet(memory: scenario.services.deduplicationMemory)
        }
        return PaymentDispatcher(
            configuration: configuration,
            consumer: try kafka.makeConsumer(for: process, configuration.consumer, of: ApplicationEvent.self),
            producer: try kafka.makeProducer(for: process, of: PaymentEvent.self),
            caller: network.makeCaller(for: process), surroundings: surroundings.make(for: process))
    }

    private func makeDispatcherAPI(_ process: SimulatedProcess) throws -> any ServiceLifecycle.Service {
        DispatcherAPI(
            configuration: DispatcherAPIConfiguration(),
            server: network.makeServer(
                for: process, at: Self.dispatcherAPIAuthority, scenario.services.dispatcherAPIHosting.host),
            caller: network.makeCaller(for: process),
            producer: try kafka.makeProducer(for: process, of: PaymentEvent.self),
            store: store.makeStore(for: process, bucket: "dispatcher-api"),
            surroundings: surroundings.make(for: process))
    }

    private func makeProxy(_ process: SimulatedProcess) throws -> any ServiceLifecycle.Service {
        let caller = network.makeCaller(for: process)
        let configuration = proxyConfiguration
        return PaymentProxy(
            configuration: configuration,
            server: network.makeServer(for: process, at: configuration.authority, scenario.services.proxyHosting.host),
            caller: caller,
            consumer: try kafka.makeConsumer(for: process, configuration.consumer, of: PaymentEvent.self),
            producer: try kafka.makeProducer(for: process, of: PaymentEvent.self),
            store: store.makeStore(for: process, bucket: configuration.authority),
            intermediary: RESTIntermediary(authority: scenario.namedIntermediary.authority, caller: caller),
            surroundings: surroundings.make(for: process))
    }

    private func makeUpdater(_ process: SimulatedProcess) throws -> any ServiceLifecycle.Service {
        var configuration = scenario.services.updater
        configuration.retryLimit = scenario.services.updaterAttempts.map { .giveUp(afterAttempts: $0) } ?? .none
        return PaymentUpdater(
            configuration: configuration,
            consumer: try kafka.makeConsumer(for: process, configuration.consumer, of: PaymentEvent.self),
            caller: network.makeCaller(for: process), surroundings: surroundings.make(for: process))
    }

    private func makeCheckoutAPI(_ process: SimulatedProcess) throws -> any ServiceLifecycle.Service {
        var configuration = scenario.services.checkoutAPI
        configuration.pagoPAAuthority = scenario.world.pagoPA.authority
        return CheckoutAPI(
            configuration: configuration,
            server: network.makeServer(
                for: process, at: proxyConfiguration.checkoutAuthority, scenario.services.checkoutAPIHosting.host),
            caller: network.makeCaller(for: process), surroundings: surroundings.make(for: process))
    }

    private func makePoller(_ process: SimulatedProcess) throws -> any ServiceLifecycle.Service {
        var own = surroundings.make(for: process)
        own.metrics = PollerMetricsTap(feed: feed, under: surroundings.metrics)
        return PaymentsPoller(
            configuration: scenario.services.poller, caller: network.makeCaller(for: process), surroundings: own)
    }
}

/// Hears of services that end although nobody asked them to.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
private final class ServiceEndings: @unchecked Sendable {
    unowned var simulation: Simulation!
    var isClosing = false
    private(set) var first: TwinRunError?

    func note(_ process: SimulatedProcess, _ reason: String) {
        guard !isClosing, process.isAlive, first == nil else { return }
        first = .serviceEnded(
            process: process.name, instant: .nanoseconds(simulation.now.nanoseconds), reason: reason)
        simulation.stop()
    }
}
