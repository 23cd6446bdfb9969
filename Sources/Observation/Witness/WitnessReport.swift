import Statistics
import VirtualTime

/// What a run cost the machine. Wall time varies from run to run and so stays out of everything that decides.
package struct RunCost: Sendable {
    package var events: UInt64
    package var jobs: UInt64
    package var wallTime: Duration

    package init(events: UInt64, jobs: UInt64, wallTime: Duration) {
        self.events = events
        self.jobs = jobs
        self.wallTime = wallTime
    }
}

/// What went wrong in a run besides broken promises, from the counters of what it ran on.
package struct RunTrouble: Sendable {
    package var faultsBegun: UInt64 = 0
    package var faultHits: UInt64 = 0
    package var callsTimedOut: UInt64 = 0
    package var callsRefused: UInt64 = 0
    package var callsReset: UInt64 = 0
    /// Answers of 500 and above.
    package var serverErrors: UInt64 = 0

    package var produceRetries: UInt64 = 0
    package var elections: UInt64 = 0
    package var recordsLost: UInt64 = 0

    package init() {}
}

/// What a witness has to say at the end.
package struct WitnessReport: Sendable {
    /// In the order of the summary.
    package var measures: [Measure]
    package var series: [TimeSeries]
    package var lifeLines: [PaymentLifeLine]
    /// The first of each invariant, in the order found.
    package var violations: [Violation]
    /// All of them.
    package var brokenSafety: UInt64
    package var unmetLiveness: UInt64

    /// Judges gates and run.
    /// - Parameter duration: the virtual time of the run.
    package func judge(_ gates: [Gate], duration: Duration) -> (gates: [GateResult], verdict: Verdict) {
        let results = gates.map { $0.judge(measures, duration: duration) }
        return (results, Verdict(brokenSafety: brokenSafety, unmetLiveness: unmetLiveness, gates: results))
    }

    package init(
        measures: [Measure], series: [TimeSeries], lifeLines: [PaymentLifeLine], violations: [Violation],
        brokenSafety: UInt64, unmetLiveness: UInt64
    ) {
        self.measures = measures
        self.series = series
        self.lifeLines = lifeLines
        self.violations = violations
        self.brokenSafety = brokenSafety
        self.unmetLiveness = unmetLiveness
    }
}

extension RunWitness {
    /// The end of healing. Nothing may be told afterwards.
    package func finish(at end: Int64, cost: RunCost, trouble: RunTrouble = RunTrouble()) -> WitnessReport {
        pass(to: end)
        invariants.finish(at: end)
        closeFigures(at: end)
        closeTrouble(trouble)
        closeCost(cost, virtualTime: .nanoseconds(end))
        for slot in payments.used { keepLifeLine(of: slot) }
        return WitnessReport(
            measures: measures.measures(), series: series.recorder.finished(at: end), lifeLines: lifeLines.lines,
            violations: invariants.log.kept, brokenSafety: invariants.log.count(.safety),
            unmetLiveness: invariants.log.count(.liveness))
    }

    private func closeFigures(at end: Int64) {
        setShare(Figures.overrunShare, of: rates.overruns, among: rates.rounds)
        setShare(Figures.wastedShare, of: rates.wastedChecks, among: rates.checks)
        setRates(
            (Figures.pollerCallsPerSecond, Figures.pollerPeak1s, Figures.pollerPeak60s), rates.pollerCalls,
            members: rates.pollerCallsByProxy, at: end)
        setRates(
            (Figures.intermediaryCallsPerSecond, Figures.intermediaryPeak1s, Figures.intermediaryPeak60s),
            rates.intermediaryCalls, members: rates.callsByIntermediary, at: end)
        if let mean = rates.sessionsCompleted.meanPerSecond(from: settings.warmUpEnd, to: end) {
            measures.set(Figures.completedPerSecond, mean)
            measures.set(Figures.completedPeak60s, rates.sessionsCompleted.peakPerSecondOver60s)
        }
        if measures.number(Figures.cartsAsked) > 0 { measures.set(Figures.knee, rates.knee.kneePerSecond()) }
        measures.change(Figures.disagreement, to: disagreeing, at: end)
        for (group, lag) in rates.lags.enumerated() { setLag(of: group, to: lag, at: end) }
        measures.set(Figures.open, Double(open))
        measures.set(Figures.unsettled, Double(unsettled))
    }

    /// Payments whose money has moved and of which the topic, the view or the application does not know.
    private var unsettled: Int {
        payments.used.reduce(0) { count, slot in
            let row = payments.rows[slot]
            return row.moneyMoved != never && row.viewsDisagree(application(of: slot)) ? count + 1 : count
        }
    }

    private func setShare(_ id: MeasureID, of part: Int, among whole: Int) {
        if whole > 0 { measures.set(id, 100 * Double(part) / Double(whole)) }
    }

    private func setRates(
        _ ids: (mean: MeasureID, peak1s: MeasureID, peak60s: MeasureID), _ total: PeakRate, members: [PeakRate],
        at end: Int64
    ) {
        // A family of one has no measures of its own.
        let all = [(Int?.none, total)] + (members.count > 1 ? members.enumerated().map { ($0, $1) } : [])
        for (member, rate) in all {
            guard let mean = rate.meanPerSecond(from: settings.warmUpEnd, to: end) else { continue }
            measures.set(ids.mean, mean, member: member)
            measures.set(ids.peak1s, rate.peakPerSecondOver1s, member: member)
            measures.set(ids.peak60s, rate.peakPerSecondOver60s, member: member)
        }
    }

    private func closeTrouble(_ trouble: RunTrouble) {
        measures.set(Figures.faultsBegun, Double(trouble.faultsBegun))
        measures.set(Figures.faultHits, Double(trouble.faultHits))
        measures.set(Figures.callsTimedOut, Double(trouble.callsTimedOut))
        measures.set(Figures.callsRefused, Double(trouble.callsRefused))
        measures.set(Figures.callsReset, Double(trouble.callsReset))
        measures.set(Figures.serverErrors, Double(trouble.serverErrors))
        measures.set(Figures.produceRetries, Double(trouble.produceRetries))
        measures.set(Figures.elections, Double(trouble.elections))
        measures.set(Figures.recordsLost, Double(trouble.recordsLost))
        measures.set(Figures.safetyViolations, Double(invariants.log.count(.safety)))
        measures.set(Figures.livenessViolations, Double(invariants.log.count(.liveness)))
        for (invariant, figure) in zip(Invariant.allCases, Figures.violations) {
            measures.set(figure, Double(invariants.log.count(invariant)))
        }
    }

    private func closeCost(_ cost: RunCost, virtualTime: Duration) {
        measures.set(Figures.events, Double(cost.events))
        measures.set(Figures.jobs, Double(cost.jobs))
        let wallSeconds = Double(cost.wallTime.wholeNanoseconds) / 1e9
        measures.set(Figures.wallSeconds, wallSeconds)
        guard wallSeconds > 0 else { return }
        measures.set(Figures.eventsPerSecond, Double(cost.events) / wallSeconds)
        measures.set(Figures.simulatedPerSecond, Double(virtualTime.wholeNanoseconds) / 1e9 / wallSeconds)
    }
}
