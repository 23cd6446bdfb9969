import Experiments
import Observation
import Statistics
import Twin

/// What a person reads when many seeds of a scenario have run: figures with their interval, then how many seeds ended
/// how, and what repeats the first of each. At most 100 columns wide, but for the commands.
struct BatchSummary {
    private static let labelWidth = 38
    private static let columnWidth = 13

    var scenario: String
    var series: RunSeries
    var tally: RunTally
    /// How many of the runs were there before, and were not run again.
    var known = 0
    var jobs: Int
    /// From the first run's start to the last one's end.
    var wallTime: Duration
    /// The command line that repeats the first run of each verdict.
    var repeatLines: [Verdict: String]
    var isVerified = false
    /// Of seeds that were broken off; nil when the worst seed decides.
    var exitCode: Int32?
    /// Where the figures were written, in words.
    var places: [String]

    func text() -> String {
        var lines = heading
        for section in RunSummary.sections {
            let rows = section.lines.flatMap(rows)
            guard !rows.isEmpty else { continue }
            lines.append("")
            lines.append(columnHeads(section.heading))
            lines += rows
        }
        lines.append("")
        lines += verdicts
        lines += places.enumerated().map { RunSummary.fact($0.offset == 0 ? "results" : "", $0.element) }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Heading

    private var heading: [String] {
        let wall = wallTime / .seconds(1)
        let all = HumanUnits.counted(series.count, "runs")
        let whole = series.count == 1 ? "one run" : all
        let runs = tally.count == series.count ? whole : "\(HumanUnits.grouped(tally.count)) of \(all)"
        let over = series.replications == 1 ? "seeds" : "runs"
        let figures =
            tally.count == 1 ? "figures vary by seed" : "figures are means over \(over), +- half a 95 % interval"
        return [
            "\(scenario): \(runs) (\(series.text)); \(figures)",
            "\(HumanUnits.duration(tally.virtualTime / .seconds(1))) of virtual time in \(HumanUnits.duration(wall)) "
                + "(\(HumanUnits.count(Double(tally.events))) events, \(pace(wall)))",
            "percentiles are those of each \(over.dropLast()), by nearest rank",
        ]
    }

    private func pace(_ wall: Double) -> String {
        let run = tally.count - known
        let rate = wall > 0 && run > 0 ? ", \(HumanUnits.rate(Double(run) / wall))" : ""
        guard known > 0 else { return "\(jobs) at a time\(rate)" }
        let before = "\(HumanUnits.grouped(known)) of the runs were there before"
        return run > 0 ? "\(before), \(jobs) at a time\(rate)" : before
    }

    private func columnHeads(_ question: String) -> String {
        var line = RunSummary.left(question, Self.labelWidth)
        for head in ["value, p50", "+-", "p95", "+-"] { line += RunSummary.right(head, Self.columnWidth) }
        return line + RunSummary.right("of", RunSummary.width - Self.labelWidth - 4 * Self.columnWidth)
    }

    // MARK: Figures

    private func rows(_ line: SummaryLine) -> [String] {
        guard let figures = tally.figures.first(where: { $0.name == line.measure }) else { return [] }
        return [row(line, figures)] + RunSummary.note(below: line, isDue: figures.middle.count > 0)
    }

    private func row(_ line: SummaryLine, _ figures: RunTally.Figures) -> String {
        let start = RunSummary.left("  " + line.words, Self.labelWidth)
        guard figures.middle.count > 0 else {
            return start + RunSummary.right(RunSummary.noSamples, Self.columnWidth)
        }
        var text = start + cells(figures.middle, unit: figures.unit)
        text += figures.high.map { cells($0, unit: figures.unit) } ?? RunSummary.right("", 2 * Self.columnWidth)
        let rest = RunSummary.width - Self.labelWidth - 4 * Self.columnWidth
        return text + RunSummary.right(HumanUnits.grouped(figures.middle.count), rest)
    }

    private func cells(_ mean: RunningMean, unit: String) -> String {
        let spread = mean.halfWidth.map { halfWidth in
            unit == "1/s"
                ? HumanUnits.rate(halfWidth, scaledAs: mean.mean) : HumanUnits.text(halfWidth, unit: unit)
        }
        return RunSummary.right(HumanUnits.text(mean.mean, unit: unit), Self.columnWidth)
            + RunSummary.right(spread ?? "one run", Self.columnWidth)
    }

    // MARK: Verdicts

    private var verdicts: [String] {
        let reached = tally.verdicts.filter { $0.share.count > 0 }
        let counts = reached.map { "\(HumanUnits.grouped($0.share.count)) \(words($0.share.name))" }
        let verified = isVerified ? ", every one the same twice" : ""
        let total = counts.isEmpty ? "no seed has ended" : counts.joined(separator: ", ")
        var lines = [RunSummary.fact("verdicts", total + verified)]
        for (verdict, share) in reached.reversed() {
            lines.append(RunSummary.fact("", "\(words(share.name)): \(seedList(share))"))
            if let line = repeatLines[verdict] { lines.append(RunSummary.fact("", "  \(line)")) }
        }
        lines += shares("broken", tally.invariants) + shares("missed", tally.gates)
        lines += GateLines(results: tally.gateTally.results(of: series.count)).lines()
        return lines + [RunSummary.fact("exit code", String(exitCode ?? tally.worst.rawValue))]
    }

    private func shares(_ title: String, _ shares: [RunTally.Share]) -> [String] {
        shares.enumerated().map {
            RunSummary.fact($0.offset == 0 ? title : "", "\($0.element.name): \(seedList($0.element))")
        }
    }

    private func seedList(_ share: RunTally.Share) -> String {
        let first = share.firstSeeds.map(String.init).joined(separator: ", ")
        let noun = share.seeds == 1 ? "seed" : "seeds"
        guard share.seeds > share.firstSeeds.count else { return "\(noun) \(first)" }
        return "\(noun) \(first) and \(HumanUnits.grouped(share.seeds - share.firstSeeds.count)) more"
    }

    private func words(_ verdict: String) -> String { verdict == "gate_missed" ? "gate missed" : verdict }
}
