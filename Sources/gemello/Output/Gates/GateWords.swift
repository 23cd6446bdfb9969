import Experiments
import Observation
import Statistics

/// A gate in words, kept or not: what it came to, its limit, and how much room is left.
struct GateWords {
    var result: SeriesGateResult

    /// `held: poller.calls value < 300; it was 120 calls, limit 300, headroom 60 %`.
    var text: String { "\(result.verdict.rawValue): \(result.gate.gate.text); \(rest)" }

    /// All behind the gate.
    var rest: String {
        let parts = [actual, "limit \(figure(result.limit))"] + [headroom].compactMap(\.self) + trouble
        return parts.joined(separator: ", ") + advice
    }

    /// What was measured, with its interval.
    var actual: String {
        guard let actual = result.actual else { return result.runs == 0 ? "no run has ended" : RunSummary.noSamples }
        switch result.gate.scope {
        case .everySeed:
            return result.runs == 1
                ? "it was \(figure(actual))" : "it was at worst \(figure(actual)) in \(runs(result.runs))"
        case .mean:
            guard let interval = result.interval else { return "it was \(figure(actual)) in one run" }
            return "the mean of \(runs(result.runs)) was \(figure(actual)) +- \(figure(interval.halfWidth))"
        case .share:
            return "\(HumanUnits.grouped(result.holding)) of \(runs(result.runs)) held it" + range
        }
    }

    private var range: String {
        result.interval.map { " (\(figure($0.low)) to \(figure($0.high)))" } ?? ""
    }

    /// Nil where there is none.
    var headroom: String? {
        result.headroom.map { "headroom \(HumanUnits.text(100 * $0, unit: "%"))" }
    }

    private var trouble: [String] {
        (result.crashed > 0 ? ["\(runs(result.crashed)) crashed"] : [])
            + (result.withoutSamples > 0 && result.actual != nil
                ? ["\(runs(result.withoutSamples)) without samples"] : [])
    }

    /// What would decide it, where that is known.
    private var advice: String {
        guard result.verdict == .undecided else { return "" }
        switch result.gate.scope {
        case .everySeed: return "; not every run has ended"
        case .mean: return result.interval == nil ? "; more runs decide it" : "; more runs may decide it"
        case .share(let percent):
            guard result.holding == result.runs, let confidence = result.interval?.confidence else {
                return "; more runs may decide it"
            }
            let enough = ProportionInterval.trialsThatShow(atLeast: percent / 100, confidence: confidence)
            return "; \(runs(enough)) that all hold it decide it"
        }
    }

    private func figure(_ value: Double) -> String { HumanUnits.text(value, unit: result.unit) }

    private func runs(_ count: Int) -> String { HumanUnits.counted(count, "runs") }
}

/// The gates of a summary: how many held, then each of them.
struct GateLines {
    var results: [SeriesGateResult]

    func lines() -> [String] {
        guard !results.isEmpty else { return [] }
        return [RunSummary.fact("gates", counts)] + results.flatMap { Self.wrapped(GateWords(result: $0).text) }
    }

    private var counts: String {
        let held = "\(results.count { $0.verdict == .held }) of \(results.count) held"
        let undecided = results.count { $0.verdict == .undecided }
        return undecided == 0 ? held : "\(held), \(undecided) undecided"
    }

    /// A sentence on lines of the second column.
    static func wrapped(_ text: String) -> [String] {
        RunSummary.wrapped(text, to: RunSummary.width - 12).enumerated().map { place, line in
            RunSummary.fact("", place == 0 ? line : "  " + line)
        }
    }
}
