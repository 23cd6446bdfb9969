import ServiceLifecycle
import ServicePorts

/// Calls the update URL of every open payment that is due (<doc:/PaymentModel/Poller>).
public struct PaymentsPoller: Service {
    let configuration: PollerConfiguration
    let caller: any HTTPCaller
    let store: (any ObjectStore)?
    let surroundings: Surroundings

    /// `caller` reaches the view and the proxies, `store` keeps the lease. Traps without a `LOOP_TIME`, without
    /// concurrency, and with a lease that it has no store for.
    public init(
        configuration: PollerConfiguration, caller: any HTTPCaller, store: (any ObjectStore)? = nil,
        surroundings: Surroundings
    ) {
        precondition(configuration.loopTime > .zero, "A poller without LOOP_TIME would never pause.")
        precondition(configuration.concurrency > 0, "A poller needs at least one call at a time.")
        precondition(configuration.division != .lease || store != nil, "A lease lies in a store.")
        self.configuration = configuration
        self.caller = caller
        self.store = store
        self.surroundings = surroundings
    }

    /// Runs until cancelled or asked to shut down.
    /// - Throws: `CancellationError`; the error of the part that failed.
    public func run() async throws {
        guard configuration.division == .lease, let store else { return try await run(nil) }
        let lease = LeaseKeeper(configuration, store: store, surroundings: surroundings)
        try await lease.keepingLease { try await run(lease) }
    }

    private func run(_ lease: LeaseKeeper?) async throws {
        let loop = PollLoop(configuration, caller: caller, lease: lease, surroundings: surroundings)
        try await runTogether { try await loop.run() }
    }
}
