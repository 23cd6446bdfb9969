import Observation
import Statistics
import Twin

/// What a person reads of a run's faults: what was injected, when, on whom, how often it hit, and what all of it cost.
struct FaultLines {
    private static let labelWidth = 40
    private static let columnWidth = 13
    private static let shown = 30

    var ending: RunEnding

    private var faults: [InjectedFault] { ending.findings.faults }

    /// Empty for a run without faults.
    func lines() -> [String] {
        guard !faults.isEmpty else { return [] }
        var lines = [Self.row("What was injected?", ["first after", "times", "time under it"], "hits")]
        lines += faults.prefix(Self.shown).map(Self.row)
        if faults.count > Self.shown { lines.append("  and \(faults.count - Self.shown) more") }
        for warning in FaultWarnings(ending).lines {
            lines += RunSummary.wrapped("warning: " + warning, to: RunSummary.width - 2).map { "  " + $0 }
        }
        lines.append("")
        lines.append(contentsOf: cost)
        return lines
    }

    /// The drawn faults as YAML that repeats them by hand; empty unless the run was a swarm.
    func drawn() -> [String] {
        guard let text = ending.findings.drawnFaults else { return [] }
        return ["Drawn by the swarm; `swarm: false` and this repeat it:"]
            + text.split(separator: "\n").flatMap { Self.folded(String($0)) }
    }

    // MARK: Faults

    private static func row(_ fault: InjectedFault) -> String {
        let name = "  " + fault.kind + (fault.target.isEmpty ? "" : " " + fault.target)
        guard let begin = fault.begin else { return row(name, ["never", "0", ""], "") }
        return row(
            name,
            [
                HumanUnits.duration(Double(begin) / 1e9), HumanUnits.grouped(Int(clamping: fault.occurrences)),
                fault.activeNanoseconds > 0 ? HumanUnits.duration(Double(fault.activeNanoseconds) / 1e9) : "at once",
            ], HumanUnits.counted(Int(clamping: fault.hits), fault.hitUnit))
    }

    private static func row(_ label: String, _ columns: [String], _ last: String) -> String {
        let label = label.count < labelWidth ? label : label.prefix(labelWidth - 2) + "~"
        var line = label + String(repeating: " ", count: labelWidth - label.count)
        for column in columns { line += padded(column, columnWidth) }
        line += padded(last, RunSummary.width - labelWidth - columns.count * columnWidth)
        while line.last == " " { line.removeLast() }
        return line
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(1, width - text.count)) + text
    }

    // MARK: Cost

    private var cost: [String] {
        let parts = SummarySection.meanwhile.lines.compactMap { line -> String? in
            let measure = ending.measures.first { $0.name == line.measure }
            guard case .value(let value)? = measure?.figure, value > 0 else { return nil }
            return HumanUnits.counted(Int(value), line.words)
        }
        let text = parts.isEmpty ? "nothing that is counted" : parts.joined(separator: ", ")
        return Self.folded(SummarySection.meanwhile.heading + ": " + text)
    }

    /// Breaks a line after commas, where YAML may be broken too.
    private static func folded(_ line: String) -> [String] {
        var lines: [String] = []
        for piece in line.split(separator: ", ", omittingEmptySubsequences: false) {
            if let last = lines.last, last.count + piece.count + 3 <= RunSummary.width {
                lines[lines.count - 1] = last + ", " + piece
            } else {
                if !lines.isEmpty { lines[lines.count - 1] += "," }
                lines.append(lines.isEmpty ? String(piece) : "     " + piece)
            }
        }
        return lines
    }
}
