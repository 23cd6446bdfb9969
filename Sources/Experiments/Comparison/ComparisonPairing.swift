import Twin

/// Which runs of two sides are compared with each other: those of one scenario, seed and replication.
///
/// A scenario that each side has with one setting is paired whatever the settings are: then they are what is compared.
/// Of several settings each is paired with the same one of the other side.
struct ComparisonPairing: Sendable {
    /// Runs of one scenario, paired in order of seed and replication.
    struct Group: Sendable {
        var scenario: String
        var base: ComparedRun.Variant
        var new: ComparedRun.Variant
        var pairs: [RunPair]
    }

    private(set) var groups: [Group] = []
    private(set) var unpaired: [UnpairedRuns] = []

    /// - Throws: `ComparisonRefusal`: no run of the one side has a partner on the other.
    init(_ base: ComparedSide, _ new: ComparedSide) throws(ComparisonRefusal) {
        let names = Self.distinct((base.runs + new.runs).map(\.scenario)).sorted()
        for name in names {
            let (ours, theirs) = (base.runs.filter { $0.scenario == name }, new.runs.filter { $0.scenario == name })
            let (one, other) = (Self.distinct(ours.map(\.variant)), Self.distinct(theirs.map(\.variant)))
            if one.count == 1, other.count == 1 {
                pair(ours, theirs)
                continue
            }
            let all = Self.distinct(one + other)
            guard one.isEmpty || other.isEmpty || all.count < one.count + other.count else {
                throw Self.noCommonVariant(name, (base.name, one), (new.name, other))
            }
            for variant in all {
                pair(ours.filter { $0.variant == variant }, theirs.filter { $0.variant == variant })
            }
        }
        guard groups.contains(where: { !$0.pairs.isEmpty }) else { throw Self.nothingInCommon(base, new) }
    }

    private mutating func pair(_ base: [ComparedRun], _ new: [ComparedRun]) {
        let partners = Dictionary(uniqueKeysWithValues: new.map { ($0.member, $0) })
        let known = Set(base.map(\.member))
        let pairs = base.compactMap { run in partners[run.member].map { RunPair(base: run, new: $0) } }
        if let first = pairs.first {
            groups.append(
                Group(
                    scenario: first.base.scenario, base: first.base.variant, new: first.new.variant, pairs: pairs))
        }
        let (ours, theirs) = (
            base.filter { partners[$0.member] == nil }, new.filter { !known.contains($0.member) }
        )
        for (side, runs) in [(UnpairedRuns.Side.base, ours), (.new, theirs)] {
            guard let first = runs.first else { continue }
            unpaired.append(
                UnpairedRuns(
                    side: side, scenario: first.scenario, variant: first.variant, members: runs.map(\.member)))
        }
    }

    /// In the order in which they first come.
    private static func distinct<Value: Hashable>(_ values: [Value]) -> [Value] {
        var seen: Set<Value> = []
        return values.filter { seen.insert($0).inserted }
    }

    // MARK: What is refused

    private typealias Variants = (name: String, all: [ComparedRun.Variant])

    private static func noCommonVariant(_ scenario: String, _ base: Variants, _ new: Variants) -> ComparisonRefusal {
        func words(_ side: Variants) -> String {
            let first = side.all.prefix(4).map(\.text).joined(separator: "; ")
            return "\(side.name) has it with \(first)\(side.all.count > 4 ? "; ..." : "")"
        }
        return ComparisonRefusal(
            "\(scenario): \(words(base)), and \(words(new)): none is on both sides; say which are compared, with "
                + "--base and --new")
    }

    private static func nothingInCommon(_ base: ComparedSide, _ new: ComparedSide) -> ComparisonRefusal {
        let (ours, theirs) = (distinct(base.runs.map(\.scenario)), distinct(new.runs.map(\.scenario)))
        guard let shared = ours.first(where: theirs.contains) else {
            return ComparisonRefusal(
                "\(base.name) has runs of \(ours.joined(separator: ", ")), and \(new.name) of "
                    + "\(theirs.joined(separator: ", ")): different scenarios are not compared; name two files that "
                    + "have one in common")
        }
        func seeds(_ side: ComparedSide) -> String {
            let members = side.runs.filter { $0.scenario == shared }.map(\.member)
            return "\(side.name) has \(UnpairedRuns.words(members))"
        }
        return ComparisonRefusal(
            "\(shared): \(seeds(base)), and \(seeds(new)): no seed is on both sides; run the same seeds, with "
                + "`gemello run --seeds`")
    }
}

/// Runs of one side that have no partner on the other.
package struct UnpairedRuns: Sendable, Equatable {
    /// Which side has them.
    package enum Side: String, Sendable { case base, new }

    /// Where the runs stand that have no partner.
    package let side: Side
    /// By its name.
    package let scenario: String
    /// With which settings.
    package let variant: ComparedRun.Variant
    /// Their seeds and replications.
    package let members: [CellGroup.Member]

    /// Runs of one scenario with one setting.
    package init(side: Side, scenario: String, variant: ComparedRun.Variant, members: [CellGroup.Member]) {
        self.side = side
        self.scenario = scenario
        self.variant = variant
        self.members = members
    }

    /// `seeds 0 to 4, 7`, and each by itself where there are replications.
    package static func words(_ members: [CellGroup.Member]) -> String {
        guard members.allSatisfy({ $0.replication == 0 }) else {
            return members.prefix(8).map(\.text).joined(separator: ", ") + (members.count > 8 ? ", ..." : "")
        }
        var ranges: [ClosedRange<UInt64>] = []
        for seed in members.map(\.seed).sorted() {
            if let last = ranges.last, last.upperBound != .max, last.upperBound + 1 == seed {
                ranges[ranges.count - 1] = last.lowerBound...seed
            } else {
                ranges.append(seed...seed)
            }
        }
        let words = ranges.map {
            $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)\($0.count == 2 ? "," : " to") \($0.upperBound)"
        }
        return (members.count == 1 ? "seed " : "seeds ") + words.joined(separator: ", ")
    }
}
