import Observation
import Statistics

/// What the runs of a series say of a gate.
package struct SeriesGateResult: Equatable, Sendable {
    /// What it comes to.
    package enum Verdict: String, Sendable {
        /// Kept, as surely as was asked.
        case held
        /// Not kept, as surely.
        case missed
        /// The runs do not tell.
        case undecided
    }

    /// What was judged.
    package let gate: SeriesGate
    /// What it comes to.
    package let verdict: Verdict
    /// Of every seed the figure that is nearest to a miss or farthest beyond, over the seeds their mean or the share
    /// that holds; in `unit`. Nil where no run has a figure.
    package let actual: Double?
    /// Of `actual`, in `unit`; nil of every seed, which is not estimated, and of a mean of fewer than two runs.
    package let interval: ConfidenceInterval?
    /// How many runs were judged.
    package let runs: Int
    /// How many of them hold the gate by themselves.
    package let holding: Int
    /// How many of them had nothing to judge by.
    package let withoutSamples: Int
    /// How many of them crashed.
    package let crashed: Int

    /// Of `actual`, `limit` and the interval.
    package var unit: String { if case .share = gate.scope { "%" } else { gate.gate.unit } }

    /// What `actual` is compared with, in `unit`.
    package var limit: Double { if case .share(let percent) = gate.scope { percent } else { gate.gate.bound } }

    /// How `actual` must stand to `limit`.
    package var comparison: Gate.Comparison {
        if case .share = gate.scope { .greaterOrEqual } else { gate.gate.comparison }
    }

    /// How far `actual` keeps from the limit, as a share of the limit, negative beyond it; nil where there is no
    /// figure, or of a limit of nought.
    package var headroom: Double? {
        actual.flatMap { comparison.headroom($0, limit) }
    }
}
