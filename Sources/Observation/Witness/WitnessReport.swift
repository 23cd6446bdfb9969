import Statistics
import VirtualTime

/// What a witness has to say at the end: findings, the same for the same ticket.
package struct WitnessReport: Sendable, Equatable {
    /// In the order of the list, without those of cost.
    package var measures: [Measure]
    /// Each over the whole run, healing included.
    package var series: [TimeSeries]
    /// Of payments that are spread evenly over the run, in the order in which they were first mentioned.
    package var lifeLines: [PaymentLifeLine]
    /// The first of each invariant, in the order found.
    package var violations: [Violation]
    /// Of each promise, in the order of their names.
    package var promises: [PromiseOutcome]
    /// All broken promises that must hold at every moment.
    package var brokenSafety: UInt64
    /// All promises that were unmet when their term was over.
    package var unmetLiveness: UInt64

    /// Judges gates and run. A gate over the seeds says something of a run, and does not decide its verdict.
    /// - Parameters:
    ///   - cost: what gates may ask of beside the findings.
    ///   - duration: the virtual time of the run.
    package func judge(
        _ gates: [Gate], cost: [Measure] = [], duration: Duration
    ) -> (gates: [GateResult], verdict: Verdict) {
        let results = gates.map { $0.judge(measures + cost, duration: duration) }
        let deciding = zip(gates, results).filter { $0.0.scope == .everySeed }.map(\.1)
        return (results, Verdict(brokenSafety: brokenSafety, unmetLiveness: unmetLiveness, gates: deciding))
    }
}

extension RunWitness {
    /// The end of healing. Nothing may be told afterwards.
    package func finish(at end: VirtualInstant) -> WitnessReport {
        pass(to: end)
        let end = end.nanoseconds
        let settling = judgeUnknownMoney(at: end)
        promises.finish(at: end)
        if promises.log.kept.count > named.count { nameFindings() }
        measures.set(Measures.convergence.unsettled, Double(promises.log.count(.paidIsKnown)))
        measures.set(Measures.convergence.settling, Double(settling))
        closeFigures(at: end)
        closeViolations()
        for slot in payments.tokens { keepLifeLine(of: slot) }
        return WitnessReport(
            measures: measures.measures(), series: series.recorder.finished(at: end), lifeLines: lifeLines.lines,
            violations: named, promises: promises.outcomes, brokenSafety: promises.log.count(.safety),
            unmetLiveness: promises.log.count(.liveness))
    }

    private func closeFigures(at end: Int64) {
        setShare(Measures.poller.overrunShare, of: rates.overruns, among: rates.loops)
        setShare(Measures.poller.wastedShare, of: rates.wastedChecks, among: rates.checks)
        let (poller, intermediary) = (Measures.poller, Measures.intermediary)
        setRates(poller.callsPerSecond, poller.callsPeak1s, poller.callsPeak60s, rates.pollerCalls, at: end)
        setRates(
            intermediary.callsPerSecond, intermediary.callsPeak1s, intermediary.callsPeak60s, rates.intermediaryCalls,
            at: end)
        let checkout = Measures.checkout
        if let mean = rates.sessionsCompleted.meanPerSecond(
            fromNanoseconds: settings.warmUpEnd.nanoseconds, toNanoseconds: end)
        {
            measures.set(checkout.completedPerSecond, mean)
            measures.set(checkout.completedPeak60s, rates.sessionsCompleted.peakPerSecondOver60s)
        }
        if measures.count(checkout.asked) > 0 { measures.set(checkout.knee, rates.knee.kneePerSecond()) }
        measures.change(Measures.convergence.disagreement, to: disagreeing, at: end)
        // The last change, and how long it has stood.
        settleLag(until: end)
        settleLag(until: end)
        for group in rates.lags.indices { changeLag(of: group, at: end) }
        measures.set(Measures.convergence.open, Double(open))
    }

    /// Lets the promises hear of every paid payment that somebody does not know.
    /// - Returns: those among them whose terms are not over.
    private func judgeUnknownMoney(at end: Int64) -> Int {
        let before = promises.log.count(.paidIsKnown)
        var unknown = 0
        for slot in payments.tokens {
            let row = payments[slot]
            guard row.moneyMoved != never, row.viewsDisagree(application(of: slot)) else { continue }
            unknown += 1
            let step = row.isNotified ? nil : row.checkStep
            let money = UnknownMoney(
                payment: row.id, since: max(row.moneyShows, row.moneyMoved), checkStep: step,
                unknownTo: row.strangersToTheMoney(application(of: slot)))
            promises.judge(.leftUnknown(money), at: end)
        }
        return unknown - Int(promises.log.count(.paidIsKnown) - before)
    }

    private func setShare(_ id: MeasureID<ValueMeasure>, of part: Int, among whole: Int) {
        if whole > 0 { measures.set(id, 100 * Double(part) / Double(whole)) }
    }

    private func setRates(
        _ mean: MeasureID<ValueMeasure>, _ peak1s: MeasureID<ValueMeasure>, _ peak60s: MeasureID<ValueMeasure>,
        _ rates: WitnessRates.Family, at end: Int64
    ) {
        let start = settings.warmUpEnd.nanoseconds
        guard let meanOfAll = rates.all.meanPerSecond(fromNanoseconds: start, toNanoseconds: end) else { return }
        measures.set(mean, meanOfAll)
        measures.set(peak1s, rates.all.peakPerSecondOver1s)
        measures.set(peak60s, rates.all.peakPerSecondOver60s)
        // A family of one has no measures of its own.
        guard rates.members.count > 1 else { return }
        for (member, rate) in rates.members.enumerated() {
            measures.set(mean, rate.meanPerSecond(fromNanoseconds: start, toNanoseconds: end) ?? 0, member: member)
            measures.set(peak1s, rate.peakPerSecondOver1s, member: member)
            measures.set(peak60s, rate.peakPerSecondOver60s, member: member)
        }
    }

    private func closeViolations() {
        measures.add(Measures.violations.safety, Int(promises.log.count(.safety)))
        measures.add(Measures.violations.liveness, Int(promises.log.count(.liveness)))
        measures.add(Measures.violations.service, Int(promises.log.count(.service)))
        for (invariant, measure) in zip(Invariant.allCases, Measures.violations.byInvariant) {
            measures.add(measure, Int(promises.log.count(invariant)))
        }
    }
}
