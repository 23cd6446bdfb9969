import HTTPTypes
import Logging
import Metrics
import PaymentModel
import ServiceLifecycle
import ServicePorts
import Synchronization

/// One loop after the other, as <doc:/PaymentModel/Poller> has it: what a check finds out is the proxy's business, the
/// poller looks only at whether it was answered with 200. Asked to shut down it begins no further call, and ends when
/// those under way are answered.
struct PollLoop: Sendable {
    private let configuration: PollerConfiguration
    private let ksql: KsqlClient
    private let caller: any HTTPCaller
    private let surroundings: Surroundings
    private let metrics: PollerMetrics

    init(_ configuration: PollerConfiguration, caller: any HTTPCaller, surroundings: Surroundings) {
        self.configuration = configuration
        self.caller = PatientCaller.caller(caller, configuration.retryAfter, clock: surroundings.clock)
        self.surroundings = surroundings
        ksql = KsqlClient(caller, authority: configuration.ksqlAuthority, timeout: configuration.ksqlTimeout)
        metrics = PollerMetrics(surroundings.metrics)
    }

    func run() async throws { try await run(on: surroundings.clock) }

    private func run<ServiceClock: Clock<Duration>>(on clock: ServiceClock) async throws {
        while !Task.isShuttingDownGracefully {
            let begin = clock.now
            try await surroundings.announce(.pollerLoopBegins)
            try await checkDuePayments()
            try await surroundings.announce(.pollerLoopEnds)
            let duration = begin.duration(to: clock.now)
            metrics.loopDuration.record(duration: duration)
            switch configuration.pacing {
            case .pauseBetweenLoops:
                try await untilShutdown { [loopTime = configuration.loopTime] in try await clock.sleep(for: loopTime) }
            case .everyLoopTime where duration < configuration.loopTime:
                let next = begin.advanced(by: configuration.loopTime)
                try await untilShutdown { try await clock.sleep(until: next, tolerance: nil) }
            case .everyLoopTime:
                metrics.overruns.increment()
                try Task.checkCancellation()
            }
        }
    }

    private func checkDuePayments() async throws {
        let rows: [[KsqlCell]]
        let now = Timestamp(surroundings.wallClock())
        do {
            rows = try await ksql.rows(DueQuery.sql(configuration.selection, now: now))
        } catch let error as CancellationError {
            throw error
        } catch {
            metrics.failedQueries.increment()
            surroundings.logger.error("The view does not answer", metadata: ["error": "\(error)"])
            return
        }
        let calls = DueCalls(rows.compactMap { DueQuery.url(in: $0, configuration.selection, now: now) })
        metrics.duePayments.record(calls.count)
        try await surroundings.announce(.pollerAfterQuery)
        try await withGracefulShutdownHandler {
            try await workTogether(on: calls)
        } onGracefulShutdown: {
            calls.dropRest()
        }
    }

    private func workTogether(on calls: DueCalls) async throws {
        guard configuration.concurrency > 1 else { return try await work(on: calls) }
        try await withThrowingDiscardingTaskGroup { group in
            for _ in 0..<min(configuration.concurrency, calls.count) {
                group.addTask { try await work(on: calls) }
            }
        }
    }

    private func work(on calls: DueCalls) async throws {
        while let url = calls.next() { try await check(url) }
    }

    private func check(_ url: KsqlCell) async throws {
        guard let link = url.linkValue else {
            metrics.failedCalls.increment()
            surroundings.logger.error("No update URL", metadata: ["url": "\(url.text ?? "")"])
            return
        }
        metrics.calls.increment()
        do {
            let reply = try await caller.call(
                HTTPRequestHead(.get, link), body: .empty, timeout: configuration.callTimeout)
            guard reply.status != .ok else { return }
            metrics.failedCalls.increment()
            surroundings.logger.warning(
                "Check not answered", metadata: ["url": "\(link)", "status": "\(reply.status.code)"])
        } catch let error as HTTPCallError {
            metrics.failedCalls.increment()
            surroundings.logger.warning("Check not answered", metadata: ["url": "\(link)", "error": "\(error)"])
        }
    }
}

/// The calls of one loop, shared by those who make them.
private final class DueCalls: Sendable {
    let count: Int
    private let left: Mutex<ArraySlice<KsqlCell>>

    init(_ urls: [KsqlCell]) {
        count = urls.count
        left = Mutex(urls[...])
    }

    func next() -> KsqlCell? { left.withLock { $0.popFirst() } }
    /// What has not begun is left to the next loop, of whatever poller.
    func dropRest() { left.withLock { $0 = [] } }
}

/// What an operator of the poller watches.
struct PollerMetrics: Sendable {
    let loopDuration: Timer
    let duePayments: Recorder
    let calls: Counter
    let failedCalls: Counter
    let failedQueries: Counter
    let overruns: Counter

    init(_ factory: any MetricsFactory) {
        loopDuration = Timer(label: "poller_loop_duration_seconds", factory: factory)
        duePayments = Recorder(label: "poller_due_payments", factory: factory)
        calls = Counter(label: "poller_calls_total", factory: factory)
        failedCalls = Counter(label: "poller_call_failures_total", factory: factory)
        failedQueries = Counter(label: "poller_query_failures_total", factory: factory)
        overruns = Counter(label: "poller_loop_overruns_total", factory: factory)
    }
}
