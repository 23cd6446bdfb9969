import Observation
import Scenarios
import Statistics

/// What a comparison must not show: one `--fail-on`.
package struct ComparisonRule: Sendable, Equatable {
    /// What fails it.
    package enum Question: Sendable, Equatable {
        /// A figure, by its text, that became worse by more than a share of its base; by anything where that is nought.
        case worse(figure: String, share: Double)
        /// A figure that is not the same in each pair.
        case differs(figure: String)
        /// Anything at all that differs: traces, figures, findings, or runs without a partner.
        case anythingDiffers
        /// A finding that no base run has.
        case newFinding
    }

    /// As it was written.
    package let text: String
    /// What it asks.
    package let question: Question

    /// A rule as it was written.
    package init(_ text: String, _ question: Question) {
        self.text = text
        self.question = question
    }
}

/// What a comparison says of a rule.
package struct RuleResult: Sendable, Equatable {
    /// Whether what the rule asks came about.
    package enum Verdict: String, Sendable {
        /// Nothing of what was asked about has come about.
        case held
        /// It has, as surely as pairs tell.
        case failed
        /// The pairs do not tell.
        case undecided
    }

    /// Which was asked.
    package let rule: ComparisonRule
    /// The title of the scenario; empty of runs without a partner.
    package let scenario: String
    /// What it came to.
    package let verdict: Verdict
    /// What was seen, for people.
    package let words: String
}

extension ComparisonRule {
    /// Judges each scenario by itself, and runs without a partner where the rule speaks of them.
    package func results(of comparison: Comparison) -> [RuleResult] {
        let scenarios = comparison.scenarios.map { scenario in
            let (verdict, words) = judge(scenario)
            return RuleResult(rule: self, scenario: scenario.title, verdict: verdict, words: words)
        }
        guard question == .anythingDiffers, !comparison.unpaired.isEmpty else { return scenarios }
        return scenarios
            + comparison.unpaired.map { runs in
                RuleResult(
                    rule: self, scenario: "", verdict: .failed,
                    words:
                        "\(runs.scenario) with \(runs.variant.text): \(UnpairedRuns.words(runs.members)) only in the "
                        + "\(runs.side.rawValue) side")
            }
    }

    private func judge(_ scenario: ScenarioComparison) -> (RuleResult.Verdict, String) {
        switch question {
        case .anythingDiffers:
            let other = scenario.pairs.count - scenario.identical.count
            return other == 0
                ? (.held, "all \(HumanUnits.counted(scenario.pairs.count, "pairs")) are identical")
                : (.failed, "\(other) of \(HumanUnits.counted(scenario.pairs.count, "pairs")) differ")
        case .newFinding:
            let new = scenario.findings.filter { $0.fate == .new }.map(\.name)
            return new.isEmpty ? (.held, "no finding is new") : (.failed, "new: \(new.joined(separator: "; "))")
        case .differs(let name):
            guard let figure = scenario.figures.first(where: { $0.name == name }) else { return (.held, Self.none) }
            return figure.isSame
                ? (.held, "it is the same in each pair")
                : (
                    .failed,
                    "it differs in \(figure.differing + figure.baseOnly + figure.newOnly) of "
                        + HumanUnits.counted(scenario.pairs.count, "pairs")
                )
        case .worse(ComparedFigures.wallSeconds, let share): return judge(scenario.wallTime, share)
        case .worse(let name, let share):
            guard let figure = scenario.figures.first(where: { $0.name == name }) else { return (.held, Self.none) }
            return judge(figure, share)
        }
    }

    private static let none = "no run has it"

    private func judge(_ figure: FigureComparison, _ share: Double) -> (RuleResult.Verdict, String) {
        guard let worsening = figure.worsening else {
            return (.undecided, "it is in the runs of one side only")
        }
        let words = Self.words(worsening.estimate, figure.interval == nil ? nil : (worsening.low, worsening.high))
        return (Self.verdict(low: worsening.low, high: worsening.high, share), words)
    }

    private func judge(_ ratio: PairedRatio, _ share: Double) -> (RuleResult.Verdict, String) {
        guard let mean = ratio.mean else { return (.undecided, "one side has no wall time") }
        guard let interval = ratio.interval() else {
            return (.undecided, Self.words(mean - 1, nil) + ", and one pair says nothing of the machine's own spread")
        }
        let (low, high) = (interval.low - 1, interval.high - 1)
        return (Self.verdict(low: low, high: high, share), Self.words(mean - 1, (low, high)))
    }

    /// Failed or held where the whole of the interval lies on one side of what is allowed.
    private static func verdict(low: Double, high: Double, _ share: Double) -> RuleResult.Verdict {
        low > share ? .failed : high <= share ? .held : .undecided
    }

    private static func words(_ estimate: Double, _ limits: (low: Double, high: Double)?) -> String {
        func percent(_ share: Double) -> String {
            guard share.isFinite else { return "without measure (the base is nought)" }
            return HumanUnits.text(100 * abs(share), unit: "%")
        }
        if estimate == 0, limits.map({ $0.low == 0 && $0.high == 0 }) ?? true { return "it is the same" }
        let mean = "it is \(estimate > 0 ? "worse" : "better") by \(percent(estimate))"
        guard let limits, limits.low.isFinite, limits.high.isFinite else { return mean }
        let ends = [limits.low, limits.high].map { HumanUnits.text(100 * $0, unit: "%") }
        return mean + " (worse by \(ends[0]) to \(ends[1]))"
    }
}
