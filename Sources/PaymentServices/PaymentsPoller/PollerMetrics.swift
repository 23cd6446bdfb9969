import Metrics

/// What an operator of the poller watches.
struct PollerMetrics: Sendable {
    let loopDuration: Timer
    let duePayments: Recorder
    let calls: Counter
    let failedCalls: Counter
    /// Not made: the payment or its host is left alone.
    let sparedCalls: Counter
    let failedQueries: Counter
    let overruns: Counter
    /// Loops left out while another replica has the lease.
    let standBys: Counter

    init(_ factory: any MetricsFactory) {
        loopDuration = Timer(label: "poller_loop_duration_seconds", factory: factory)
        duePayments = Recorder(label: "poller_due_payments", factory: factory)
        calls = Counter(label: "poller_calls_total", factory: factory)
        failedCalls = Counter(label: "poller_call_failures_total", factory: factory)
        sparedCalls = Counter(label: "poller_calls_spared_total", factory: factory)
        failedQueries = Counter(label: "poller_query_failures_total", factory: factory)
        overruns = Counter(label: "poller_loop_overruns_total", factory: factory)
        standBys = Counter(label: "poller_stand_bys_total", factory: factory)
    }
}
