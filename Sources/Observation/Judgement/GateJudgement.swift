extension Gate {
    /// Judges the gate by the figures of a run. Without samples a gate is missed, whatever its comparison, for then
    /// nothing has shown that it holds; only `count`, `rate` and `value` may be nought.
    /// - Parameter duration: the virtual time of the run, over which `rate` is taken.
    public func judge(_ measures: [Measure], duration: Duration) -> GateResult {
        let figure = MeasuredFigure(measure: measure, aggregate: aggregate, unit: unit)
        let actual = figure.value(in: measures, duration: duration)
        return GateResult(
            expression: expression, held: actual.map { comparison.holds($0, bound) } ?? false,
            actual: actual, unit: unit)
    }
}

extension Verdict {
    /// What a run's promises come to: a broken safety promise outweighs an unmet liveness promise, and either outweighs
    /// a missed gate.
    public init(brokenSafety: UInt64, unmetLiveness: UInt64, gates: [GateResult]) {
        if brokenSafety > 0 {
            self = .wrong
        } else if unmetLiveness > 0 {
            self = .stuck
        } else {
            self = gates.allSatisfy(\.held) ? .held : .gateMissed
        }
    }
}
