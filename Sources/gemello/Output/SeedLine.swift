import Results
import Twin

/// One seed of many in one line: verdict, trace hash, and what broke how often. The same at any number of jobs.
struct SeedLine {
    private var words: [String]

    init(_ outcome: RunOutcome) {
        let verdict = outcome.verdict.word
        words = [
            "seed \(outcome.seed)", verdict + String(repeating: " ", count: max(0, 11 - verdict.count)),
            traceHashText(outcome.traceHash),
        ]
        for invariant in SeedTally.brokenInvariants(of: outcome) {
            let count = outcome.violations.count { $0.invariant == invariant }
            words.append("\(invariant) x\(count)")
        }
        words += outcome.gates.filter { !$0.held }.map { "missed: \($0.expression)" }
    }

    init(crashed seed: UInt64, reason: String) {
        words = ["seed \(seed)", "crashed    ", reason.split(whereSeparator: \.isNewline).joined(separator: " ")]
    }

    var text: String { words.joined(separator: "  ") }
}
