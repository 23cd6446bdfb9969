import Experiments
import Foundation
import Scenarios
import Statistics

/// A sweep as JSON, one object a point on a line of its own; its fields are an interface.
struct SweepJSON {
    var sweep: SweepResult

    func text() -> String { sweep.plan.points.indices.map { Self.line(form($0)) + "\n" }.joined() }

    static func line(_ form: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return TerminalText.escapedJSON(String(decoding: try encoder.encode(form), as: UTF8.self))
        } catch {
            preconditionFailure("A sweep has nothing that JSON cannot say: \(error)")
        }
    }

    private func form(_ number: Int) -> PointForm {
        let (point, tally) = (sweep.plan.points[number], sweep.tally[number])
        let figures = sweep.tally.figures.enumerated().map { place, figure in
            let mean = tally.mean(of: place)
            let difference = sweep.isAround ? tally.difference(of: place, from: sweep.tally[0]) : nil
            return (
                figure.text,
                FigureForm(unit: figure.unit, mean, difference: difference)
            )
        }
        return PointForm(
            scenario: sweep.scenario, point: number,
            settings: Dictionary(uniqueKeysWithValues: point.settings.map { ($0.path, $0.value) }),
            seeds: sweep.plan.series.seeds.text, replications: sweep.plan.series.replications, runs: tally.runs,
            verdict: tally.worst.word, exitCode: tally.worst.rawValue,
            figures: Dictionary(figures) { first, _ in first },
            gates: tally.gates.map {
                .init(
                    expression: $0.expression, held: $0.held, judged: $0.judged,
                    verdict: sweep.verdict(ofGate: $0.expression, atPoint: number)?.rawValue)
            })
    }
}

/// The fields of a point.
private struct PointForm: Encodable {
    var scenario: String
    var point: Int
    var settings: [String: String]
    var seeds: String
    var replications, runs: Int
    var verdict: String
    var exitCode: Int32
    var figures: [String: FigureForm]
    var gates: [GateShareForm]

    enum CodingKeys: String, CodingKey {
        case scenario, point, settings, seeds, replications, runs, verdict, figures, gates
        case exitCode = "exit_code"
    }
}

private struct GateShareForm: Encodable {
    var expression: String
    var held, judged: Int
    /// Of a gate over the runs.
    var verdict: String?
}

private struct FigureForm: Encodable {
    var unit: String
    var runs: Int
    var mean, halfWidth: JSONNumber
    var difference, differenceHalfWidth: JSONNumber?

    init(unit: String, _ mean: RunningMean, difference: RunningMean?) {
        self.unit = unit
        runs = mean.count
        self.mean = JSONNumber(mean.count > 0 ? mean.mean : nil)
        halfWidth = JSONNumber(mean.halfWidth)
        self.difference = difference.map { JSONNumber($0.count > 0 ? $0.mean : nil) }
        differenceHalfWidth = difference.map { JSONNumber($0.halfWidth) }
    }

    enum CodingKeys: String, CodingKey {
        case unit, runs, mean, difference
        case halfWidth = "half_width"
        case differenceHalfWidth = "difference_half_width"
    }
}
