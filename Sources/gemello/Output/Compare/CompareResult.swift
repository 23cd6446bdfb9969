import Experiments
import Observation
import Results

/// Two sides compared, what the rules make of it, and the code of the process.
struct CompareResult {
    var comparison: Comparison
    /// In the order of the rules, then of the scenarios.
    var rules: [RuleResult]
    var undecided: UndecidedPolicy
    /// Of the pairs that differ; empty where nobody asked.
    var stories: [PairStory] = []
    /// How many runs repeat choices made before and are not compared.
    var replays = 0

    /// What changed for the payments of one pair.
    struct PairStory {
        var scenario: String
        var pair: RunPair
        /// Whether both sides have the same faults; nil where a scenario is not known.
        var hasSameFaults: Bool?
        var lines: LifeLineComparison
    }

    /// Determinism before rules: figures of a run that does not repeat prove nothing.
    var exitCode: Int32 {
        if !comparison.contradictions.isEmpty { return Verdict.crashed.rawValue }
        if rules.contains(where: { $0.verdict == .failed }) { return Verdict.gateMissed.rawValue }
        return rules.contains { $0.verdict == .undecided } ? undecided.exitCode : Verdict.held.rawValue
    }
}

extension FigureComparison.Judgement {
    /// In the order in which people want to know.
    static let told: [Self] = [.worse, .better, .changed, .undecided]
}

extension FindingComparison {
    /// What the finding means, where its name does not say it.
    var meaning: String? { Invariant(rawValue: name)?.promise }
}
