import Experiments
import Testing

@Suite("What became of a finding")
struct FindingComparisonTests {
    /// - Parameter pairs: whether the base run and the new run of each seed have it.
    private func finding(_ pairs: [(Bool, Bool)]) -> FindingComparison {
        FindingComparison(
            "I2",
            of: pairs.enumerated().map { seed, pair in
                RunPair(
                    base: comparedRun(seed: UInt64(seed), findings: pair.0 ? ["I2"] : ["I14"]),
                    new: comparedRun(seed: UInt64(seed), findings: pair.1 ? ["I2"] : []))
            })
    }

    private func pairs(both: Int, base: Int, new: Int, of count: Int) -> [(Bool, Bool)] {
        Array(repeating: (true, true), count: both) + Array(repeating: (true, false), count: base)
            + Array(repeating: (false, true), count: new)
            + Array(repeating: (false, false), count: count - both - base - new)
    }

    @Test(
        "New, resolved, ongoing and rare",
        arguments: [
            (0, 0, 1, 1, FindingComparison.Fate.new), (0, 0, 1, 20, .new), (0, 1, 0, 20, .resolved),
            (1, 0, 0, 20, .ongoing), (20, 0, 0, 20, .ongoing), (0, 1, 1, 20, .rare), (1, 2, 3, 20, .rare),
            // Seen in more than half of the runs it is not rare.
            (11, 1, 2, 20, .ongoing),
            // One against nine is told apart: p = 0.021.
            (0, 1, 9, 40, .ongoing), (0, 1, 7, 40, .rare),
        ])
    func fates(both: Int, base: Int, new: Int, count: Int, fate: FindingComparison.Fate) {
        #expect(finding(pairs(both: both, base: base, new: new, of: count)).fate == fate)
    }

    @Test("It says at which seeds, and how likely the split is by chance")
    func seeds() {
        let finding = finding([(true, true), (false, true), (true, false), (false, true), (false, false)])
        #expect(finding.both.map(\.seed) == [0] && finding.newOnly.map(\.seed) == [1, 3])
        #expect(finding.baseOnly.map(\.seed) == [2] && finding.inBase == 2 && finding.inNew == 3)
        #expect(abs(finding.pValue - 1) < 1e-12)
    }

    @Test("Promises come in the order of their numbers, then gates, crashes last")
    func order() {
        let names = ["I2", "I14", "gate poller.calls < 3", "crash"]
        #expect(names.reversed().sorted(by: FindingName.isBefore) == names)
    }
}
