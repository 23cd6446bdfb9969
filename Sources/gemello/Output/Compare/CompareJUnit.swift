import Experiments
import Results

/// A comparison as JUnit XML: a suite for each scenario, with a case for determinism, one for each finding and one for
/// each rule.
struct CompareJUnit {
    var result: CompareResult

    func text() -> String {
        let comparison = result.comparison
        let alone = result.rules.filter(\.scenario.isEmpty)
        let suites = comparison.scenarios.map(suite)
        guard !alone.isEmpty else { return JUnitXML(suites).text }
        let rest = JUnitXML.Suite("runs without a partner", alone.map { ruleCase($0, in: "runs", $0.words) })
        return JUnitXML(suites + [rest]).text
    }

    private func suite(_ scenario: ScenarioComparison) -> JUnitXML.Suite {
        let comparison = result.comparison
        let properties = [
            ("base", comparison.base), ("new", comparison.new),
            ("pairs", UnpairedRuns.words(scenario.pairs.map(\.member))), ("exit_code", "\(result.exitCode)"),
        ]
        return JUnitXML.Suite(
            scenario.title, properties: properties.map { (name: $0.0, value: $0.1) },
            [determinism(scenario)] + scenario.findings.map { findingCase($0, scenario) }
                + result.rules.filter { $0.scenario == scenario.title }.map {
                    ruleCase($0, in: "\(scenario.title).fail-on", $0.rule.text)
                })
    }

    private func determinism(_ scenario: ScenarioComparison) -> JUnitXML.Case {
        let pairs = result.comparison.contradictions.filter { $0.base.scenario == scenario.name }
        let members = UnpairedRuns.words(pairs.map(\.member))
        return .init(
            "the same program and scenario give the same run", in: "\(scenario.title).determinism",
            pairs.isEmpty
                ? .passed() : .error(type: "not_deterministic", message: "another trace or other figures: \(members)"))
    }

    /// A new finding fails only where a rule speaks of it: then the rule's own case does.
    private func findingCase(_ finding: FindingComparison, _ scenario: ScenarioComparison) -> JUnitXML.Case {
        let note = "\(finding.fate.rawValue): \(finding.inBase) base and \(finding.inNew) new of \(finding.pairs) pairs"
        return .init(finding.name, in: "\(scenario.title).findings", .passed(note: note))
    }

    private func ruleCase(_ rule: RuleResult, in className: String, _ name: String) -> JUnitXML.Case {
        let outcome: JUnitXML.Outcome =
            switch rule.verdict {
            case .held: .passed(note: rule.words)
            case .failed: .failure(type: "fail_on", message: rule.words)
            case .undecided where result.undecided != .pass: .failure(type: "undecided", message: rule.words)
            case .undecided: .skipped(message: rule.words)
            }
        return .init(name, in: className, outcome)
    }
}
