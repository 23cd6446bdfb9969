import KafkaSimulation
import NetworkSimulation
import VirtualTime

/// What a run cost the machine. Wall time varies from run to run and so stays out of everything that decides.
struct RunCost: Sendable {
    var events: UInt64
    var jobs: UInt64
    var wallTime: Duration
}

/// What went wrong in a run besides broken promises, from the counters of what it ran on.
struct RunTrouble: Sendable {
    var faultsBegun: UInt64 = 0
    var faultHits: UInt64 = 0
    var callsTimedOut: UInt64 = 0
    var callsRefused: UInt64 = 0
    var callsReset: UInt64 = 0
    /// Answers of 500 and above.
    var serverErrors: UInt64 = 0

    var produceRetries: UInt64 = 0
    var elections: UInt64 = 0
    var recordsLost: UInt64 = 0

    init() {}

    /// - Parameter authorities: of every host.
    init(
        _ faults: [InjectedFault], of network: SimulatedNetwork, _ authorities: [String], kafka: KafkaCounters
    ) {
        produceRetries = kafka.produceRetries
        elections = kafka.elections
        recordsLost = kafka.recordsLost
        faultsBegun = faults.reduce(0) { $0 + $1.occurrences }
        faultHits = faults.reduce(0) { $0 + $1.hits }
        for host in authorities.compactMap(network.host) {
            let counters = network.counters(of: host)
            callsTimedOut += counters.timedOut
            callsRefused += counters.refused
            callsReset += counters.reset
            serverErrors += counters.serverErrors
        }
    }
}

/// What a witness has to say at the end.
struct WitnessReport: Sendable {
    /// In the order of the summary.
    var measures: [Measure]
    var series: [TimeSeries]
    var lifeLines: [PaymentLifeLine]
    /// The first of each invariant, in the order found.
    var violations: [Violation]
    /// All of them.
    var brokenSafety: UInt64
    var unmetLiveness: UInt64

    /// Judges gates and run.
    /// - Parameter duration: the virtual time of the run.
    func judge(_ gates: [Gate], duration: Duration) -> (gates: [GateResult], verdict: Verdict) {
        let results = gates.map { $0.judge(measures, duration: duration) }
        return (results, Verdict(brokenSafety: brokenSafety, unmetLiveness: unmetLiveness, gates: results))
    }
}

extension RunWitness {
    /// The end of healing. Nothing may be told afterwards.
    func finish(at end: Int64, cost: RunCost, trouble: RunTrouble = RunTrouble()) -> WitnessReport {
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
