import Experiments
import Results
import Scenarios
import Twin

/// One run of many in one line: verdict, trace hash, and what broke how often. The same at any number of jobs.
struct RunLine {
    private let words: [String]

    /// - Parameter name: what tells it from the others; its seed when nil.
    init(_ ending: RunEnding, name: String? = nil) {
        let findings = ending.findings
        let verdict = findings.verdict.word
        var words = [
            name ?? "seed \(ending.ticket.seed)", verdict + String(repeating: " ", count: max(0, 11 - verdict.count)),
            traceHashText(findings.traceHash),
        ]
        if let crash = findings.crash { words.append(TerminalText.onOneLine(crash.reason)) }
        for invariant in findings.brokenInvariants {
            let count = findings.violations.count { $0.invariant == invariant }
            words.append("\(invariant) x\(count)")
        }
        words += ending.decidingGates.filter { !$0.held }.map { gate in
            "missed: \(gate.expression)" + (gate.actual == nil ? " (\(RunSummary.noSamples))" : "")
        }
        self.words = words
    }

    var text: String { words.joined(separator: "  ") }
}
