import Experiments
import Results
import Statistics

/// A comparison for people: what may not be first, then scenario by scenario what differs, then the rules.
struct CompareText {
    var result: CompareResult

    private var comparison: Comparison { result.comparison }

    func text() -> String {
        var lines = contradictions
        lines.append(RunSummary.fact("compare", "\(comparison.base) -> \(comparison.new)"))
        lines += unpaired + leftOut
        for scenario in comparison.scenarios {
            lines += [""] + self.lines(of: scenario)
            lines += CompareStoryText(stories: result.stories.filter { $0.scenario == scenario.title }).lines()
        }
        lines += [""] + rules + [RunSummary.fact("exit code", "\(result.exitCode)")]
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Both sides

    private var contradictions: [String] {
        let pairs = comparison.contradictions
        guard !pairs.isEmpty else { return [] }
        let head = "NOT DETERMINISTIC: \(HumanUnits.counted(pairs.count, "pairs")) of runs of the same scenario, seed "
        return [head + "and program differ; nothing below can be trusted"]
            + pairs.prefix(5).flatMap { pair in
                [pair.base, pair.new].map { run in
                    let place = run.id.map { ", run \($0)" } ?? ""
                    return RunSummary.fact(
                        "",
                        "\(run.scenario) \(run.member.text): trace \(traceHashText(run.traceHash)), program "
                            + "\(run.codeVersion ?? "unknown")\(place)")
                }
            }
            + [
                RunSummary.fact("", "`gemello replay --run N --db FILE --verify` says where they part"), "",
            ]
    }

    private var unpaired: [String] {
        comparison.unpaired.flatMap { runs in
            let name = runs.side == .base ? comparison.base : comparison.new
            let what = runs.variant == .init() ? runs.scenario : "\(runs.scenario) (\(runs.variant.text))"
            let side = comparison.base == comparison.new ? "on the \(runs.side.rawValue) side" : "in \(name)"
            return GateLines.wrapped("not compared: \(what), \(UnpairedRuns.words(runs.members)), only \(side)")
        }
    }

    private var leftOut: [String] {
        var parts: [String] = []
        if comparison.repeated > 0 {
            parts.append("\(HumanUnits.counted(comparison.repeated, "runs")) of cells that an older run stands for")
        }
        if result.replays > 0 { parts.append(HumanUnits.counted(result.replays, "replays")) }
        return parts.isEmpty ? [] : GateLines.wrapped("left out: " + parts.joined(separator: ", "))
    }

    // MARK: One scenario

    private func lines(of scenario: ScenarioComparison) -> [String] {
        let pairs = HumanUnits.counted(scenario.pairs.count, "pairs")
        var lines = ["\(scenario.title): \(pairs), \(UnpairedRuns.words(scenario.pairs.map(\.member)))"]
        lines += settings(of: scenario) + code(of: scenario)
        guard !scenario.isIdentical else {
            let all = scenario.pairs.count == 1 ? "the pair is" : "all \(pairs) are"
            return lines + [RunSummary.fact("identical", "\(all) the same in trace, measures and findings")]
                + cost(of: scenario)
        }
        let identical = scenario.identical.map(\.member)
        if !identical.isEmpty {
            lines.append(
                RunSummary.fact(
                    "identical", "\(identical.count) of \(pairs): \(UnpairedRuns.words(identical))"))
        }
        lines += traces(of: scenario) + CompareFigureTable(scenario: scenario).lines()
        return lines + CompareFindingLines(findings: scenario.findings).lines() + cost(of: scenario)
    }

    private static let settingsShown = 8

    private func settings(of scenario: ScenarioComparison) -> [String] {
        guard let settings = scenario.settings else {
            let words = "the scenario is another one (\(scenario.pairs[0].base.scenarioHash) -> "
            return [RunSummary.fact("set", words + "\(scenario.pairs[0].new.scenarioHash))")]
        }
        let shown = settings.prefix(Self.settingsShown).map {
            "\($0.path) \($0.base ?? "absent") -> \($0.new ?? "absent")"
        }
        let rest = settings.count - shown.count
        let lines = shown + (rest > 0 ? ["and \(HumanUnits.counted(rest, "other keys"))"] : [])
        var all = lines.flatMap { RunSummary.wrapped($0, to: RunSummary.width - 12) }
        if scenario.base.schedule != scenario.new.schedule {
            all.append("schedule \(scenario.base.schedule) -> \(scenario.new.schedule)")
        }
        return all.enumerated().map { RunSummary.fact($0 == 0 ? "set" : "", $1) }
    }

    private func code(of scenario: ScenarioComparison) -> [String] {
        func versions(_ side: KeyPath<RunPair, ComparedRun>) -> [String] {
            Set(scenario.pairs.compactMap { $0[keyPath: side].codeVersion }).sorted()
        }
        let (base, new) = (versions(\.base), versions(\.new))
        guard !base.isEmpty, base != new else { return [] }
        let words = [base, new].map { $0.isEmpty ? "unknown" : $0.joined(separator: ", ") }
        return [RunSummary.fact("code", words.joined(separator: " -> "))]
    }

    private func traces(of scenario: ScenarioComparison) -> [String] {
        func members(_ pairs: [RunPair]) -> String { UnpairedRuns.words(pairs.map(\.member)) }
        let (only, counted) = (scenario.onlyTraces, scenario.countedDifferently)
        return
            (only.isEmpty
            ? [] : GateLines.wrapped("other traces, and the same measures and findings: \(members(only))"))
            + (counted.isEmpty
                ? []
                : GateLines.wrapped(
                    "the same traces, and other measures or findings, which the new program counts "
                        + "differently: \(members(counted))"))
    }

    private func cost(of scenario: ScenarioComparison) -> [String] {
        let ratio = scenario.wallTime
        guard let mean = ratio.mean, let least = ratio.least, let greatest = ratio.greatest else { return [] }
        func times(_ number: Double) -> String { HumanUnits.text(number, unit: "1") }
        var words = "wall time x \(times(mean))"
        if ratio.count > 1 { words += " (pairs \(times(least)) to \(times(greatest))" }
        if let interval = ratio.interval() {
            words += ", 95 % interval \(times(interval.low)) to \(times(interval.high)))"
        } else {
            words += ", of one pair, which says nothing of its spread"
        }
        return [RunSummary.fact("cost", words)]
    }

    // MARK: Rules

    private var rules: [String] {
        result.rules.flatMap { rule in
            let place = rule.scenario.isEmpty ? "" : "\(rule.scenario): "
            let line = "\(rule.verdict.rawValue): \(place)\(rule.rule.text); \(rule.words)"
            let wrapped = RunSummary.wrapped(line, to: RunSummary.width - 12)
            return wrapped.enumerated().map { RunSummary.fact($0 == 0 ? "fail-on" : "", ($0 == 0 ? "" : "  ") + $1) }
        }
    }
}
