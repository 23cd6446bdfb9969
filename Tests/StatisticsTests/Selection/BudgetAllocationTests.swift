import Statistics
import Testing

@Suite("Allocation of a budget")
struct BudgetAllocationTests {
    /// So many figures of this mean and variance.
    private func system(_ mean: Double, _ variance: Double, _ count: Int) -> RunningMean {
        // Half of them above and half below, and one in the middle when their number is odd.
        let pairs = count / 2
        let away = (variance * Double(count - 1) / Double(2 * pairs)).squareRoot()
        let middle = count.isMultiple(of: 2) ? [] : [mean]
        return RunningMean(of: middle + (0..<pairs).flatMap { _ in [mean - away, mean + away] })
    }

    /// Chen and Lee, "Stochastic Simulation Optimization", 2010, as the R package SPOT quotes them: of 100 more
    /// figures the five systems get 48, 38, 11, 2 and 1. They round otherwise.
    @Test("Chen's and Lee's five systems get what they say, to one figure")
    func chenAndLee() {
        let statistics = [(1.2, 3.3, 12), (2.1, 2.0, 6), (3.4, 4.5, 5), (4.87, 5.3, 5), (6.05, 6.9, 4)]
        let systems = statistics.map { system($0.0, $0.1, $0.2) }
        let more = BudgetAllocation.next(100, to: systems, objective: .least)
        #expect(more.reduce(0, +) == 100)
        #expect(zip(more, [48, 38, 11, 2, 1]).allSatisfy { abs($0 - $1) <= 1 }, "\(more)")
    }

    /// Means 1 to 5 and variances 1, 1, 9, 9, 4: 11, 9, 19, 9 and 2 of 50 (Chen and Lee, page 49, as quoted by the
    /// Python package spotpython).
    @Test("Shares are those of the book, whichever way better is")
    func shares() {
        let variances = [1.0, 1, 9, 9, 4]
        let least = (0..<5).map { system(Double($0 + 1), variances[$0], 2) }
        let greatest = (0..<5).map { system(Double(-$0 - 1), variances[$0], 2) }
        let shares = BudgetAllocation.shares(of: least, objective: .least)
        #expect(shares.map { Int(($0 * 50).rounded()) } == [11, 9, 19, 9, 2])
        let mirrored = BudgetAllocation.shares(of: greatest, objective: .greatest)
        #expect(zip(mirrored, shares).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    @Test("Two systems share by their standard deviations")
    func twoSystems() {
        let shares = BudgetAllocation.shares(of: [system(1, 4, 10), system(3, 1, 10)], objective: .least)
        #expect(abs(shares[0] - 2.0 / 3) < 1e-12)
    }

    @Test("What does not vary needs no more, and equals of the best are told apart first")
    func edges() {
        let still = [system(1, 0, 10), system(2, 1, 10), system(3, 0, 10)]
        #expect(BudgetAllocation.shares(of: still, objective: .least) == [0, 1, 0])
        let equal = [system(1, 1, 10), system(1, 1, 10), system(9, 5, 10)]
        #expect(BudgetAllocation.shares(of: equal, objective: .least) == [0.5, 0.5, 0])
        let nothing = [system(1, 0, 10), system(2, 0, 10)]
        #expect(BudgetAllocation.shares(of: nothing, objective: .least) == [0.5, 0.5])
        #expect(BudgetAllocation.chanceOfCorrectSelection(of: nothing, objective: .least) == 1)
        let same = [system(2, 0, 10), system(2, 0, 10)]
        #expect(BudgetAllocation.chanceOfCorrectSelection(of: same, objective: .least) == 0.5)
    }

    /// The difference of two means of ten figures of variance 5 has a standard deviation of 1.
    @Test("The chance of a right choice is that of the normal distribution")
    func chance() {
        let chance = BudgetAllocation.chanceOfCorrectSelection(
            of: [system(0, 5, 10), system(1.959963984540054, 5, 10)], objective: .least)
        #expect(abs(chance - 0.975) < 1e-12)
    }

    /// Ten systems of which each is worse by 1 than the one before, with a standard deviation of 6: the experiment that
    /// the papers on OCBA share.
    @Test("With the same budget it finds the best one more often than equal shares do")
    func againstEqualShares() {
        var (allocated, equal) = (0, 0)
        for trial in 0..<200 {
            var draws = Draws("allocation", trial)
            func figure(_ system: Int) -> Double { Double(system) + 6 * draws.normal() }
            var systems = (0..<10).map { system in RunningMean(of: (0..<10).map { _ in figure(system) }) }
            let even = (0..<10).map { system in RunningMean(of: (0..<50).map { _ in figure(system) }) }
            for _ in 0..<20 {
                let more = BudgetAllocation.next(20, to: systems, objective: .least)
                for system in systems.indices { for _ in 0..<more[system] { systems[system].add(figure(system)) } }
            }
            if systems.indices.allSatisfy({ systems[0].mean <= systems[$0].mean }) { allocated += 1 }
            if even.indices.allSatisfy({ even[0].mean <= even[$0].mean }) { equal += 1 }
        }
        #expect(allocated >= equal + 10, "\(allocated) and \(equal)")
    }
}
