import PaymentModel
import ServiceLifecycle
import ServicePorts

/// Speaks to one intermediary for the payments of the services it is configured for (<doc:/PaymentModel/Proxy>):
/// creates debt positions, serves the citizens' links, checks and learns outcomes, and alone writes these payments'
/// events.
public struct PaymentProxy: Service {
    let configuration: PaymentProxyConfiguration
    let server: any HTTPServer
    let caller: any HTTPCaller
    let consumer: any EventConsumer<PaymentEvent>
    let producer: any EventProducer<PaymentEvent>
    let store: any ObjectStore
    let intermediary: any IntermediaryClient
    let surroundings: Surroundings

    /// A proxy with these settings, over these ports.
    ///
    /// - Parameters:
    ///   - caller: reaches the Checkout API.
    ///   - store: holds the payments; shared by all replicas of the proxy.
    public init(
        configuration: PaymentProxyConfiguration, server: any HTTPServer, caller: any HTTPCaller,
        consumer: any EventConsumer<PaymentEvent>, producer: any EventProducer<PaymentEvent>,
        store: any ObjectStore, intermediary: any IntermediaryClient, surroundings: Surroundings
    ) {
        self.configuration = configuration
        self.server = server
        self.caller = caller
        self.consumer = consumer
        self.producer = producer
        self.store = store
        self.intermediary = intermediary
        self.surroundings = surroundings
    }

    /// Runs until cancelled or asked to shut down.
    /// - Throws: `CancellationError`; the error of the part that failed.
    public func run() async throws {
        let payments = ProxyPayments(
            configuration, producer: producer, store: store, surroundings: surroundings)
        let creation = ConsumerLoop(
            DebtPositionCreator(payments, intermediary: intermediary), consumer: consumer,
            topic: configuration.paymentsTopic, settings: configuration.consumer, backOff: configuration.backOff,
            beforeCommit: .proxyBeforeCommit, service: configuration.appID, surroundings: surroundings)
        let endpoints = ProxyEndpoints(payments, intermediary: intermediary, caller: caller)
        try await runTogether(
            { try await creation.run() },
            { [server] in try await server.serve(endpoints) })
    }
}
