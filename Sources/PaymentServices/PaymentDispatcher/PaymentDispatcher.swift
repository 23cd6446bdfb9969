import PaymentModel
import ServiceLifecycle
import ServicePorts

/// Writes the first event of a payment for every application that waits for one (<doc:/PaymentModel/Dispatcher>).
public struct PaymentDispatcher: Service {
    let configuration: DispatcherConfiguration
    let consumer: any EventConsumer<ApplicationEvent>
    let producer: any EventProducer<PaymentEvent>
    let caller: any HTTPCaller
    let surroundings: Surroundings

    /// A dispatcher with these settings, over these ports.
    ///
    /// - Parameter caller: reaches the view.
    public init(
        configuration: DispatcherConfiguration, consumer: any EventConsumer<ApplicationEvent>,
        producer: any EventProducer<PaymentEvent>, caller: any HTTPCaller, surroundings: Surroundings
    ) {
        self.configuration = configuration
        self.consumer = consumer
        self.producer = producer
        self.caller = caller
        self.surroundings = surroundings
    }

    /// Runs until cancelled or asked to shut down.
    /// - Throws: `CancellationError`; the error of the part that failed.
    public func run() async throws {
        let loop = ConsumerLoop(
            ApplicationDispatcher(
                configuration, producer: producer, caller: caller, surroundings: surroundings),
            consumer: consumer, topic: configuration.applicationsTopic, settings: configuration.consumer,
            backOff: configuration.backOff, beforeCommit: .dispatcherBeforeCommit, service: configuration.appID,
            surroundings: surroundings)
        try await runTogether { try await loop.run() }
    }
}
