import Observation
import Twin

/// What the runs of one scenario say of each of its gates, in order of the series.
package struct GateTally: Sendable {
    private var gates: [SeriesGate] = []
    private var figures: [[RunFigure]] = []

    /// Nothing has been added yet.
    package init() {}

    /// Takes in the next run; all are of one scenario.
    package mutating func add(_ ending: RunEnding) {
        if gates.isEmpty {
            gates = ending.ticket.scenario.gates.map { SeriesGate($0) }
            figures = Array(repeating: [], count: gates.count)
        }
        for (place, gate) in gates.enumerated() { figures[place].append(RunFigure(of: gate.gate, in: ending)) }
    }

    /// Each gate of the scenario judged by the runs that there are.
    /// - Parameter count: how many runs the series has.
    package func results(of count: Int, confidence: Double = 0.95) -> [SeriesGateResult] {
        zip(gates, figures).map { gate, figures in gate.judge(figures, of: count, confidence: confidence) }
    }
}
