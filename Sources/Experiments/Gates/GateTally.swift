import Observation
import Twin

/// What the runs of one scenario say of each of its gates, whatever order they come in.
package struct GateTally: Sendable {
    private var gates: [SeriesGate] = []
    /// Of each gate by place in the series; nil of a run that has not ended.
    private var figures: [[RunFigure?]] = []

    /// Nothing has been added yet.
    package init() {}

    /// Takes in a run; all are of one scenario.
    /// - Parameter place: of the run in the series; behind those before when nil.
    package mutating func add(_ ending: RunEnding, at place: Int? = nil) {
        if gates.isEmpty {
            gates = ending.ticket.scenario.gates.map { SeriesGate($0) }
            figures = Array(repeating: [], count: gates.count)
        }
        for (number, gate) in gates.enumerated() {
            let place = place ?? figures[number].count
            let missing = place + 1 - figures[number].count
            if missing > 0 { figures[number] += Array(repeating: nil, count: missing) }
            figures[number][place] = RunFigure(of: gate.gate, in: ending)
        }
    }

    /// Each gate of the scenario judged by the runs that there are.
    /// - Parameter count: how many runs the series has.
    package func results(of count: Int, confidence: Double = 0.95) -> [SeriesGateResult] {
        zip(gates, figures).map { gate, figures in
            gate.judge(figures.compactMap(\.self), of: count, confidence: confidence)
        }
    }
}
