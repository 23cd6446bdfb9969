import PaymentModel
import ServiceLifecycle
import ServicePorts

/// The "Area Personale" as far as payments need it (<doc:/PaymentModel/Core>): takes applications, moves them through
/// their states, tells the topic of every move through the gateway, and answers the citizen's page.
public struct Core: Service {
    let configuration: CoreConfiguration
    let server: any HTTPServer
    let caller: any HTTPCaller
    let store: any ObjectStore
    let surroundings: Surroundings

    /// Core with these settings, over these ports.
    ///
    /// - Parameter store: Core's database as far as it is modelled: rows by key, read and written without locks;
    ///   only an action of the job is reserved by a conditional write.
    public init(
        configuration: CoreConfiguration, server: any HTTPServer, caller: any HTTPCaller, store: any ObjectStore,
        surroundings: Surroundings
    ) {
        self.configuration = configuration
        self.server = server
        self.caller = caller
        self.store = store
        self.surroundings = surroundings
    }

    /// Runs until cancelled or asked to shut down.
    /// - Throws: `CancellationError`; the error of the part that failed.
    public func run() async throws {
        let applications = Applications(configuration, caller: caller, store: store, surroundings: surroundings)
        let endpoints = CoreEndpoints(applications, configuration: configuration, caller: caller)
        let job = BackgroundJob(applications, configuration: configuration)
        try await runTogether(
            { [server] in try await server.serve(endpoints) },
            { try await job.run() })
    }
}
