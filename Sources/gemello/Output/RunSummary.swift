import Experiments
import Observation
import Results
import Scenarios
import Statistics
import Twin

/// What a person reads at the end of a run: the three questions answered, then the verdict and what repeats it. At most
/// 100 columns wide.
struct RunSummary {
    static let width = 100
    private static let labelWidth = 38
    private static let columnWidth = 13
    /// Instead of a figure, and of a gate that had none to judge.
    static let noSamples = "no samples"
    /// Those with a line for each measure.
    static let sections: [SummarySection] = [.poller, .convergence, .checkout, .around]

    var ending: RunEnding
    /// The command line that repeats the run.
    var repeatLine: String
    /// The words of the command that tells a story of the run, without the payment.
    var storyWords: [String] = ["gemello", "story"]
    /// Whether the run was repeated, and its repetition gave the same.
    var isVerified = false
    /// The process's; that of the verdict when nil.
    var exitCode: Int32?
    /// Where the figures were written, in words.
    var places: [String]

    func text() -> String {
        var lines = heading
        for section in Self.sections {
            let rows = self.rows(of: section)
            guard !rows.isEmpty else { continue }
            lines.append("")
            lines.append(columnHeads(section.heading))
            lines += rows
        }
        let faults = FaultLines(ending: ending)
        for part in [faults.lines(), faults.drawn()] where !part.isEmpty { lines += [""] + part }
        lines.append("")
        lines += verdict
        lines += set
        let verified = isVerified ? ", the same twice" : ""
        lines.append(Self.fact("trace_hash", traceHashText(findings.traceHash) + verified))
        lines.append(Self.fact("repeat", repeatLine))
        lines += places.enumerated().map { Self.fact($0.offset == 0 ? "results" : "", $0.element) }
        return lines.joined(separator: "\n") + "\n"
    }

    private var findings: RunFindings { ending.findings }

    // MARK: Heading

    private var heading: [String] {
        let virtual = findings.virtualTime / .seconds(1)
        let wall = ending.cost.wallTime / .seconds(1)
        let pace = wall > 0 ? ", \(HumanUnits.count(virtual / wall)) simulated s per s" : ""
        return [
            "\(ending.ticket.scenario.name): one run (seed \(ending.ticket.seed)\(replication)); figures vary by seed; "
                + "percentiles by nearest rank",
            "\(HumanUnits.duration(virtual)) of virtual time in \(HumanUnits.duration(wall)) "
                + "(\(HumanUnits.count(Double(findings.events))) events\(pace))",
        ]
    }

    private var replication: String {
        ending.ticket.replication == 0 ? "" : ", replication \(ending.ticket.replication)"
    }

    /// What the run was told against the scenario's file.
    private var set: [String] {
        let ticket = ending.ticket
        var told = ticket.settings
        if ticket.wire != ticket.scenario.wire { told.append("--wire \(ticket.wire.rawValue)") }
        if ticket.schedule != ticket.scenario.schedule { told.append("--schedule \(ticket.schedule.rawValue)") }
        if ticket.decisions != nil { told.append("the decisions of an earlier run") }
        guard !told.isEmpty else { return [] }
        let against = ticket.file.isEmpty ? "" : "against \(ticket.file): "
        return (Self.wrapped(against + told.joined(separator: ", "), to: Self.width - 12)).enumerated().map {
            Self.fact($0.offset == 0 ? "set" : "", $0.element)
        }
    }

    private func columnHeads(_ question: String) -> String {
        var line = Self.left(question, Self.labelWidth)
        for head in ["value, p50", "p95", "p99", "max"] { line += Self.right(head, Self.columnWidth) }
        return line + Self.right("of", RunSummary.width - Self.labelWidth - 4 * Self.columnWidth)
    }

    // MARK: Measures

    private func rows(of section: SummarySection) -> [String] {
        section.lines.flatMap { line -> [String] in
            guard let measure = ending.measures.first(where: { $0.name == line.measure }) else { return [] }
            return [row(line.words, measure)] + Self.note(below: line, isDue: measure.hasSamples)
        }
    }

    /// What a figure must not be read without.
    /// - Parameter isDue: whether there is a figure.
    static func note(below line: SummaryLine, isDue: Bool) -> [String] {
        isDue ? line.note.map { ["    " + $0] } ?? [] : []
    }

    private func row(_ label: String, _ measure: Measure) -> String {
        let start = Self.left("  " + label, Self.labelWidth)
        switch measure.figure {
        case .value(let value):
            return start + Self.right(HumanUnits.text(value, unit: measure.unit), Self.columnWidth)
        case .distribution(let summary):
            guard measure.hasSamples else { return start + Self.right(Self.noSamples, Self.columnWidth) }
            var line = start
            for figure in [summary.p50, summary.p95, summary.p99, summary.max] {
                line += Self.right(HumanUnits.text(figure, unit: measure.unit), Self.columnWidth)
            }
            // A level has no samples: what it counts is how long it lasted.
            guard MeasureCatalogue.definition(of: measure.name)?.kind != .level else { return line }
            let rest = Self.width - Self.labelWidth - 4 * Self.columnWidth
            return line + Self.right(HumanUnits.count(Double(summary.count)), rest)
        }
    }

    // MARK: Verdict

    private var verdict: [String] {
        var lines = [
            Self.fact("verdict", "\(words(for: findings.verdict)) (exit code \(exitCode ?? findings.verdict.rawValue))")
        ]
        if let crash = findings.crash {
            lines += Self.wrapped(crash.reason, to: Self.width - 12).map { Self.fact("", $0) }
            lines.append(Self.fact("gates", "not judged: the run is not whole"))
        } else if findings.gates.isEmpty {
            lines.append(Self.fact("gates", "none; `expect:` of a scenario sets them"))
        } else if let gate = ending.abortingGate {
            let instant = HumanUnits.duration(findings.virtualTime / .seconds(1))
            lines.append(Self.fact("gates", "the run ended at \(instant), when one could no longer be held"))
            lines += gateResults.filter { $0.gate.gate == gate }.flatMap {
                GateLines.wrapped(GateWords(result: $0).text)
            }
        } else {
            lines += GateLines(results: gateResults).lines()
        }
        return lines + PromiseLines(findings: findings).lines()
            + ViolationLines(findings: findings, storyWords: storyWords).lines()
    }

    /// Judged by this run alone.
    private var gateResults: [SeriesGateResult] {
        var tally = GateTally()
        tally.add(ending)
        return tally.results(of: 1)
    }

    private func words(for verdict: Verdict) -> String {
        switch verdict {
        case .held: promisesHeld
        case .gateMissed: "\(promisesHeld), but a gate was missed"
        case .stuck: "stuck: something never settled, even after healing"
        case .wrong: "wrong: a safety promise broke"
        case .crashed: "crashed: the run could not go on, or does not count"
        }
    }

    /// Promises of service are harm to people that no verdict speaks of: the sentence does.
    private var promisesHeld: String {
        let harm = findings.promises.filter { $0.invariant.grade == .service && $0.broken > 0 }
        let names = harm.map(\.invariant.rawValue).joined(separator: ", ")
        return "every promise that was exercised held" + (harm.isEmpty ? "" : ", except of service \(names)")
    }

    // MARK: Columns

    /// On one line, whatever is in the text.
    static func fact(_ name: String, _ text: String) -> String { left(name, 12) + TerminalText.escaped(text) }

    static func left(_ text: String, _ width: Int) -> String {
        text.count < width ? text + String(repeating: " ", count: width - text.count) : text + " "
    }

    static func right(_ text: String, _ width: Int) -> String {
        text.count < width ? String(repeating: " ", count: width - text.count) + text : " " + text
    }

    /// The words of `text` on lines that leave two columns for an indent; a word that fits no line is cut.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            let word = TerminalText.escaped(String(word)).prefix(width - 2)
            if let last = lines.last, last.count + 1 + word.count <= width - 2 {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
