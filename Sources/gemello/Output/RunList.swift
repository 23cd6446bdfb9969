import Results
import Scenarios
import Statistics
import Twin

/// The last runs of a database, one a line.
struct RunList {
    var headings: [RunHeading]
    /// How many of them are listed, the last ones.
    var shown = 10

    func text() -> String {
        let count = headings.count == 1 ? "1 run" : "\(HumanUnits.grouped(headings.count)) runs"
        let last = headings.suffix(shown)
        var lines = [last.count < headings.count ? "\(count), the last \(last.count):" : "\(count):"]
        let rows =
            [["run", "scenario", "seed", "verdict", "trace_hash", "started", "program", "set"]]
            + last.map { row($0).map(TerminalText.escaped) }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        for row in rows {
            var line = ""
            for (cell, width) in zip(row.dropLast(), widths) {
                line += "  " + cell + String(repeating: " ", count: width - cell.count)
            }
            line += "  " + row[row.count - 1]
            while line.last == " " { line.removeLast() }
            lines.append(line)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What makes a run another one than its scenario's file makes by itself.
    private static func whatWasSet(_ heading: RunHeading) -> [String] {
        var set = heading.settings
        if heading.replication != 0 { set.append("replication \(heading.replication)") }
        if heading.schedule != Scenario.Schedule.fifo.rawValue { set.append("schedule \(heading.schedule)") }
        return set
    }

    private func row(_ heading: RunHeading) -> [String] {
        [
            String(heading.id), heading.scenario, String(heading.seed), heading.verdict.word,
            traceHashText(heading.traceHash), heading.started, heading.codeVersion,
            Self.whatWasSet(heading).joined(separator: ", "),
        ]
    }
}
