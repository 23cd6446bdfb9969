import Observation
import Scenarios
import VirtualTime

/// Looks on the way at the gates that end a run, and finds the first one that can no longer be held.
struct GateWatch {
    private struct Watched {
        var gate: Gate
        var figure: GrowingFigure
        /// Nanoseconds.
        var from: Int64
    }

    private let gates: [Watched]
    /// Whether one was lost.
    private(set) var isLost = false

    /// Nil for a scenario whose runs all go to their end.
    init?(_ scenario: Scenario, tags: MeasureTags) {
        gates = scenario.gates.compactMap { gate in
            guard let from = gate.abortsFrom else { return nil }
            guard let figure = GrowingFigure(gate.figure, tags: tags) else {
                preconditionFailure("A gate that ends a run is judged on the way: \(gate.expression).")
            }
            return Watched(gate: gate, figure: figure, from: from.wholeNanoseconds)
        }
        if gates.isEmpty { return nil }
    }

    /// - Returns: whether the run has just lost one.
    mutating func look(at witness: RunWitness, _ now: VirtualInstant) -> Bool {
        guard !isLost else { return false }
        isLost = gates.contains { watched in
            guard now.nanoseconds >= watched.from, let value = witness.value(of: watched.figure) else { return false }
            return watched.gate.isLost(at: value)
        }
        return isLost
    }
}
