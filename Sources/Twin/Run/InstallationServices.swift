import KsqlDB
import PaymentModel
import PaymentServices
import Scenarios
import ServiceLifecycle
import ServicePorts
import VirtualTime

/// What one incarnation of a replica is made of, besides what its service alone needs.
struct ProcessPorts {
    let process: SimulatedProcess
    let surroundings: Surroundings
}

/// The services as they are made, at the first start and after every crash: each from its configuration and from what is
/// durable.
extension Installation {
    func make(_ role: ServiceRole, _ ports: ProcessPorts) throws -> any ServiceLifecycle.Service {
        switch role {
        case .view: try makeView(ports)
        case .core: makeCore(ports)
        case .dispatcher: try makeDispatcher(ports)
        case .dispatcherAPI: try makeDispatcherAPI(ports)
        case .proxy: try makeProxy(ports)
        case .updater: try makeUpdater(ports)
        case .checkoutAPI: makeCheckoutAPI(ports)
        case .poller: makePoller(ports)
        }
    }

    private func makeView(_ ports: ProcessPorts) throws -> any ServiceLifecycle.Service {
        precondition(
            ports.process.incarnation == 0 || hazards.viewMayRestart,
            "A view that starts again finds its topic whole only when that was foreseen.")
        var configuration = scenario.services.view
        // What the view has read is committed, so that a topic that nobody reads again can forget it.
        configuration.consumer.enableAutoCommit = true
        let tables = WitnessedTables(feed: feed, under: SQLiteTables())
        return KsqlView(
            configuration: configuration,
            server: network.makeServer(
                for: ports.process, at: scenario.services.core.ksqlAuthority, scenario.services.viewHosting.host),
            consumer: try kafka.makeConsumer(for: ports.process, configuration.consumer, of: PaymentEvent.self),
            tables: tables, surroundings: ports.surroundings)
    }

    private func makeCore(_ ports: ProcessPorts) -> any ServiceLifecycle.Service {
        var configuration = scenario.services.core
        configuration.tenants = world.register.tenants.map { .init(id: $0.id, slug: $0.slug) }
        return Core(
            configuration: configuration,
            server: network.makeServer(
                for: ports.process, at: configuration.authority, scenario.services.coreHosting.host),
            caller: network.makeCaller(for: ports.process),
            store: WitnessedDatabase(feed: feed, under: database.makeStore(for: ports.process, bucket: "core")),
            surroundings: ports.surroundings)
    }

    private func makeDispatcher(_ ports: ProcessPorts) throws -> any ServiceLifecycle.Service {
        var configuration = scenario.services.dispatcher
        switch scenario.services.deduplication {
        case .view: configuration.deduplication = .view
        case .viewAndLocalSet:
            configuration.deduplication = .viewAndLocalSet(memory: scenario.services.deduplicationMemory)
        }
        return PaymentDispatcher(
            configuration: configuration,
            consumer: try kafka.makeConsumer(for: ports.process, configuration.consumer, of: ApplicationEvent.self),
            producer: try kafka.makeProducer(
                for: ports.process, scenario.infrastructure.producer, of: PaymentEvent.self),
            caller: network.makeCaller(for: ports.process), surroundings: ports.surroundings)
    }

    private func makeDispatcherAPI(_ ports: ProcessPorts) throws -> any ServiceLifecycle.Service {
        DispatcherAPI(
            configuration: DispatcherAPIConfiguration(),
            server: network.makeServer(
                for: ports.process, at: Scenario.dispatcherAPIAuthority, scenario.services.dispatcherAPIHosting.host),
            caller: network.makeCaller(for: ports.process),
            producer: try kafka.makeProducer(
                for: ports.process, scenario.infrastructure.producer, of: PaymentEvent.self),
            store: store.makeStore(for: ports.process, bucket: "dispatcher-api"),
            surroundings: ports.surroundings)
    }

    private func makeProxy(_ ports: ProcessPorts) throws -> any ServiceLifecycle.Service {
        let caller = network.makeCaller(for: ports.process)
        let configuration = proxyConfiguration
        return PaymentProxy(
            configuration: configuration,
            server: network.makeServer(
                for: ports.process, at: configuration.authority, scenario.services.proxyHosting.host),
            caller: caller,
            consumer: try kafka.makeConsumer(for: ports.process, configuration.consumer, of: PaymentEvent.self),
            producer: try kafka.makeProducer(
                for: ports.process, scenario.infrastructure.producer, of: PaymentEvent.self),
            store: store.makeStore(for: ports.process, bucket: configuration.authority),
            intermediary: RESTIntermediary(authority: scenario.namedIntermediary.authority, caller: caller),
            surroundings: ports.surroundings)
    }

    private func makeUpdater(_ ports: ProcessPorts) throws -> any ServiceLifecycle.Service {
        var configuration = scenario.services.updater
        configuration.retryLimit = scenario.services.updaterAttempts.map { .giveUp(afterAttempts: $0) } ?? .none
        return PaymentUpdater(
            configuration: configuration,
            consumer: try kafka.makeConsumer(for: ports.process, configuration.consumer, of: PaymentEvent.self),
            caller: network.makeCaller(for: ports.process), surroundings: ports.surroundings)
    }

    private func makeCheckoutAPI(_ ports: ProcessPorts) -> any ServiceLifecycle.Service {
        var configuration = scenario.services.checkoutAPI
        configuration.pagoPAAuthority = scenario.world.pagoPA.authority
        return CheckoutAPI(
            configuration: configuration,
            server: network.makeServer(
                for: ports.process, at: proxyConfiguration.checkoutAuthority, scenario.services.checkoutAPIHosting.host),
            caller: network.makeCaller(for: ports.process), surroundings: ports.surroundings)
    }

    private func makePoller(_ ports: ProcessPorts) -> any ServiceLifecycle.Service {
        var own = ports.surroundings
        own.metrics = PollerMetricsTap(feed: feed, under: surroundings.metrics)
        return PaymentsPoller(
            configuration: scenario.services.poller, caller: network.makeCaller(for: ports.process), surroundings: own)
    }
}
