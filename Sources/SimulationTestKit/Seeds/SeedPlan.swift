import VirtualTime

/// Which seeds one call of `simulate` runs, in which order, without IO.
///
/// It keeps no list of them: a soak may be given more than fit into memory.
struct SeedPlan {
    /// The variable that chooses one seed.
    static let variable = "SIMULATION_SEED"

    /// Each once, in the order in which they are run.
    let seeds: AnySequence<UInt64>
    /// How many there are; one less of all that there can be.
    let count: UInt64

    /// - Parameters:
    ///   - chosen: what the variable says; nil when it is not set.
    ///   - failedBefore: these go first, whether they are among `seeds` or not.
    /// - Throws: `SimulationRefusal`.
    init(
        _ seeds: some Collection<UInt64>, chosen: String?, failedBefore: [UInt64]
    ) throws(SimulationRefusal) {
        if let chosen {
            guard let seed = UInt64(chosen) else { throw .unreadableSeed(variable: Self.variable, text: chosen) }
            self.seeds = AnySequence([seed])
            count = 1
            return
        }
        if seeds.isEmpty, failedBefore.isEmpty { throw .noSeeds }
        let first = Set(failedBefore)
        let others = AnySequence(seeds.lazy.filter { !first.contains($0) })
        self.seeds = AnySequence([AnySequence(failedBefore), others].joined())
        let (sum, isBeyond) = try Self.count(seeds).addingReportingOverflow(
            UInt64(first.lazy.filter { !seeds.contains($0) }.count))
        count = isBeyond ? .max : sum
    }

    /// - Throws: `SimulationRefusal.seedTwice`.
    private static func count(_ seeds: some Collection<UInt64>) throws(SimulationRefusal) -> UInt64 {
        if let range = seeds as? Range<UInt64> { return range.upperBound - range.lowerBound }
        if let range = seeds as? ClosedRange<UInt64> {
            let steps = range.upperBound - range.lowerBound
            return steps == .max ? steps : steps + 1
        }
        var known: Set<UInt64> = []
        for seed in seeds where !known.insert(seed).inserted { throw .seedTwice(seed) }
        return UInt64(known.count)
    }
}

/// Why `simulate` runs nothing.
public enum SimulationRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// A test of no seed would pass whatever it tests.
    case noSeeds
    /// The variable of the environment chooses no seed.
    case unreadableSeed(variable: String, text: String)
    /// It would make the same run once more.
    case seedTwice(UInt64)
    /// With this value an option would do nothing, or cannot be; the reason ends with the way out.
    case option(name: String, value: String, reason: String)

    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .noSeeds: "there is no seed to run"
        case .unreadableSeed(let variable, let text): "\(variable) is `\(text)`; a seed is a whole number from 0"
        case .seedTwice(let seed):
            "seed \(seed) is there twice and would make the same run again; give each once, or set `verification`"
        case .option(let name, let value, let reason): "the option `\(name)` is \(value): \(reason)"
        }
    }
}
