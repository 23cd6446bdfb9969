import Statistics
import VirtualTime

extension Gate {
    /// Judges the gate by the figures of a run. Without samples a gate is missed, whatever its comparison, for then
    /// nothing has shown that it holds; only `count`, `rate` and `value` may be nought.
    /// - Parameter duration: the virtual time of the run, over which `rate` is taken.
    public func judge(_ measures: [Measure], duration: Duration) -> GateResult {
        let actual = measures.first { $0.name == measure }.flatMap { figure(of: $0, duration: duration) }
        return GateResult(
            expression: expression, held: actual.map { comparison.holds($0, bound) } ?? false,
            actual: actual, unit: unit)
    }

    private func figure(of measure: Measure, duration: Duration) -> Double? {
        let seconds = Double(duration.wholeNanoseconds) / 1e9
        switch measure.figure {
        case .value(let value):
            let isCount = aggregate == .rate && unit != measure.unit
            guard isCount else { return value }
            return seconds > 0 ? value / seconds : nil
        case .distribution(let summary):
            switch aggregate {
            case .count: return Double(summary.count)
            case .rate: return seconds > 0 ? Double(summary.count) / seconds : nil
            default: break
            }
            guard summary.count > 0 else { return nil }
            switch aggregate {
            case .mean: return summary.mean
            case .max: return summary.max
            case .percentile(let percent): return Self.percentile(percent, of: measure, summary)
            case .value, .count, .rate: return nil
            }
        }
    }

    private static func percentile(_ percent: Double, of measure: Measure, _ summary: SampleSummary) -> Double? {
        if percent == 50 { return summary.p50 }
        if percent == 95 { return summary.p95 }
        if percent == 99 { return summary.p99 }
        return Percentile(percent).value(of: measure.buckets)
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
