import Observation
import Twin

/// What one run says of a gate.
package enum RunFigure: Equatable, Sendable {
    /// In the gate's unit.
    case value(Double)
    /// The run is whole, and never had a sample to judge by.
    case noSamples
    /// The run crashed: its figures are none of a whole one.
    case crashed
    /// Another gate ended the run before this one could be judged: it says nothing.
    case aborted

    /// What a run that has ended says.
    package init(of gate: Gate, in ending: RunEnding) {
        guard ending.findings.crash == nil else {
            self = .crashed
            return
        }
        if let aborting = ending.abortingGate, aborting.expression != gate.expression {
            self = .aborted
            return
        }
        let value = gate.figure.value(in: ending.measures, duration: ending.findings.virtualTime)
        self = value.map { .value($0) } ?? .noSamples
    }

    /// Nil where there is none.
    package var value: Double? { if case .value(let value) = self { value } else { nil } }
}
