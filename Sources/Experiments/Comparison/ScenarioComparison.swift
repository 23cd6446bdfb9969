import Statistics
import Twin

/// The runs of one scenario on both sides, compared.
package struct ScenarioComparison: Sendable {
    /// The scenario's name.
    package let name: String
    /// What was asked of the base runs beside the scenario's file.
    package let base: ComparedRun.Variant
    /// What was asked of the new runs.
    package let new: ComparedRun.Variant
    /// In order of seed and replication.
    package let pairs: [RunPair]
    /// What differs between the scenarios; nil where a side has only the hash of its scenario.
    package let settings: [SettingDifference]?
    /// Every figure that some run has, in the order of the catalogue.
    package let figures: [FigureComparison]
    /// Everything that went wrong in some run, in the order of the catalogue.
    package let findings: [FindingComparison]
    /// How many times as long the new runs took, by the machine's clock.
    package let wallTime: PairedRatio
    /// Pairs that the same ticket and program made differ.
    package let contradictions: [RunPair]

    init(_ group: ComparisonPairing.Group) {
        name = group.scenario
        (base, new, pairs) = (group.base, group.new, group.pairs)
        let runs = pairs.flatMap { [$0.base, $0.new] }
        let names = ComparedFigures.inOrder(Set(runs.flatMap(\.figures.keys)))
        figures = names.map { [pairs] in FigureComparison($0, of: pairs) }
        findings = Set(runs.flatMap(\.findings)).sorted(by: FindingName.isBefore).map { [pairs] in
            FindingComparison($0, of: pairs)
        }
        var ratio = PairedRatio()
        for pair in pairs {
            if let base = pair.base.wallSeconds, let new = pair.new.wallSeconds { ratio.add(base: base, other: new) }
        }
        wallTime = ratio
        contradictions = pairs.filter { $0.isOfOneTicket && !$0.isIdentical }
        settings = Self.settings(of: pairs)
    }

    /// Of the first pair: the others differ from it by their seeds alone.
    private static func settings(of pairs: [RunPair]) -> [SettingDifference]? {
        guard let pair = pairs.first else { return [] }
        if pair.base.scenarioHash == pair.new.scenarioHash { return [] }
        guard let base = pair.base.scenarioText, let new = pair.new.scenarioText else { return nil }
        return SettingDifference.all(base, new)
    }

    /// Those of which nothing differs.
    package var identical: [RunPair] { pairs.filter(\.isIdentical) }

    /// Whether nothing differs at all.
    package var isIdentical: Bool { identical.count == pairs.count }

    /// The same order of events, and other figures or findings: the program counts differently.
    package var countedDifferently: [RunPair] { pairs.filter { $0.hasSameTrace && !$0.hasSameFindings } }

    /// Another order of events, and nothing that is counted differs.
    package var onlyTraces: [RunPair] { pairs.filter { !$0.hasSameTrace && $0.hasSameFindings } }

    /// In catalogue order, those that differ.
    package var differing: [FigureComparison] { figures.filter { !$0.isSame } }

    /// `smoke`, and with what, where both sides were asked for the same.
    package var title: String {
        base == new && base != ComparedRun.Variant() ? "\(name) (\(base.text))" : name
    }
}

/// Two sides, compared scenario by scenario.
package struct Comparison: Sendable {
    /// The files that were compared.
    package let base, new: String
    /// By name, then by what was set.
    package let scenarios: [ScenarioComparison]
    /// Runs without a partner, base first.
    package let unpaired: [UnpairedRuns]
    /// Runs of one side that contradict each other: of one ticket and program, with different traces.
    package let contradictions: [RunPair]
    /// How many runs are not compared because another run of the same cell is.
    package let repeated: Int

    /// - Throws: `ComparisonRefusal`: the sides have nothing in common.
    package init(_ base: ComparedSide, _ new: ComparedSide) throws(ComparisonRefusal) {
        let pairing = try ComparisonPairing(base, new)
        (self.base, self.new) = (base.name, new.name)
        scenarios = pairing.groups.map { ScenarioComparison($0) }
        unpaired = pairing.unpaired
        contradictions = base.contradictions + new.contradictions + scenarios.flatMap(\.contradictions)
        repeated = base.repeated + new.repeated
    }

    /// Whether nothing differs and no run is without a partner.
    package var isIdentical: Bool { unpaired.isEmpty && scenarios.allSatisfy(\.isIdentical) }
}
