import Observation
import Statistics
import Twin

/// What many seeds of one scenario came to. Takes them in order of seed, so that it says the same however many ran at a time,
/// and keeps no outcome.
struct SeedTally {
    private static let seedsNamed = 5

    /// How many seeds ended in one way, and the first of them.
    struct Share: Equatable {
        var name: String
        var count = 0
        var firstSeeds: [UInt64] = []

        mutating func add(_ seed: UInt64) {
            count += 1
            if firstSeeds.count < SeedTally.seedsNamed { firstSeeds.append(seed) }
        }
    }

    /// One measure over the seeds: the value, or median and 95th percentile of each seed's samples.
    struct Figures {
        var name: String
        var unit: String
        var middle = RunningMean()
        var high: RunningMean?
    }

    /// One for each grade, from the best to the worst.
    private(set) var grades = SeedGrade.allCases.map { Share(name: $0.word) }
    /// In how many seeds an invariant broke; in order of the first seed.
    private(set) var invariants: [Share] = []
    /// In how many seeds a gate was missed.
    private(set) var gates: [Share] = []
    private(set) var figures: [Figures] = []
    private(set) var worst = SeedGrade.held
    private(set) var virtualTime = Duration.zero
    private(set) var events: UInt64 = 0

    var seeds: Int { grades.reduce(0) { $0 + $1.count } }

    mutating func add(_ outcome: RunOutcome) {
        add(SeedGrade(outcome.verdict), outcome.seed)
        virtualTime += outcome.virtualTime
        events += outcome.events
        for name in Self.brokenInvariants(of: outcome) { Self.add(outcome.seed, to: name, in: &invariants) }
        for gate in outcome.gates where !gate.held { Self.add(outcome.seed, to: gate.expression, in: &gates) }
        for measure in outcome.measures { add(measure) }
    }

    mutating func addCrash(_ seed: UInt64) { add(.crashed, seed) }

    /// Each once, in order of the first violation.
    static func brokenInvariants(of outcome: RunOutcome) -> [String] {
        var names: [String] = []
        for violation in outcome.violations where !names.contains(violation.invariant) {
            names.append(violation.invariant)
        }
        return names
    }

    private mutating func add(_ grade: SeedGrade, _ seed: UInt64) {
        grades[grade.rawValue].add(seed)
        worst = max(worst, grade)
    }

    private static func add(_ seed: UInt64, to name: String, in shares: inout [Share]) {
        let known = shares.firstIndex { $0.name == name }
        if known == nil { shares.append(Share(name: name)) }
        shares[known ?? shares.count - 1].add(seed)
    }

    private mutating func add(_ measure: Measure) {
        let known = figures.firstIndex { $0.name == measure.name }
        if known == nil { figures.append(Figures(name: measure.name, unit: measure.unit)) }
        let index = known ?? figures.count - 1
        switch measure.figure {
        case .value(let value):
            figures[index].middle.add(value)
        case .distribution(let summary):
            guard summary.count > 0 else { return }
            figures[index].middle.add(summary.p50)
            figures[index].high = figures[index].high ?? RunningMean()
            figures[index].high?.add(summary.p95)
        }
    }
}
