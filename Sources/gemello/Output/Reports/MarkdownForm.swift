import Experiments
import Observation
import Scenarios
import Statistics

/// A summary in GitHub's Markdown: the verdict, a row for each gate, what broke, and how to repeat it.
extension CIReport {
    var markdown: String {
        var lines = ["### gemello: \(Self.cell(scenario))", ""]
        lines.append("**\(verdict)** (exit code \(exitCode)), \(series), \(HumanUnits.counted(tally.count, "runs"))")
        if !gates.isEmpty {
            lines += ["", "| gate | verdict | actual | limit | headroom |", "|---|---|---|---|---|"] + gates.map(row)
        }
        if !broken.isEmpty {
            lines += ["", "| promise | grade | not kept | first |", "|---|---|---|---|"] + broken.map(row)
        }
        for crash in runs.crashes {
            lines += ["", "\(crash.run) crashed: \(Self.cell(crash.reason))"] + Self.code(crash.repeatLine)
        }
        if let first = broken.first(where: { $0.invariant.grade != .service }) {
            lines += ["", "The first \(first.invariant.rawValue) again:"] + Self.code(first.repeatLine)
        }
        return lines.joined(separator: "\n") + "\n\n"
    }

    private func row(_ result: SeriesGateResult) -> String {
        let words = GateWords(result: result)
        let cells = [
            "`\(Self.span(result.gate.gate.text))`",
            result.verdict == .held ? "held" : "**\(result.verdict.rawValue)**",
            words.actual, HumanUnits.text(result.limit, unit: result.unit),
            result.headroom.map { HumanUnits.text(100 * $0, unit: "%") } ?? "-",
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private func row(_ promise: ReportedRuns.PromiseShare) -> String {
        let invariant = promise.invariant
        let cells = [
            "\(invariant.rawValue) \(invariant.promise)", invariant.grade.rawValue, promise.words, promise.first,
        ]
        return "| " + cells.map(Self.cell).joined(separator: " | ") + " |"
    }

    /// One line in which nothing ends a cell, begins a tag or a style.
    private static func cell(_ text: String) -> String {
        TerminalText.onOneLine(text).reduce(into: "") { cell, character in
            switch character {
            case "|": cell += "\\|"
            case "<": cell += "&lt;"
            case "`": cell += "'"
            default: cell.append(character)
            }
        }
    }

    /// The same of what stands in a code span, which knows no entities.
    private static func span(_ text: String) -> String {
        TerminalText.onOneLine(text).map { $0 == "|" ? "\\|" : $0 == "`" ? "'" : String($0) }.joined()
    }

    private static func code(_ command: String) -> [String] {
        ["", "```sh", TerminalText.onOneLine(command), "```"]
    }
}
