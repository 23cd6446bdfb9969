import Statistics

/// The measures that a witness fills while it hears facts.
package enum Figures {
    package static let loopDuration = MeasureID("poller.loop_duration")
    package static let overrunShare = MeasureID("poller.overrun_share")
    package static let pollerCalls = MeasureID("poller.calls")
    package static let pollerCallsPerSecond = MeasureID("poller.calls_per_s")
    package static let pollerPeak1s = MeasureID("poller.calls_per_s_peak_1s")
    package static let pollerPeak60s = MeasureID("poller.calls_per_s_peak_60s")
    package static let failedCalls = MeasureID("poller.failed_calls")
    package static let wastedShare = MeasureID("poller.wasted_share")
    package static let checksPerPayment = MeasureID("poller.checks_per_payment")
    package static let overdueAge = MeasureID("poller.overdue_age")
    package static let rowsDue = MeasureID("poller.rows_due")
    package static let rowsScanned = MeasureID("poller.rows_scanned")

    package static let published = MeasureID("convergence.published")
    package static let view = MeasureID("convergence.view")
    package static let application = MeasureID("convergence.application")
    package static let page = MeasureID("convergence.page")
    package static let creationPending = MeasureID("convergence.creation_pending")
    package static let paymentPending = MeasureID("convergence.payment_pending")
    package static let payLink = MeasureID("convergence.pay_link")
    package static let unsettled = MeasureID("convergence.unsettled")
    package static let disagreement = MeasureID("convergence.disagreement")
    package static let payments = MeasureID("convergence.payments")
    package static let completed = MeasureID("convergence.completed")
    package static let creationFailed = MeasureID("convergence.creation_failed")
    package static let open = MeasureID("convergence.open")
    package static let pagesGivenUp = MeasureID("convergence.pages_given_up")

    package static let cartsAsked = MeasureID("checkout.asked")
    package static let cartsAccepted = MeasureID("checkout.accepted")
    package static let cartsRefused = MeasureID("checkout.refused")
    package static let refusedInvalid = MeasureID("checkout.refused_invalid")
    package static let refusedOngoing = MeasureID("checkout.refused_ongoing")
    package static let refusedUnavailable = MeasureID("checkout.refused_unavailable")
    package static let cartLatency = MeasureID("checkout.latency")
    package static let sessionsCompleted = MeasureID("checkout.completed")
    package static let completedPerSecond = MeasureID("checkout.completed_per_s")
    package static let completedPeak60s = MeasureID("checkout.completed_per_s_peak_60s")
    package static let sessionsExpired = MeasureID("checkout.expired")
    package static let sessionsAbandoned = MeasureID("checkout.abandoned")
    package static let sessionsFailed = MeasureID("checkout.failed")
    package static let knee = MeasureID("checkout.knee")

    package static let records = MeasureID("kafka.records")
    package static let lag = MeasureID("kafka.lag")
    package static let redeliveries = MeasureID("kafka.redeliveries")
    package static let rebalances = MeasureID("kafka.rebalances")

    package static let produceRetries = MeasureID("kafka.produce_retries")
    package static let elections = MeasureID("kafka.elections")
    package static let recordsLost = MeasureID("kafka.lost")

    package static let intermediaryCalls = MeasureID("intermediary.calls")
    package static let intermediaryCallsPerSecond = MeasureID("intermediary.calls_per_s")
    package static let intermediaryPeak1s = MeasureID("intermediary.calls_per_s_peak_1s")
    package static let intermediaryPeak60s = MeasureID("intermediary.calls_per_s_peak_60s")
    package static let intermediaryLatency = MeasureID("intermediary.latency")
    package static let intermediaryErrors = MeasureID("intermediary.errors")
    package static let rateLimited = MeasureID("intermediary.rate_limited")

    package static let callsTimedOut = MeasureID("network.timed_out")
    package static let callsRefused = MeasureID("network.refused")
    package static let callsReset = MeasureID("network.reset")
    package static let serverErrors = MeasureID("network.server_errors")

    package static let faultsBegun = MeasureID("faults.injected")
    package static let faultHits = MeasureID("faults.hits")

    package static let safetyViolations = MeasureID("violations.safety")
    package static let livenessViolations = MeasureID("violations.liveness")
    /// By invariant, in the order of its cases.
    package static let violations = Invariant.allCases.map { MeasureID("violations.\($0.rawValue)") }

    package static let events = MeasureID("cost.events")
    package static let jobs = MeasureID("cost.jobs")
    package static let eventsPerSecond = MeasureID("cost.events_per_s")
    package static let wallSeconds = MeasureID("cost.wall_seconds")
    package static let simulatedPerSecond = MeasureID("cost.simulated_s_per_s")
}

/// Counts that become shares, means and peaks at the end of a run.
package struct WitnessRates: Sendable {
    package var pollerCalls: PeakRate
    /// By position of the proxy.
    package var pollerCallsByProxy: [PeakRate]
    package var intermediaryCalls: PeakRate
    /// By position of the intermediary.
    package var callsByIntermediary: [PeakRate]
    package var sessionsCompleted: PeakRate
    package var knee = CheckoutKnee()
    package var rounds = 0
    package var overruns = 0
    package var checks = 0
    package var wastedChecks = 0
    /// By position of the consumer group, in records.
    package var lags: [Int]

    package init(_ settings: WitnessSettings) {
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
package struct WitnessSeries: Sendable {
    package var recorder: SeriesRecorder
    package let pollerCalls: SeriesRecorder.ID
    package let disagreement: SeriesRecorder.ID
    package let open: SeriesRecorder.ID
    package let sessionsCompleted: SeriesRecorder.ID
    package let lag: SeriesRecorder.ID
    package let intermediaryCalls: SeriesRecorder.ID

    package init(resolution: Duration) {
        recorder = SeriesRecorder(resolution: resolution)
        pollerCalls = recorder.addRate("poller.calls_per_s")
        disagreement = recorder.addLevel("convergence.disagreement", unit: "payments")
        open = recorder.addLevel("convergence.open", unit: "payments")
        sessionsCompleted = recorder.addRate("checkout.completed_per_s")
        lag = recorder.addLevel("kafka.lag", unit: "records")
        intermediaryCalls = recorder.addRate("intermediary.calls_per_s")
    }
}
