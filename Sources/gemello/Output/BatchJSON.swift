import Experiments
import Foundation
import Observation
import Scenarios
import Statistics

/// What many seeds came to, as one JSON object on one line: the figures of the summary with their intervals, of all
/// measures. Its fields are an interface.
struct BatchJSON {
    var scenario: String
    var series: RunSeries
    var tally: RunTally
    /// The process's.
    var exitCode: Int32

    func text() -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return TerminalText.escapedJSON(String(decoding: try encoder.encode(form), as: UTF8.self))
        } catch {
            preconditionFailure("A tally has nothing that JSON cannot say: \(error)")
        }
    }

    private var form: BatchForm {
        let verdicts = tally.verdicts.map { ($0.share.name, $0.share.count) }
        return BatchForm(
            scenario: scenario, seeds: series.seeds.text, replications: series.replications, runs: tally.count,
            exitCode: exitCode,
            verdicts: Dictionary(verdicts) { first, _ in first }, broken: tally.invariants.map(ShareForm.init),
            missed: tally.gates.map(ShareForm.init),
            gates: tally.gateTally.results(of: series.count).map(SeriesGateForm.init),
            intervals: Dictionary(tally.figures.map { ($0.name, IntervalForm($0)) }) { first, _ in first })
    }
}

/// The fields of many runs.
private struct BatchForm: Encodable {
    var scenario, seeds: String
    var replications, runs: Int
    var exitCode: Int32
    var verdicts: [String: Int]
    var broken, missed: [ShareForm]
    var gates: [SeriesGateForm]
    var intervals: [String: IntervalForm]

    enum CodingKeys: String, CodingKey {
        case scenario, seeds, replications, runs, verdicts, broken, missed, gates, intervals
        case exitCode = "exit_code"
    }
}

/// A gate over the runs: its verdict, what was measured with its interval, and the share of the limit that is left.
private struct SeriesGateForm: Encodable {
    var expression, over, verdict, unit: String
    var limit, actual, low, high, headroom: JSONNumber
    var runs, holding: Int

    init(_ result: SeriesGateResult) {
        expression = result.gate.gate.expression
        over = result.gate.scope.text
        verdict = result.verdict.rawValue
        unit = result.unit
        limit = JSONNumber(result.limit)
        actual = JSONNumber(result.actual)
        low = JSONNumber(result.interval?.low)
        high = JSONNumber(result.interval?.high)
        headroom = JSONNumber(result.headroom)
        runs = result.runs
        holding = result.holding
    }
}

private struct ShareForm: Encodable {
    var name: String
    var runs: Int
    var firstSeeds: [UInt64]

    init(_ share: RunTally.Share) {
        name = share.name
        runs = share.count
        firstSeeds = share.firstSeeds
    }

    enum CodingKeys: String, CodingKey {
        case name, runs
        case firstSeeds = "first_seeds"
    }
}

/// Of a value its mean over the seeds, of a distribution those of its median and of its 95th percentile.
private struct IntervalForm: Encodable {
    var unit: String
    var value, p50, p95: MeanForm?

    init(_ figures: RunTally.Figures) {
        unit = figures.unit
        if figures.isDistribution {
            p50 = MeanForm(figures.middle)
            p95 = MeanForm(figures.high ?? RunningMean())
        } else {
            value = MeanForm(figures.middle)
        }
    }
}

/// A mean over the seeds that had a figure, and half of its 95 % interval.
private struct MeanForm: Encodable {
    var runs: Int
    var mean, halfWidth: JSONNumber

    init(_ mean: RunningMean) {
        runs = mean.count
        self.mean = JSONNumber(mean.count > 0 ? mean.mean : nil)
        halfWidth = JSONNumber(mean.halfWidth)
    }

    enum CodingKeys: String, CodingKey {
        case runs, mean
        case halfWidth = "half_width"
    }
}
