import Results
import Twin

/// The last runs of a database, one a line.
struct RunList {
    private static let shown = 10

    var headings: [RunHeading]

    func text() -> String {
        let count = headings.count == 1 ? "1 run" : "\(HumanUnits.grouped(headings.count)) runs"
        let last = headings.suffix(Self.shown)
        var lines = [last.count < headings.count ? "\(count), the last \(last.count):" : "\(count):"]
        let rows = [["run", "scenario", "seed", "verdict", "trace_hash", "started", "program"]] + last.map(row)
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        for row in rows {
            var line = ""
            for (cell, width) in zip(row.dropLast(), widths) {
                line += "  " + cell + String(repeating: " ", count: width - cell.count)
            }
            lines.append(line + "  " + row[row.count - 1])
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(_ heading: RunHeading) -> [String] {
        [
            String(heading.id), heading.scenario, String(heading.seed), heading.verdict.word,
            traceHashText(heading.traceHash), heading.provenance.started, heading.provenance.codeVersion,
        ]
    }
}
