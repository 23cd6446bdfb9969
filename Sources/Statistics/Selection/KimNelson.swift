import ElementaryFunctions

/// Finds the best of several systems with a guarantee: one replication of each system in play makes a round, and after
/// each round those leave that are surely not the best.
///
/// If the best one is better than all others by the indifference or more, it is selected with at least the confidence;
/// if others come nearer, one of those that differ too little to matter may be selected instead. This is the procedure
/// KN of Kim and Nelson ("A fully sequential procedure for indifference-zone selection in simulation", ACM TOMACS 11,
/// 2001) with c = 1 and the variances of KN++ ("On the asymptotic validity of fully sequential selection procedures for
/// steady-state simulation", Operations Research 54, 2006), which are taken anew after each round; the error is shared
/// out among pairs as for systems that meet the same chances, since common random numbers make it shorter. Figures of
/// one system are to be independent and nearly normal: those of replications.
///
/// It is a value without a run in it: who makes the runs hands in their figures and does what the ``Step`` says.
public struct KimNelson: Sendable, Equatable {
    /// What is to be done.
    public enum Step: Sendable, Equatable {
        /// One more round of the systems in play; these have just left.
        case goOn(eliminated: [Int])
        /// It is found; these have just left.
        case selected(Int, eliminated: [Int])
    }

    /// Systems that may still be the best, ascending, counted from 0.
    public private(set) var inPlay: [Int]
    /// Of each system the figures it gave while it was in play.
    public private(set) var means: [RunningMean]
    /// How many rounds there were.
    public private(set) var rounds = 0
    /// The best one; nil as long as there are others.
    public private(set) var selected: Int?

    private let objective: Objective
    private let indifference: Double
    private let first: Int
    /// The chance of error that is left to each pair.
    private let error: Double
    /// Of the differences between two systems, the smaller number first.
    private var differences: [[RunningMean]]

    /// - Parameters:
    ///   - systems: how many, at least two.
    ///   - objective: which one is the best.
    ///   - indifference: the least difference that matters, in the figures' unit; above 0.
    ///   - confidence: above 1 / systems, which a blind choice reaches, and below 1.
    ///   - first: rounds before anyone leaves, at least two; with fewer than twenty, a spread that is small by chance
    ///     drives someone out too early.
    public init(
        systems: Int, objective: Objective, indifference: Double, confidence: Double = 0.95, first: Int = 20
    ) {
        precondition(systems >= 2, "There is a choice between two systems or more.")
        precondition(indifference > 0, "Some difference does not matter, or the search may never end.")
        precondition(confidence > 1 / Double(systems), "A blind choice is as good.")
        precondition(confidence < 1, "No choice is certain.")
        precondition(first >= 2, "A spread is that of two figures.")
        inPlay = Array(0..<systems)
        means = Array(repeating: RunningMean(), count: systems)
        differences = (0..<systems).map { Array(repeating: RunningMean(), count: systems - $0 - 1) }
        (self.objective, self.indifference, self.first) = (objective, indifference, first)
        error = (1 - confidence) / Double(systems - 1)
    }

    /// Takes the figures of one round.
    /// - Parameter figures: one for each system in ``inPlay``, in that order; finite. What a run without a figure is
    ///   worth, the caller says.
    public mutating func take(_ figures: [Double]) -> Step {
        precondition(selected == nil, "What has been selected stands.")
        precondition(figures.count == inPlay.count, "Each system in play has one figure in a round.")
        precondition(figures.allSatisfy(\.isFinite), "A figure has a value.")
        rounds += 1
        for (place, system) in inPlay.enumerated() {
            means[system].add(figures[place])
            for other in inPlay.indices.dropFirst(place + 1) {
                differences[system][inPlay[other] - system - 1].add(figures[place] - figures[other])
            }
        }
        return rounds < first ? .goOn(eliminated: []) : screen()
    }

    /// How many rounds there will be at most, if spreads stay what they are; nil before the first systems may leave.
    public var roundsAtMost: Int? {
        guard rounds >= first else { return nil }
        let longest = pairs().reduce(0) { max($0, $1.rounds) }
        return max(rounds, longest < 1e15 ? Int(longest.rounded(.up)) : .max)
    }

    private mutating func screen() -> Step {
        let pairs = pairs()
        var isOut = Array(repeating: false, count: means.count)
        for pair in pairs {
            let lead = objective.merit(means[pair.one].mean) - objective.merit(means[pair.other].mean)
            let reach = max(0, indifference / (2 * Double(rounds)) * (pair.rounds - Double(rounds)))
            if lead < -reach { isOut[pair.one] = true }
            if lead > reach { isOut[pair.other] = true }
        }
        let eliminated = inPlay.filter { isOut[$0] }
        inPlay.removeAll { isOut[$0] }
        // Whom enough rounds have not told apart, they are equal.
        let isOpen = pairs.contains { !isOut[$0.one] && !isOut[$0.other] && $0.rounds > Double(rounds) }
        guard !isOpen, let best = objective.best(of: means.map(\.mean), among: inPlay) else {
            return .goOn(eliminated: eliminated)
        }
        let equals = inPlay.filter { $0 != best }
        inPlay = [best]
        selected = best
        return .selected(best, eliminated: (eliminated + equals).sorted())
    }

    /// Two systems in play, and after how many rounds their means are told apart: h² S² / δ².
    private struct Pair {
        var one: Int
        var other: Int
        var rounds: Double
    }

    private func pairs() -> [Pair] {
        let factor = Self.squaredH(error: error, freedom: rounds - 1) / (indifference * indifference)
        var pairs: [Pair] = []
        for (place, one) in inPlay.enumerated() {
            for other in inPlay[(place + 1)...] {
                let variance = differences[one][other - one - 1].variance ?? 0
                pairs.append(Pair(one: one, other: other, rounds: factor * variance))
            }
        }
        return pairs
    }

    /// h² = 2 c η (n - 1) with c = 1, where η solves ½ (1 + 2 η)^(-(n - 1) / 2) = error.
    static func squaredH(error: Double, freedom: Int) -> Double {
        let freedom = Double(freedom)
        return freedom * (PortableMath.exp(min(700, -2 / freedom * PortableMath.log(2 * error))) - 1)
    }
}
