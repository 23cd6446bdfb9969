import Logging
import Metrics
import PaymentModel
import ServiceLifecycle
import ServicePorts

/// One loop after the other, as <doc:/PaymentModel/Poller> has it: what a check finds out is the proxy's business, the
/// poller looks only at whether it was answered with 200. Asked to shut down it begins no further call, and ends when
/// those under way are answered.
struct PollLoop: Sendable {
    private let configuration: PollerConfiguration
    private let query: DueQuery
    private let ksql: KsqlClient
    private let updates: UpdateCalls
    /// Nil where no lease is asked for.
    private let lease: LeaseKeeper?
    private let surroundings: Surroundings
    private let metrics: PollerMetrics

    init(
        _ configuration: PollerConfiguration, caller: any HTTPCaller, lease: LeaseKeeper? = nil,
        surroundings: Surroundings
    ) {
        self.configuration = configuration
        self.lease = lease
        self.surroundings = surroundings
        metrics = PollerMetrics(surroundings.metrics)
        query = DueQuery(configuration)
        updates = UpdateCalls(configuration, caller: caller, surroundings: surroundings, metrics: metrics)
        ksql = KsqlClient(caller, authority: configuration.ksqlAuthority, timeout: configuration.ksqlTimeout)
    }

    func run() async throws { try await run(on: surroundings.clock) }

    private func run<ServiceClock: Clock<Duration>>(on clock: ServiceClock) async throws {
        switch configuration.overlap {
        case .queue, .skip, .replace: try await runOneByOne(on: clock)
        case .concurrent: try await runSideBySide(on: clock)
        }
    }

    private func runOneByOne<ServiceClock: Clock<Duration>>(on clock: ServiceClock) async throws {
        var pace = LoopPace(configuration)
        while !Task.isShuttingDownGracefully {
            let begin = clock.now
            let due = try await loop(on: clock)
            let took = begin.duration(to: clock.now)
            let next = pace.next(afterLoopOf: took, due: due, chance: chance)
            if next.isOverrun { metrics.overruns.increment() }
            if next.begin > took {
                try await untilShutdown { try await clock.sleep(until: begin.advanced(by: next.begin), tolerance: nil) }
            } else {
                try Task.checkCancellation()
            }
        }
    }

    /// Nobody waits for a loop but the shutdown; a loop that fails ends the others.
    private func runSideBySide<ServiceClock: Clock<Duration>>(on clock: ServiceClock) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            var pace = LoopPace(configuration)
            while !Task.isShuttingDownGracefully, !group.isCancelled {
                let begin = clock.now
                group.addTask {
                    _ = try await loop(on: clock)
                    if begin.duration(to: clock.now) >= configuration.loopTime { metrics.overruns.increment() }
                }
                let next = pace.next(afterLoopOf: .zero, due: 0, chance: chance)
                try await untilShutdown { try await clock.sleep(until: begin.advanced(by: next.begin), tolerance: nil) }
            }
        }
    }

    /// 64 bits out of the random ones of an id.
    private func chance() -> UInt64 { EntityID(surroundings.makeUUID()).low << 16 }

    /// - Returns: how many payments it found.
    private func loop<ServiceClock: Clock<Duration>>(on clock: ServiceClock) async throws -> Int {
        guard lease?.covers(configuration.callTimeout) ?? true else {
            metrics.standBys.increment()
            return 0
        }
        let begin = clock.now
        try await surroundings.announce(.pollerLoopBegins)
        let due = try await checkDuePayments {
            if configuration.overlap == .replace, begin.duration(to: clock.now) >= configuration.loopTime {
                return false
            }
            return lease?.covers(configuration.callTimeout) ?? true
        }
        try await surroundings.announce(.pollerLoopEnds)
        metrics.loopDuration.record(duration: begin.duration(to: clock.now))
        return due
    }

    /// - Parameter mayGoOn: whether another call may begin.
    private func checkDuePayments(while mayGoOn: @escaping @Sendable () -> Bool) async throws -> Int {
        let rows: [[KsqlCell]]
        let now = Timestamp(surroundings.wallClock())
        do {
            rows = try await ksql.rows(query.sql(now: now))
        } catch let error as CancellationError {
            throw error
        } catch {
            metrics.failedQueries.increment()
            surroundings.logger.error("The view does not answer", metadata: ["error": "\(error)"])
            return 0
        }
        let calls = DueCalls(query.urls(in: rows, now: now))
        metrics.duePayments.record(calls.count)
        try await surroundings.announce(.pollerAfterQuery)
        try await withGracefulShutdownHandler {
            try await workTogether(on: calls, mayGoOn)
        } onGracefulShutdown: {
            calls.dropRest()
        }
        return calls.count
    }

    private func workTogether(on calls: DueCalls, _ mayGoOn: @escaping @Sendable () -> Bool) async throws {
        guard configuration.concurrency > 1 else { return try await work(on: calls, mayGoOn) }
        try await withThrowingDiscardingTaskGroup { group in
            for _ in 0..<min(configuration.concurrency, calls.count) {
                group.addTask { try await work(on: calls, mayGoOn) }
            }
        }
    }

    private func work(on calls: DueCalls, _ mayGoOn: @Sendable () -> Bool) async throws {
        while mayGoOn(), let url = calls.next() {
            if try await !updates.check(url) { calls.dropRest() }
        }
    }
}
