import PaymentModel
import ServiceLifecycle
import ServicePorts

/// Tells Core how payments ended (<doc:/PaymentModel/Updater>).
public struct PaymentUpdater: Service {
    let configuration: UpdaterConfiguration
    let consumer: any EventConsumer<PaymentEvent>
    let caller: any HTTPCaller
    let surroundings: Surroundings

    /// An updater with these settings, over these ports.
    ///
    /// - Parameter caller: reaches the addresses that payments name, which are Core's.
    public init(
        configuration: UpdaterConfiguration, consumer: any EventConsumer<PaymentEvent>, caller: any HTTPCaller,
        surroundings: Surroundings
    ) {
        self.configuration = configuration
        self.consumer = consumer
        self.caller = caller
        self.surroundings = surroundings
    }

    /// Runs until cancelled or asked to shut down.
    /// - Throws: `CancellationError`; the error of the part that failed.
    public func run() async throws {
        let loop = ConsumerLoop(
            OutcomeReporter(configuration, caller: caller, surroundings: surroundings), consumer: consumer,
            topic: configuration.paymentsTopic, settings: configuration.consumer, backOff: configuration.backOff,
            beforeCommit: .updaterBeforeCommit, service: configuration.appID, surroundings: surroundings)
        try await runTogether { try await loop.run() }
    }
}
