import Statistics

/// Whether a gate's figure only rises, or only falls, along an axis, as far as the runs tell.
package enum Monotonicity: Sendable, Equatable {
    /// From one choice to the next it never rises, or never falls, beyond chance; and is the gate once missed, or once
    /// held, it stays so. The gate is missed from one end on, or nowhere, or everywhere.
    case monotone(missedFrom: End?)
    /// It turns.
    case turns

    /// Of an axis.
    package enum End: Sendable, Equatable { case low, high }

    /// - Parameters:
    ///   - points: by their place on the axis.
    ///   - standings: of the gate at each of them.
    init(ofGate gate: Int, at points: [SizingPoint], _ standings: [SeriesGateResult.Verdict]) {
        var rises = false
        var falls = false
        for (one, next) in zip(points, points.dropFirst()) {
            let change = Self.change(ofGate: gate, from: one, to: next)
            rises = rises || change > 0
            falls = falls || change < 0
        }
        let decided = standings.filter { $0 != .undecided }
        let turns = zip(decided, decided.dropFirst()).count { $0 != $1 }
        guard !(rises && falls), turns <= 1 else {
            self = .turns
            return
        }
        if let first = decided.first, let last = decided.last, first != last {
            self = .monotone(missedFrom: first == .missed ? .low : .high)
        } else {
            self = .monotone(missedFrom: nil)
        }
    }

    /// More than nought when it rises by more than chance, less when it falls: the runs of one seed are compared.
    private static func change(ofGate gate: Int, from one: SizingPoint, to next: SizingPoint) -> Double {
        var difference = RunningMean()
        for (here, there) in zip(one.runs, next.runs) {
            guard let here = here.figures[gate].value, let there = there.figures[gate].value else { continue }
            difference.add(there - here)
        }
        guard let interval = difference.interval(), !interval.holds(0) else { return 0 }
        return difference.mean
    }
}
