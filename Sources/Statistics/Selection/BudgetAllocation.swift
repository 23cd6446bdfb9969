/// Which systems the next replications are best spent on, so that a fixed budget finds the best system most likely:
/// OCBA, optimal computing budget allocation (Chen, Lin, Yücesan and Chick, "Simulation budget allocation for further
/// enhancing the efficiency of ordinal optimization", Discrete Event Dynamic Systems 10, 2000, theorem 1).
///
/// Runs go where the doubt is: to systems near the best one and to those that vary. It gives no guarantee; what it
/// has reached is ``chanceOfCorrectSelection(of:objective:)``. For a guarantee see ``KimNelson``.
public enum BudgetAllocation {
    /// The share of all replications that each system should have had; they sum up to 1.
    ///
    /// Where others are as good as the best so far, only these matter. Where no system varies, all have the same share.
    /// - Parameters:
    ///   - systems: two or more, each of two figures or more.
    ///   - objective: which one is the best.
    public static func shares(of systems: [RunningMean], objective: Objective) -> [Double] {
        let best = best(of: systems, objective: objective)
        let variances = systems.map(variance)
        let gaps = systems.map { abs($0.mean - systems[best].mean) }
        let hasEqual = gaps.indices.contains { $0 != best && gaps[$0] == 0 }
        var weights = systems.indices.map { system in
            if system == best { return 0.0 }
            if hasEqual { return gaps[system] == 0 ? variances[system] : 0 }
            return variances[system] / (gaps[system] * gaps[system])
        }
        // N_b = σ_b √Σ (N_i / σ_i)²; what does not vary needs no more figures.
        let others = systems.indices.reduce(0) { sum, system in
            variances[system] > 0 ? sum + weights[system] * weights[system] / variances[system] : sum
        }
        weights[best] = (variances[best] * others).squareRoot()
        let all = weights.reduce(0, +)
        return all > 0 ? weights.map { $0 / all } : weights.map { _ in 1 / Double(weights.count) }
    }

    /// How many more replications each system should have: each of them goes to the one that is farthest behind its
    /// share, of equal ones to the first.
    /// - Parameters:
    ///   - replications: to be given out now. Shares are better known afterwards: give out a few, and ask again.
    ///   - systems: two or more, each of two figures or more.
    ///   - objective: which one is the best.
    public static func next(_ replications: Int, to systems: [RunningMean], objective: Objective) -> [Int] {
        precondition(replications >= 0, "What has been spent is spent.")
        let shares = shares(of: systems, objective: objective)
        let total = Double(systems.reduce(replications) { $0 + $1.count })
        var more = Array(repeating: 0, count: systems.count)
        for _ in 0..<replications {
            let behind = systems.indices.map { shares[$0] * total - Double(systems[$0].count + more[$0]) }
            let place = behind.indices.reduce(0) { behind[$1] > behind[$0] ? $1 : $0 }
            more[place] += 1
        }
        return more
    }

    /// How likely the best mean so far is that of the best system, at least as far as the figures tell: 1 less the
    /// chances of each other system to be better (the approximation APCS of the same paper).
    public static func chanceOfCorrectSelection(of systems: [RunningMean], objective: Objective) -> Double {
        let best = best(of: systems, objective: objective)
        let errors = systems.map { variance($0) / Double($0.count) }
        let doubt = systems.indices.reduce(0.0) { doubt, system in
            if system == best { return doubt }
            let gap = abs(systems[system].mean - systems[best].mean)
            let error = (errors[system] + errors[best]).squareRoot()
            if error == 0 { return gap > 0 ? doubt : doubt + 0.5 }
            return doubt + NormalDistribution.cumulative(-gap / error)
        }
        return max(0, 1 - doubt)
    }

    private static func best(of systems: [RunningMean], objective: Objective) -> Int {
        precondition(systems.count >= 2, "There is a choice between two systems or more.")
        return objective.best(of: systems.map(\.mean), among: systems.indices) ?? 0
    }

    private static func variance(_ system: RunningMean) -> Double {
        guard let variance = system.variance else { preconditionFailure("A spread is that of two figures.") }
        return variance
    }
}
