import PaymentModel
import ServiceLifecycle
import ServicePorts

/// Creates payments on request: for applications, imported dues and other systems (<doc:/PaymentModel/DispatcherAPI>).
public struct DispatcherAPI: Service {
    let configuration: DispatcherAPIConfiguration
    let server: any HTTPServer
    let caller: any HTTPCaller
    let producer: any EventProducer<PaymentEvent>
    let store: any ObjectStore
    let surroundings: Surroundings

    /// The API with these settings, over these ports.
    ///
    /// - Parameter store: remembers answered idempotency keys; shared by all replicas.
    public init(
        configuration: DispatcherAPIConfiguration, server: any HTTPServer, caller: any HTTPCaller,
        producer: any EventProducer<PaymentEvent>, store: any ObjectStore, surroundings: Surroundings
    ) {
        self.configuration = configuration
        self.server = server
        self.caller = caller
        self.producer = producer
        self.store = store
        self.surroundings = surroundings
    }

    /// Runs until cancelled or asked to shut down.
    /// - Throws: `CancellationError`; the error of the part that failed.
    public func run() async throws {
        let endpoint = CreationEndpoint(
            configuration, caller: caller, producer: producer, store: store, surroundings: surroundings)
        try await runTogether { [server] in try await server.serve(endpoint) }
    }
}
