import ServiceLifecycle
import ServicePorts

/// Calls the update URL of every open payment that is due (<doc:/PaymentModel/Poller>).
public struct PaymentsPoller: Service {
    let configuration: PollerConfiguration
    let caller: any HTTPCaller
    let surroundings: Surroundings

    /// `caller` reaches the view and the proxies. Traps without a `LOOP_TIME` or without concurrency.
    public init(configuration: PollerConfiguration, caller: any HTTPCaller, surroundings: Surroundings) {
        precondition(configuration.loopTime > .zero, "A poller without LOOP_TIME would never pause.")
        precondition(configuration.concurrency > 0, "A poller needs at least one call at a time.")
        self.configuration = configuration
        self.caller = caller
        self.surroundings = surroundings
    }

    /// Runs until cancelled or asked to shut down.
    /// - Throws: `CancellationError`; the error of the part that failed.
    public func run() async throws {
        let loop = PollLoop(configuration, caller: caller, surroundings: surroundings)
        try await runTogether { try await loop.run() }
    }
}
