import KsqlDB
import Observation
import PaymentModel
import PaymentServices
import Scenarios
import ServiceLifecycle
import ServicePorts
import StorageSimulation
import VirtualTime

/// What one incarnation of a replica is made of, besides what its service alone needs.
struct ProcessPorts {
    let process: SimulatedProcess
    /// Which of its service's replicas, counted from 1.
    let replica: Int
    let surroundings: Surroundings
}

/// The services as they are made, at the first start and after every crash: each from its configuration and from what
/// is durable.
extension Installation {
    func make(_ row: DeployedService, _ ports: ProcessPorts) throws -> any ServiceLifecycle.Service {
        switch row.role {
        case .view: try makeView(row, ports)
        case .core: makeCore(row, ports)
        case .dispatcher: try makeDispatcher(row, ports)
        case .dispatcherAPI: try makeDispatcherAPI(row, ports)
        case .proxy: try makeProxy(row, ports)
        case .updater: try makeUpdater(row, ports)
        case .checkoutAPI: makeCheckoutAPI(row, ports)
        case .poller: makePoller(row, ports)
        }
    }

    private func server(of row: DeployedService, _ ports: ProcessPorts) -> any HTTPServer {
        wrapping.server(network.makeServer(for: ports.process, at: row.servingHost, row.hosting.host), row)
    }

    private func caller(of row: DeployedService, _ ports: ProcessPorts) -> any HTTPCaller {
        wrapping.caller(network.makeCaller(for: ports.process), row)
    }

    private func producer(
        of row: DeployedService, _ ports: ProcessPorts
    ) throws -> any EventProducer<PaymentEvent> {
        let settings = scenario.infrastructure.producer
        return wrapping.producer(try kafka.makeProducer(for: ports.process, settings, of: PaymentEvent.self), row)
    }

    /// Of one member of a service's group.
    private func membership(
        _ settings: ConsumerSettings, of row: DeployedService, _ ports: ProcessPorts, _ choice: StaticMembership
    ) -> ConsumerSettings {
        var settings = settings
        settings.groupID = row.readingGroup
        settings.groupInstanceID = choice.instanceID(ofProcess: ports.process.name, replica: ports.replica)
        return settings
    }

    /// A reader of topic `payments`.
    private func consumer(
        of row: DeployedService, _ ports: ProcessPorts, _ settings: ConsumerSettings
    ) throws -> any EventConsumer<PaymentEvent> {
        wrapping.payments(try kafka.makeConsumer(for: ports.process, settings, of: PaymentEvent.self), row)
    }

    private func store(
        of row: DeployedService, _ ports: ProcessPorts, in store: SimulatedObjectStore
    ) -> any ObjectStore {
        guard let bucket = row.bucket else { preconditionFailure("\(row.name) stores, and so has a bucket.") }
        return wrapping.store(store.makeStore(for: ports.process, bucket: bucket), row)
    }

    /// Where the services ask the view.
    private var viewAuthority: String { deployment.service(.view).servingHost }

    private func makeView(_ row: DeployedService, _ ports: ProcessPorts) throws -> any ServiceLifecycle.Service {
        precondition(
            ports.process.incarnation == 0 || hazards.viewMayRestart,
            "A view that starts again finds its topic whole only when that was foreseen.")
        var configuration = scenario.services.view
        configuration.consumer = membership(configuration.consumer, of: row, ports, scenario.services.viewMembership)
        // What the view has read is committed, so that a topic that nobody reads again can forget it.
        configuration.consumer.enableAutoCommit = true
        return KsqlView(
            configuration: configuration,
            server: server(of: row, ports),
            consumer: try consumer(of: row, ports, configuration.consumer),
            observer: feed, surroundings: ports.surroundings)
    }

    private func makeCore(_ row: DeployedService, _ ports: ProcessPorts) -> any ServiceLifecycle.Service {
        var configuration = scenario.services.core
        configuration.authority = row.servingHost
        configuration.tenants = world.register.tenants.map { .init(id: $0.id, slug: $0.slug) }
        configuration.ksqlAuthority = viewAuthority
        configuration.gatewayAuthority = deployment.gateway.host
        return Core(
            configuration: configuration,
            server: server(of: row, ports),
            caller: caller(of: row, ports),
            store: WitnessedDatabase(feed: feed, under: store(of: row, ports, in: database)),
            surroundings: ports.surroundings)
    }

    private func makeDispatcher(_ row: DeployedService, _ ports: ProcessPorts) throws -> any ServiceLifecycle.Service {
        var configuration = scenario.services.dispatcher
        configuration.consumer = membership(
            configuration.consumer, of: row, ports, scenario.services.dispatcherMembership)
        switch scenario.services.deduplication {
        case .view: configuration.deduplication = .view
        case .viewAndLocalSet:
            configuration.deduplication = .viewAndLocalSet(memory: scenario.services.deduplicationMemory)
        }
        configuration.ksqlAuthority = viewAuthority
        let watch = DispatcherWatch(feed: feed)
        let consumer = try kafka.makeConsumer(for: ports.process, configuration.consumer, of: ApplicationEvent.self)
        let producer = try kafka.makeProducer(
            for: ports.process, scenario.infrastructure.producer, of: PaymentEvent.self)
        let caller = WatchedCaller(watch: watch, base: network.makeCaller(for: ports.process))
        return PaymentDispatcher(
            configuration: configuration,
            consumer: wrapping.applications(consumer, row),
            producer: wrapping.producer(WatchedProducer(watch: watch, base: producer), row),
            caller: wrapping.caller(caller, row),
            surroundings: ports.surroundings)
    }

    private func makeDispatcherAPI(
        _ row: DeployedService, _ ports: ProcessPorts
    ) throws -> any ServiceLifecycle.Service {
        var configuration = DispatcherAPIConfiguration()
        configuration.ksqlAuthority = viewAuthority
        return DispatcherAPI(
            configuration: configuration,
            server: server(of: row, ports),
            caller: caller(of: row, ports),
            producer: try producer(of: row, ports),
            store: store(of: row, ports, in: store),
            surroundings: ports.surroundings)
    }

    private func makeProxy(_ row: DeployedService, _ ports: ProcessPorts) throws -> any ServiceLifecycle.Service {
        let caller = caller(of: row, ports)
        var configuration = configuration(ofProxy: row)
        configuration.consumer = membership(
            configuration.consumer, of: row, ports, scenario.services.proxyMembership)
        guard let position = row.intermediary else { preconditionFailure("A proxy has an intermediary.") }
        return PaymentProxy(
            configuration: configuration,
            server: server(of: row, ports),
            caller: caller,
            consumer: try consumer(of: row, ports, configuration.consumer),
            producer: try producer(of: row, ports),
            store: store(of: row, ports, in: store),
            intermediary: RESTIntermediary(
                authority: deployment.intermediaries[position].authority, caller: caller,
                retryAfter: configuration.policies.retryAfter, clock: ports.surroundings.clock),
            surroundings: ports.surroundings)
    }

    private func makeUpdater(_ row: DeployedService, _ ports: ProcessPorts) throws -> any ServiceLifecycle.Service {
        var configuration = scenario.services.updater
        configuration.consumer = membership(
            configuration.consumer, of: row, ports, scenario.services.updaterMembership)
        configuration.republishedOutcome =
            switch scenario.services.republishedOutcome {
            case .reportAgain: .reportAgain
            case .reportOnce: .reportOnce(memory: scenario.services.reportMemory)
            }
        configuration.retryLimit = scenario.services.updaterAttempts.map { .giveUp(afterAttempts: $0) } ?? .none
        return PaymentUpdater(
            configuration: configuration,
            consumer: try consumer(of: row, ports, configuration.consumer),
            caller: caller(of: row, ports), surroundings: ports.surroundings)
    }

    private func makeCheckoutAPI(_ row: DeployedService, _ ports: ProcessPorts) -> any ServiceLifecycle.Service {
        var configuration = scenario.services.checkoutAPI
        configuration.pagoPAAuthority = deployment.pagoPA
        configuration.subscriptionKey = scenario.world.pagoPA.subscriptionKey
        return CheckoutAPI(
            configuration: configuration,
            server: server(of: row, ports),
            caller: caller(of: row, ports), surroundings: ports.surroundings)
    }

    private func makePoller(_ row: DeployedService, _ ports: ProcessPorts) -> any ServiceLifecycle.Service {
        var own = ports.surroundings
        own.moments = PollerLoopListener(PollerID(ports.replica - 1), feed: feed, before: own.moments)
        var configuration = scenario.services.poller
        configuration.ksqlAuthority = viewAuthority
        (configuration.replica, configuration.replicas) = (ports.replica, row.hosting.replicas)
        return PaymentsPoller(
            configuration: configuration,
            caller: caller(of: row, ports),
            store: configuration.division == .lease ? store(of: row, ports, in: store) : nil,
            surroundings: own)
    }
}
