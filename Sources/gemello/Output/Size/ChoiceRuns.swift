import Observation
import Twin

/// What the runs of one choice came to, beside what the search asks.
struct ChoiceRuns {
    /// Of the first of them.
    var ticket: RunTicket
    /// Of each run, in order.
    var hashes: [UInt64] = []
    /// Of any run; the search has gates of its own.
    var worst = Verdict.held
    /// How many broke a promise or crashed.
    var broken = 0

    mutating func add(_ findings: RunFindings) {
        hashes.append(findings.traceHash)
        worst = max(worst, findings.verdict)
        if findings.verdict > .gateMissed { broken += 1 }
    }
}
