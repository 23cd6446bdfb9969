import InfrastructureSimulation
import KafkaSimulation
import NetworkSimulation
import Observation
import PaymentModel
import PaymentServices
import Scenarios
import ServiceLifecycle
import ServicePorts
import StorageSimulation
import VirtualTime
import World

/// One run's whole inventory: the simulation, what the services run on, the services as processes, the world around
/// them, and the witness who hears of everything.
///
/// Used by one thread.
final class Installation {
    let scenario: Scenario
    /// Who is started, and under which names.
    let deployment: Deployment
    let simulation: Simulation
    private let infrastructure: SimulatedInfrastructure
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
    let wrapping: PortWrapping
    let feed: WitnessFeed
    private let dump: TopicDump?
    private let calls: CallDump?
    let gateway: VectorGateway
    /// Told of every incarnation as it begins; nobody is unless that is set.
    var processBegan: ((SimulatedProcess) -> Void)?
    private let endings = ServiceEndings()
    private var listener: (any RunListener)?
    /// By the name of the proxy, for looking up: a register makes a long one.
    private var proxyConfigurations: [String: PaymentProxyConfiguration] = [:]

    /// - Parameter deployment: the scenario's own when nil.
    /// - Throws: `TwinRunError.topicDump`, `.refused`.
    init(
        _ run: TwinRun, deployment: Deployment? = nil, hazards: Hazards = .none, journal: TraceJournal?,
        _ listener: (any RunListener)? = nil
    ) throws(TwinRunError) {
        let scenario = run.scenario
        let deployment = deployment ?? scenario.deployment
        if let collision = deployment.collision {
            preconditionFailure("Two bear the name `\(collision.name)` of a \(collision.of).")
        }
        self.deployment = deployment
        self.scenario = scenario
        simulation = Simulation(
            .init(
                seed: run.ticket.seed, replication: run.ticket.replication, policy: run.policy,
                epoch: WallTime(sinceUnixEpoch: .seconds(scenario.start.unixSeconds)), journal: journal))
        self.hazards = hazards
        wrapping = run.wrapping
        moments =
            hazards.moments.isEmpty
            ? nil : MomentBoard(hazards.moments, until: scenario.arrivalsEnd, in: simulation)
        var model = SimulatedInfrastructure.Model(
            kafka: scenario.infrastructure.kafka(
                keepsPayments: hazards.viewMayRestart, keepsAll: scenario.mayForgetOffsets),
            linkLatency: scenario.infrastructure.linkLatency)
        model.wire = run.ticket.wire
        model.logLevel = .error
        infrastructure = SimulatedInfrastructure(model, in: simulation)
        kafka = infrastructure.kafka
        network = infrastructure.network
        store = infrastructure.makeObjectStore(scenario.infrastructure.store)
        database = infrastructure.makeObjectStore(scenario.infrastructure.database)
        surroundings = infrastructure.surroundings
        let settings = scenario.worldSettings(deployment)
        let register = TenantRegister(settings.tenants) { [simulation] in simulation.stream($0) }
        witness = RunWitness(scenario.witnessSettings(deployment, register))
        feed = WitnessFeed(
            witness, simulation: simulation, kafka: kafka, network: network, deployment, scenario: scenario)
        dump = try run.options.topicsDirectory.map { directory throws(TwinRunError) in
            try TopicDump(directory: directory, topics: scenario.infrastructure.topics)
        }
        calls = try run.options.callsDirectory.map { [network] folder throws(TwinRunError) in
            try CallDump(folder: folder, of: network)
        }
        world = PaymentWorld(settings, simulation: simulation, network: network, observer: feed)
        kafka.addObserver(feed)
        kafka.observeLags(feed)
        if let dump { kafka.addObserver(dump) }
        network.recorder = calls
        for intermediary in deployment.intermediaries { network.addObserver(feed, at: intermediary.authority) }
        gateway = VectorGateway(
            kafka: kafka, network: network, at: deployment.gateway.host, deployment.gateway.hosting.host,
            keyedBy: { (event: ApplicationEvent) in event.kafkaKey })
        endings.simulation = simulation
        self.listener = listener
        listener?.listen(to: self)
        try startServices()
        feed.start()
        world.start()
    }

    // MARK: Running

    /// Lets time pass to `instant`.
    func advance(to instant: VirtualInstant) throws(RunStop) {
        let end = simulation.run(until: instant)
        if let stop = endings.first { throw stop }
        let leaks = simulation.leaks
        if !leaks.isEmpty { throw .crashed(.determinismLeak(leaks.map(\.description))) }
        switch end {
        case .agendaEmpty, .instantReached, .stopped: break
        case .stalled(let process, _):
            throw .crashed(.stalled(process, after: .nanoseconds(simulation.now.nanoseconds)))
        case .diverged(let divergence): throw .crashed(.notRepeatable(divergence.description))
        }
    }

    /// Writes what is left of the topics.
    /// - Returns: why they are not whole; nil when they are.
    func finishTopics() -> TwinRunError? {
        dump?.flush()
        return dump?.failure
    }

    /// Writes what is left of the calls, and those that are still under way.
    /// - Returns: why they are not whole; nil when they are.
    func finishCalls() -> TwinRunError? {
        network.recorder = nil
        calls?.finish()
        return calls?.failure
    }

    /// Ends every process, once; nothing may be asked of the installation afterwards but what its simulation leaked.
    func close() {
        guard !endings.isClosing else { return }
        endings.isClosing = true
        // What ends now ends because the run does, which is no part of it.
        listener?.stop(listeningTo: self)
        infrastructure.close()
        world.close()
    }

    // MARK: Services

    func configuration(ofProxy row: DeployedService) -> PaymentProxyConfiguration {
        if let made = proxyConfigurations[row.name] { return made }
        let made = scenario.configuration(ofProxy: row, in: deployment, world.register)
        proxyConfigurations[row.name] = made
        return made
    }

    private func startServices() throws(TwinRunError) {
        declareHosts()
        for process in deployment.processes { try launch(process) }
    }

    /// Starts one replica of a service, a process of its own whose incarnations follow each other.
    private func launch(_ process: DeployedService.Process) throws(TwinRunError) {
        let position = replicas.count
        let replica = Replica(named: process.name, in: simulation) { [unowned self] process in
            begin(process, of: replicas[position])
        }
        replicas.append(InstalledReplica(service: process.service, number: process.number, replica: replica))
        replica.start()
        if case .broken(let refusal) = endings.first { throw refusal }
    }

    /// What every incarnation does, the first like those after a crash.
    private func begin(_ process: SimulatedProcess, of installed: InstalledReplica) {
        processBegan?(process)
        let ports = ports(of: process, installed)
        let service: any ServiceLifecycle.Service
        do { service = try make(installed.service, ports) } catch {
            return endings.refuse(process, "\(error)")
        }
        let program = ServiceProgram(service, in: process, logger: ports.surroundings.logger)
        start(process) { try await program.run() }
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

    private func ports(of process: SimulatedProcess, _ installed: InstalledReplica) -> ProcessPorts {
        var own = wrapping.surroundings(surroundings.make(for: process), installed.service)
        own.moments = moments?.listener(for: process, of: installed.replica)
        return ProcessPorts(process: process, replica: installed.number, surroundings: own)
    }

    private func declareHosts() {
        for host in deployment.serviceHosts { network.declareHost(host) }
        for link in deployment.internetLinks {
            guard let link = try? network.link(from: link.caller, to: link.host) else {
                preconditionFailure("Every host of an outside link is declared.")
            }
            network.setLatency(scenario.infrastructure.internetLatency, of: link)
        }
        for proxy in deployment.services where proxy.role == .proxy {
            if let host = proxy.host { network.addObserver(feed, at: host) }
        }
    }
}

/// Hears of services that end although nobody asked them to.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
private final class ServiceEndings: @unchecked Sendable {
    unowned var simulation: Simulation!
    var isClosing = false
    private(set) var first: RunStop?

    /// What the services run on does not accept a service's settings.
    func refuse(_ process: SimulatedProcess, _ reason: String) {
        guard first == nil else { return }
        first = .broken(.refused(process: process.name, reason: reason))
        simulation.stop()
    }

    func note(_ process: SimulatedProcess, _ reason: String) {
        guard !isClosing, process.isAlive, first == nil else { return }
        first = .crashed(.serviceEnded(process.name, after: .nanoseconds(simulation.now.nanoseconds), reason))
        simulation.stop()
    }
}
