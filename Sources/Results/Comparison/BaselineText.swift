import Experiments
import Foundation
import Observation
import Scenarios
import Twin

/// What runs found, as a small text that a repository keeps: tab separated, sorted, a line a measure, so that a change
/// shows as the lines that it changes. It has no wall clock, no machine and no build in it.
///
/// Of what is counted, nought has no line: whoever reads it puts it back.
package enum BaselineText {
    /// How a baseline begins.
    package static let mark = "# gemello baseline 1"
    private static let heading =
        mark + ": `gemello compare DB --write-baseline FILE` writes it; what is counted and nought has no line\n"
        + "scenario\tseed\treplication\twhat\tvalue or avg\tp(50)\tp(95)\tp(99)\tmax\tcount\n"

    /// What stands in the column `what` beside measures.
    fileprivate enum Word {
        static let traceHash = "trace_hash"
        static let scenarioHash = "scenario_hash"
        static let settings = "settings"
        static let schedule = "schedule"
        static let finding = "finding"
    }

    fileprivate static let aggregates = ComparedFigures.aggregates(of: .distribution).map(\.text)

    // MARK: Writing

    /// The text of runs, the same in whatever order they come.
    /// - Throws: `ComparisonRefusal`: a scenario is there with several settings.
    package static func text(of runs: [ComparedRun]) throws(ComparisonRefusal) -> String {
        let runs = runs.sorted { key($0) < key($1) }
        for (one, other) in zip(runs, runs.dropFirst()) where key(one) == key(other) {
            throw ComparisonRefusal(
                "\(one.scenario) is there at \(one.member.text) with \(one.variant.text), and with "
                    + "\(other.variant.text): a baseline keeps a scenario with one setting; say which with --base")
        }
        return heading + runs.map(lines).joined()
    }

    private static func key(_ run: ComparedRun) -> (String, UInt64, UInt64) {
        (run.scenario, run.member.seed, run.member.replication)
    }

    private static func lines(of run: ComparedRun) -> String {
        var rows = measureRows(of: run.figures)
        rows += [
            [Word.traceHash, traceHashText(run.traceHash)], [Word.scenarioHash, run.scenarioHash],
        ]
        if !run.variant.settings.isEmpty { rows.append([Word.settings, json(run.variant.settings)]) }
        if run.variant.schedule != ComparedRun.Variant().schedule {
            rows.append([Word.schedule, run.variant.schedule])
        }
        rows += run.findings.map { [Word.finding, TerminalText.onOneLine($0)] }
        let start = [run.scenario, "\(run.member.seed)", "\(run.member.replication)"]
        return rows.sorted { $0.lexicographicallyPrecedes($1) }
            .map { (start + $0).joined(separator: "\t") + "\n" }.joined()
    }

    private static func measureRows(of figures: [String: Double]) -> [[String]] {
        Set(figures.keys.map { ComparedFigures.parts($0).measure }).compactMap { measure in
            if let value = figures[measure] {
                return value == 0 && isCounted(measure, .counter) ? nil : [measure, number(value)]
            }
            let cells = aggregates.map { figures["\(measure) \($0)"].map(number) ?? "" }
            if cells.dropLast().allSatisfy(\.isEmpty), isCounted(measure, .distribution) { return nil }
            return [measure] + (cells.last == "" ? cells.dropLast() : cells)
        }
    }

    /// Whether it is a measure of every run, so that nobody needs to be told of a nought.
    private static func isCounted(_ measure: String, _ kind: MeasureDefinition.Kind) -> Bool {
        MeasureCatalogue.all.contains { $0.name == measure && $0.kind == kind }
    }

    private static func json(_ texts: [String]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let data = try? encoder.encode(texts) else { preconditionFailure("Texts are JSON.") }
        return TerminalText.escapedJSON(String(decoding: data, as: UTF8.self))
    }

    /// The shortest text that reads back as the same number.
    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    }
}

/// Reads a baseline line by line.
package struct BaselineReading {
    private let source: String
    private var runs: [ComparedRun] = []

    /// The runs of a baseline.
    /// - Parameter source: how messages call the text.
    /// - Throws: `ComparisonRefusal`, which names the line.
    package static func runs(in text: String, source: String) throws(ComparisonRefusal) -> [ComparedRun] {
        guard text.hasPrefix(BaselineText.mark) else {
            throw ComparisonRefusal(
                "\(source): this is neither a database of runs nor a baseline; name one that `gemello run --db` or "
                    + "`gemello compare --write-baseline` has written")
        }
        var reading = BaselineReading(source: source)
        for (place, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix("scenario\tseed\t") { continue }
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard reading.take(cells) else {
                throw ComparisonRefusal(
                    "\(source):\(place + 1): this is no line of a baseline; write the file again with "
                        + "`gemello compare DB --write-baseline FILE`")
            }
        }
        return try reading.whole()
    }

    private init(source: String) { self.source = source }

    /// - Returns: whether the line can be read.
    private mutating func take(_ cells: [String]) -> Bool {
        guard cells.count >= 5, let seed = UInt64(cells[1]), let replication = UInt64(cells[2]) else { return false }
        let member = CellGroup.Member(seed: seed, replication: replication)
        if runs.last.map({ $0.scenario != cells[0] || $0.member != member }) ?? true {
            runs.append(
                ComparedRun(
                    scenario: cells[0], variant: .init(), member: member, scenarioHash: "", traceHash: 0,
                    figures: Self.noughts, findings: []))
        }
        return take(cells[3], Array(cells[4...]), into: &runs[runs.count - 1])
    }

    private func take(_ word: String, _ cells: [String], into run: inout ComparedRun) -> Bool {
        switch word {
        case BaselineText.Word.traceHash:
            guard let hash = UInt64(cells[0], radix: 16) else { return false }
            run.traceHash = hash
        case BaselineText.Word.scenarioHash: run.scenarioHash = cells[0]
        case BaselineText.Word.settings:
            guard let settings = try? JSONDecoder().decode([String].self, from: Data(cells[0].utf8)) else {
                return false
            }
            run.variant = .init(settings: settings, schedule: run.variant.schedule)
        case BaselineText.Word.schedule:
            run.variant = .init(settings: run.variant.settings, schedule: cells[0])
        case BaselineText.Word.finding: run.findings.insert(cells[0])
        default: return takeFigures(of: word, cells, into: &run)
        }
        return true
    }

    private func takeFigures(of measure: String, _ cells: [String], into run: inout ComparedRun) -> Bool {
        let numbers = cells.map { $0.isEmpty ? nil : Double($0) }
        guard zip(cells, numbers).allSatisfy({ $0.isEmpty || $1?.isFinite == true }) else { return false }
        if cells.count == 1 {
            run.figures[measure] = numbers[0]
            return numbers[0] != nil
        }
        guard cells.count <= BaselineText.aggregates.count else { return false }
        for (aggregate, number) in zip(BaselineText.aggregates, numbers) {
            run.figures["\(measure) \(aggregate)"] = number
        }
        return true
    }

    /// A run that crashed has no figures, and so no noughts.
    private func whole() throws(ComparisonRefusal) -> [ComparedRun] {
        guard runs.allSatisfy({ !$0.scenarioHash.isEmpty }) else {
            throw ComparisonRefusal(
                "\(source): a run of it has no hashes; write the file again with `gemello compare DB --write-baseline`")
        }
        return runs.map { run in
            guard run.findings.contains(FindingName.crash) else { return run }
            var run = run
            run.figures = [:]
            return run
        }
    }

    /// What every whole run has, as long as nothing else is said of it.
    private static let noughts: [String: Double] = Dictionary(
        uniqueKeysWithValues: MeasureCatalogue.all.compactMap { definition in
            switch definition.kind {
            case .counter: (definition.name, 0)
            case .distribution: ("\(definition.name) count", 0)
            case .level, .value, .cost: nil
            }
        })
}
