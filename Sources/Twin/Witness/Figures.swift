/// The measures that a witness fills while it hears facts.
enum Figures {
    static let loopDuration = MeasureID("poller.loop_duration")
    static let overrunShare = MeasureID("poller.overrun_share")
    static let pollerCalls = MeasureID("poller.calls")
    static let pollerCallsPerSecond = MeasureID("poller.calls_per_s")
    static let pollerPeak1s = MeasureID("poller.calls_per_s_peak_1s")
    static let pollerPeak60s = MeasureID("poller.calls_per_s_peak_60s")
    static let failedCalls = MeasureID("poller.failed_calls")
    static let wastedShare = MeasureID("poller.wasted_share")
    static let checksPerPayment = MeasureID("poller.checks_per_payment")
    static let overdueAge = MeasureID("poller.overdue_age")
    static let rowsDue = MeasureID("poller.rows_due")
    static let rowsScanned = MeasureID("poller.rows_scanned")

    static let published = MeasureID("convergence.published")
    static let view = MeasureID("convergence.view")
    static let application = MeasureID("convergence.application")
    static let page = MeasureID("convergence.page")
    static let creationPending = MeasureID("convergence.creation_pending")
    static let paymentPending = MeasureID("convergence.payment_pending")
    static let payLink = MeasureID("convergence.pay_link")
    static let unsettled = MeasureID("convergence.unsettled")
    static let disagreement = MeasureID("convergence.disagreement")
    static let payments = MeasureID("convergence.payments")
    static let completed = MeasureID("convergence.completed")
    static let creationFailed = MeasureID("convergence.creation_failed")
    static let open = MeasureID("convergence.open")
    static let pagesGivenUp = MeasureID("convergence.pages_given_up")

    static let cartsAsked = MeasureID("checkout.asked")
    static let cartsAccepted = MeasureID("checkout.accepted")
    static let cartsRefused = MeasureID("checkout.refused")
    static let refusedInvalid = MeasureID("checkout.refused_invalid")
    static let refusedOngoing = MeasureID("checkout.refused_ongoing")
    static let refusedUnavailable = MeasureID("checkout.refused_unavailable")
    static let cartLatency = MeasureID("checkout.latency")
    static let sessionsCompleted = MeasureID("checkout.completed")
    static let completedPerSecond = MeasureID("checkout.completed_per_s")
    static let completedPeak60s = MeasureID("checkout.completed_per_s_peak_60s")
    static let sessionsExpired = MeasureID("checkout.expired")
    static let sessionsAbandoned = MeasureID("checkout.abandoned")
    static let sessionsFailed = MeasureID("checkout.failed")
    static let knee = MeasureID("checkout.knee")

    static let records = MeasureID("kafka.records")
    static let lag = MeasureID("kafka.lag")
    static let redeliveries = MeasureID("kafka.redeliveries")
    static let rebalances = MeasureID("kafka.rebalances")

    static let produceRetries = MeasureID("kafka.produce_retries")
    static let elections = MeasureID("kafka.elections")
    static let recordsLost = MeasureID("kafka.lost")

    static let intermediaryCalls = MeasureID("intermediary.calls")
    static let intermediaryCallsPerSecond = MeasureID("intermediary.calls_per_s")
    static let intermediaryPeak1s = MeasureID("intermediary.calls_per_s_peak_1s")
    static let intermediaryPeak60s = MeasureID("intermediary.calls_per_s_peak_60s")
    static let intermediaryLatency = MeasureID("intermediary.latency")
    static let intermediaryErrors = MeasureID("intermediary.errors")
    static let rateLimited = MeasureID("intermediary.rate_limited")

    static let callsTimedOut = MeasureID("network.timed_out")
    static let callsRefused = MeasureID("network.refused")
    static let callsReset = MeasureID("network.reset")
    static let serverErrors = MeasureID("network.server_errors")

    static let faultsBegun = MeasureID("faults.injected")
    static let faultHits = MeasureID("faults.hits")

    static let safetyViolations = MeasureID("violations.safety")
    static let livenessViolations = MeasureID("violations.liveness")
    /// By invariant, in the order of its cases.
    static let violations = Invariant.allCases.map { MeasureID("violations.\($0.rawValue)") }

    static let events = MeasureID("cost.events")
    static let jobs = MeasureID("cost.jobs")
    static let eventsPerSecond = MeasureID("cost.events_per_s")
    static let wallSeconds = MeasureID("cost.wall_seconds")
    static let simulatedPerSecond = MeasureID("cost.simulated_s_per_s")
}

/// Counts that become shares, means and peaks at the end of a run.
struct WitnessRates: Sendable {
    var pollerCalls: PeakRate
    /// By position of the proxy.
    var pollerCallsByProxy: [PeakRate]
    var intermediaryCalls: PeakRate
    /// By position of the intermediary.
    var callsByIntermediary: [PeakRate]
    var sessionsCompleted: PeakRate
    var knee = CheckoutKnee()
    var rounds = 0
    var overruns = 0
    var checks = 0
    var wastedChecks = 0
    /// By position of the consumer group, in records.
    var lags: [Int]

    init(_ settings: WitnessSettings) {
        let rate = PeakRate(loadEnd: settings.loadEnd)
        pollerCalls = rate
        pollerCallsByProxy = settings.tags.proxies.map { _ in rate }
        intermediaryCalls = rate
        callsByIntermediary = settings.tags.intermediaries.map { _ in rate }
        sessionsCompleted = rate
        lags = settings.tags.consumerGroups.map { _ in 0 }
    }
}

/// The time series of a run.
struct WitnessSeries: Sendable {
    var recorder: SeriesRecorder
    let pollerCalls: SeriesRecorder.ID
    let disagreement: SeriesRecorder.ID
    let open: SeriesRecorder.ID
    let sessionsCompleted: SeriesRecorder.ID
    let lag: SeriesRecorder.ID
    let intermediaryCalls: SeriesRecorder.ID

    init(resolution: Duration) {
        recorder = SeriesRecorder(resolution: resolution)
        pollerCalls = recorder.addRate("poller.calls_per_s")
        disagreement = recorder.addLevel("convergence.disagreement", unit: "payments")
        open = recorder.addLevel("convergence.open", unit: "payments")
        sessionsCompleted = recorder.addRate("checkout.completed_per_s")
        lag = recorder.addLevel("kafka.lag", unit: "records")
        intermediaryCalls = recorder.addRate("intermediary.calls_per_s")
    }
}
