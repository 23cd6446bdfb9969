import Twin

/// One of the two sides of a comparison: runs of which each stands for a cell.
package struct ComparedSide: Sendable {
    /// The file that they are from.
    package let name: String
    /// By scenario, variant, seed and replication.
    package let runs: [ComparedRun]
    /// How many runs are not compared because another run of the same cell is.
    package let repeated: Int
    /// Runs of one cell with different traces, each as two runs.
    package let contradictions: [RunPair]

    /// Which run stands for what.
    struct Key: Hashable {
        var scenario: String
        var variant: ComparedRun.Variant
        var member: CellGroup.Member
    }

    /// Takes the runs that meet all conditions. Of several runs of one cell the oldest stands for it.
    /// - Parameters:
    ///   - option: by which conditions are given, such as `--base`.
    /// - Throws: `ComparisonRefusal`: none is meant, or runs with one seed are of different programs or scenarios.
    package init(
        _ name: String, _ all: [ComparedRun], _ selectors: [RunSelector] = [], option: String
    ) throws(ComparisonRefusal) {
        let meant = all.filter { run in selectors.allSatisfy { $0.takes(run) } }
        guard !meant.isEmpty else { throw Self.nothing(name, all, selectors, option) }
        var runs: [Key: ComparedRun] = [:]
        var contradictions: [RunPair] = []
        for run in meant.sorted(by: { ($0.id ?? 0) < ($1.id ?? 0) }) {
            let key = Key(scenario: run.scenario, variant: run.variant, member: run.member)
            guard let known = runs[key] else {
                runs[key] = run
                continue
            }
            guard known.codeVersion == run.codeVersion, known.scenarioHash == run.scenarioHash else {
                throw Self.ambiguity(name, known, run, option)
            }
            if known.traceHash != run.traceHash { contradictions.append(RunPair(base: known, new: run)) }
        }
        self.name = name
        self.runs = runs.values.sorted(by: Self.isBefore)
        repeated = meant.count - runs.count
        self.contradictions = contradictions
    }

    private static func isBefore(_ one: ComparedRun, _ other: ComparedRun) -> Bool {
        if one.scenario != other.scenario { return one.scenario < other.scenario }
        if one.variant != other.variant { return one.variant.text < other.variant.text }
        return CellGroup.Member.isBefore(one.member, other.member)
    }

    // MARK: What is refused

    private static func nothing(
        _ name: String, _ all: [ComparedRun], _ selectors: [RunSelector], _ option: String
    ) -> ComparisonRefusal {
        guard !all.isEmpty else { return ComparisonRefusal("\(name): holds no run that can be compared; run some") }
        let asked = selectors.map(\.text).joined(separator: " and ")
        let versions = Set(all.map { $0.codeVersion ?? "unknown" }).sorted().prefix(6)
        let variants = Set(all.map(\.variant.text)).sorted().prefix(6)
        return ComparisonRefusal(
            "\(name): none of its runs has \(asked); it has the code \(versions.joined(separator: ", ")), with "
                + "\(variants.joined(separator: "; ")): give \(option) one of these")
    }

    private static func ambiguity(
        _ name: String, _ one: ComparedRun, _ other: ComparedRun, _ option: String
    ) -> ComparisonRefusal {
        let places = [one, other].map { run in run.id.map { "run \($0)" } ?? "one" }.joined(separator: " and ")
        let what =
            one.codeVersion != other.codeVersion
            ? "the code \(one.codeVersion ?? "unknown") and \(other.codeVersion ?? "unknown")"
            : "scenarios that differ (\(one.scenarioHash) and \(other.scenarioHash))"
        let way = one.codeVersion != other.codeVersion ? "code=\(one.codeVersion ?? "")" : "runs=A..<B"
        return ComparisonRefusal(
            "\(name): \(places) are \(one.scenario) at \(one.member.text) with \(one.variant.text), and are of \(what)"
                + "; say which is meant, such as \(option) \(way)")
    }
}

/// The runs of both sides that met the same chances.
package struct RunPair: Sendable, Equatable {
    /// The one that is compared with.
    package var base: ComparedRun
    /// The one that is judged.
    package var new: ComparedRun

    /// Of the same scenario and cell.
    package init(base: ComparedRun, new: ComparedRun) {
        self.base = base
        self.new = new
    }

    /// The seed and replication of both.
    package var member: CellGroup.Member { base.member }
    /// Whether every decision, delivery and change of state was the same.
    package var hasSameTrace: Bool { base.traceHash == new.traceHash }
    /// Whether nothing that is compared differs.
    package var isIdentical: Bool { hasSameTrace && hasSameFindings }
    /// Whether all figures and findings agree, whatever the traces are.
    package var hasSameFindings: Bool { base.figures == new.figures && base.findings == new.findings }

    /// Whether the same ticket went to the same program, so that nothing may differ.
    package var isOfOneTicket: Bool {
        base.codeVersion != nil && base.codeVersion == new.codeVersion && base.scenarioHash == new.scenarioHash
            && base.variant.schedule == new.variant.schedule
    }
}
