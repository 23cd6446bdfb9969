import Experiments
import Statistics

/// What went wrong on either side: new, resolved and rare ones each with its seeds, ongoing ones folded into one line.
struct CompareFindingLines {
    var findings: [FindingComparison]

    func lines() -> [String] {
        guard !findings.isEmpty else { return [RunSummary.fact("findings", "none on either side")] }
        let counts = FindingComparison.Fate.allCases.map { fate in
            "\(findings.count { $0.fate == fate }) \(fate.rawValue)"
        }
        return [RunSummary.fact("findings", counts.joined(separator: ", "))]
            + FindingComparison.Fate.allCases.flatMap(lines)
    }

    private func lines(of fate: FindingComparison.Fate) -> [String] {
        let meant = findings.filter { $0.fate == fate }
        guard fate == .ongoing else { return meant.flatMap { GateLines.wrapped("\(fate.rawValue): \(words($0))") } }
        // One that became more or less frequent is told by itself: it is no longer the same.
        let told = meant.filter { Self.hasMoved($0) }
        let folded = meant.filter { !Self.hasMoved($0) }
        let names = folded.map { "\($0.name) (\($0.both.count) of \($0.pairs))" }.joined(separator: ", ")
        return told.flatMap { GateLines.wrapped("ongoing: \(words($0))") }
            + (folded.isEmpty ? [] : GateLines.wrapped("ongoing: \(names)"))
    }

    private static func hasMoved(_ finding: FindingComparison) -> Bool {
        finding.pValue <= FindingComparison.significance
    }

    private func words(_ finding: FindingComparison) -> String {
        let name = finding.name + (finding.meaning.map { " (not kept: \($0))" } ?? "")
        let ours = finding.fate == .resolved ? finding.baseOnly : finding.newOnly
        let runs = HumanUnits.counted(finding.pairs, "pairs")
        switch finding.fate {
        case .new, .resolved:
            return "\(name) in \(ours.count) of \(runs), \(UnpairedRuns.words(ours))" + test(finding)
        case .ongoing, .rare:
            let split = "\(finding.inBase) base and \(finding.inNew) new runs of \(runs) have it"
            let apart = [("base alone", finding.baseOnly), ("new alone", finding.newOnly)].filter { !$0.1.isEmpty }
            return "\(name); \(split); "
                + apart.map { "\($0.0): \(UnpairedRuns.words($0.1))" }.joined(separator: ", ") + test(finding)
        }
    }

    /// One pair is exact for its seed, and there is no test of it.
    private func test(_ finding: FindingComparison) -> String {
        guard finding.pairs > 1 else { return "" }
        let value = HumanUnits.text(finding.pValue, unit: "1")
        return finding.pValue <= FindingComparison.significance
            ? "; shown for other seeds too (McNemar's exact test, p \(value))"
            : "; of other seeds it proves nothing (McNemar's exact test, p \(value))"
    }
}
