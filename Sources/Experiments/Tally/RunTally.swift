import Observation
import Statistics
import Twin

/// What many runs of one scenario came to. Takes them in order, so that it says the same however many ran at a time,
/// and keeps no ending.
package struct RunTally {
    private static let seedsNamed = 5

    /// How many runs ended in one way, and the first seeds of them.
    package struct Share: Equatable {
        /// A verdict's word, an invariant, or a gate as the scenario wrote it.
        package var name: String
        /// How many runs ended so.
        package var count = 0
        /// How many seeds did, in any of their replications.
        package var seeds = 0
        /// The first five of those.
        package var firstSeeds: [UInt64] = []
        private var last: UInt64?

        init(name: String) { self.name = name }

        /// The replications of a seed come one after the other.
        mutating func add(_ seed: UInt64) {
            count += 1
            guard last != seed else { return }
            (last, seeds) = (seed, seeds + 1)
            if firstSeeds.count < RunTally.seedsNamed { firstSeeds.append(seed) }
        }
    }

    /// One measure over the seeds: the value, or median and 95th percentile of each seed's samples.
    package struct Figures {
        /// The measure's.
        package var name: String
        /// The measure's, in which both means are.
        package var unit: String
        /// Whether each seed has samples of it, and not one value.
        package var isDistribution: Bool
        /// Over the seeds: the value, or the median of a seed's samples.
        package var middle = RunningMean()
        /// Over the seeds: the 95th percentile of a seed's samples; nil for a value.
        package var high: RunningMean?
    }

    /// One for each verdict, from the best to the worst.
    package private(set) var verdicts = Verdict.allCases.map { (verdict: $0, share: Share(name: $0.word)) }
    /// In how many runs an invariant broke; in order of the first seed.
    package private(set) var invariants: [Share] = []
    /// In how many runs a gate on every seed was missed.
    package private(set) var gates: [Share] = []
    /// What they say of the scenario's gates.
    package private(set) var gateTally = GateTally()
    /// In the order of the first run that had them.
    package private(set) var figures: [Figures] = []
    /// The worst verdict so far.
    package private(set) var worst = Verdict.held
    /// Of all runs together.
    package private(set) var virtualTime = Duration.zero
    /// Agenda entries that all runs fired together.
    package private(set) var events: UInt64 = 0

    /// Nothing has been added yet.
    package init() {}

    /// How many runs were taken.
    package var count: Int { verdicts.reduce(0) { $0 + $1.share.count } }

    /// Takes in the next run. Of a crashed one, only the verdict and what broke until then.
    package mutating func add(_ ending: RunEnding) {
        let (seed, findings) = (ending.ticket.seed, ending.findings)
        if let place = verdicts.firstIndex(where: { $0.verdict == findings.verdict }) {
            verdicts[place].share.add(seed)
        }
        worst = max(worst, findings.verdict)
        virtualTime += findings.virtualTime
        events += findings.events
        for name in findings.brokenInvariants { Self.add(seed, to: name, in: &invariants) }
        gateTally.add(ending)
        for gate in ending.decidingGates where !gate.held { Self.add(seed, to: gate.expression, in: &gates) }
        // The figures of a run that came halfway are no figures of a whole one.
        guard ending.isWhole else { return }
        for measure in ending.measures { add(measure) }
    }

    private static func add(_ seed: UInt64, to name: String, in shares: inout [Share]) {
        let known = shares.firstIndex { $0.name == name }
        if known == nil { shares.append(Share(name: name)) }
        shares[known ?? shares.count - 1].add(seed)
    }

    private mutating func add(_ measure: Measure) {
        let known = figures.firstIndex { $0.name == measure.name }
        if known == nil {
            let isDistribution = if case .distribution = measure.figure { true } else { false }
            figures.append(Figures(name: measure.name, unit: measure.unit, isDistribution: isDistribution))
        }
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

extension RunFindings {
    /// Each once, in order of the first violation.
    package var brokenInvariants: [String] {
        violations.reduce(into: []) { names, violation in
            if !names.contains(violation.invariant) { names.append(violation.invariant) }
        }
    }
}
