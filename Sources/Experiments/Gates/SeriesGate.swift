import Observation
import Statistics

/// A gate that is judged over the runs of a series, each of which says one figure.
///
/// What the runs cannot decide is undecided, and neither held nor missed: the interval of what is asked of them then
/// lies on both sides of the bound. A run that crashed, or that has no sample, does not hold a gate: nothing has shown
/// that it would. So a gate on every seed or on the mean is missed by it, and of a share it counts among those that do
/// not hold. A mean without spread needs no interval, and decides from two runs on.
package struct SeriesGate: Equatable, Sendable {
    /// What must hold.
    package let gate: Gate
    /// Of which runs.
    package let scope: GateScope

    /// - Parameter scope: over which of the runs.
    package init(_ gate: Gate, over scope: GateScope) {
        if case .share(let percent) = scope {
            precondition(percent > 0 && percent < 100, "A share of none or of all is no question for chance.")
        }
        self.gate = gate
        self.scope = scope
    }

    /// The gate over the runs that its scenario says.
    package init(_ gate: Gate) { self.init(gate, over: gate.scope) }

    /// Judges by the runs that there are; the order of the figures is that of the series.
    /// - Parameters:
    ///   - count: how many runs the series has; as many as there are figures when nil. What holds in some of them does
    ///     not yet hold in every one.
    ///   - confidence: of the interval; above 0 and below 1.
    package func judge(
        _ figures: [RunFigure], of count: Int? = nil, confidence: Double = 0.95
    ) -> SeriesGateResult {
        let count = count ?? figures.count
        let figures = figures.filter { $0 != .aborted }
        return switch scope {
        case .everySeed: everySeed(figures, isWhole: figures.count >= count)
        case .mean: mean(figures, confidence)
        case .share(let percent): share(figures, percent, confidence)
        }
    }

    /// Nothing is estimated: it speaks of these runs.
    private func everySeed(_ figures: [RunFigure], isWhole: Bool) -> SeriesGateResult {
        let holding = holding(figures)
        let verdict: SeriesGateResult.Verdict =
            holding < figures.count ? .missed : isWhole && holding > 0 ? .held : .undecided
        return result(verdict, figures, actual: gate.worst(of: figures.compactMap(\.value)))
    }

    private func mean(_ figures: [RunFigure], _ confidence: Double) -> SeriesGateResult {
        let mean = RunningMean(of: figures.compactMap(\.value))
        let interval = mean.interval(confidence: confidence)
        let verdict: SeriesGateResult.Verdict =
            if mean.count < figures.count { .missed } else {
                interval.map(gate.comparison.verdict(gate.bound)) ?? .undecided
            }
        return result(verdict, figures, actual: mean.count > 0 ? mean.mean : nil, interval)
    }

    private func share(_ figures: [RunFigure], _ percent: Double, _ confidence: Double) -> SeriesGateResult {
        let found = ProportionInterval.interval(
            successes: holding(figures), of: figures.count, confidence: confidence)
        let interval = found.map {
            ConfidenceInterval(
                estimate: 100 * $0.estimate, low: 100 * $0.low, high: 100 * $0.high, confidence: confidence)
        }
        let verdict = interval.map(Gate.Comparison.greaterOrEqual.verdict(percent)) ?? .undecided
        return result(verdict, figures, actual: interval?.estimate, interval)
    }

    private func holding(_ figures: [RunFigure]) -> Int {
        figures.count { $0.value.map { gate.comparison.holds($0, gate.bound) } ?? false }
    }

    private func result(
        _ verdict: SeriesGateResult.Verdict, _ figures: [RunFigure], actual: Double?,
        _ interval: ConfidenceInterval? = nil
    ) -> SeriesGateResult {
        SeriesGateResult(
            gate: self, verdict: verdict, actual: actual, interval: interval, runs: figures.count,
            holding: holding(figures), withoutSamples: figures.count { $0 == .noSamples },
            crashed: figures.count { $0 == .crashed })
    }
}

extension Gate.Comparison {
    /// What an interval says of a bound: held or missed where the whole of it lies on one side.
    fileprivate func verdict(_ bound: Double) -> (ConfidenceInterval) -> SeriesGateResult.Verdict {
        { interval in
            if holds(interval.low, bound) && holds(interval.high, bound) { return .held }
            let isOnTheBound = interval.holds(bound)
            if self == .equal { return isOnTheBound ? .undecided : .missed }
            return holds(interval.low, bound) || holds(interval.high, bound) ? .undecided : .missed
        }
    }
}
