import Statistics
import Testing

@Suite("Tests of equivalence")
struct EquivalenceTestTests {
    private static let sleep = zip(PairedDifferenceTests.first, PairedDifferenceTests.second)
        .reduce(into: PairedDifference()) { $0.add(base: $1.0, other: $1.1) }.difference

    /// Student's sleep data by SciPy: the interval of 90 % goes from 0.867 to 2.293.
    @Test(
        "The larger of two one-sided tests decides",
        arguments: [
            (0.5, 0.9892407566216127, EquivalenceTest.Verdict.above), (2, 0.1541572356690974, .undecided),
            (2.5, 0.021116860246500745, .equivalent), (3, 0.002655570292658671, .equivalent),
        ])
    func sleepers(margin: Double, pValue: Double, verdict: EquivalenceTest.Verdict) throws {
        let test = try #require(EquivalenceTest(of: Self.sleep, margin: margin))
        #expect(abs(test.pValue / pValue - 1) < 1e-9)
        #expect(test.verdict == verdict)
        #expect(abs(test.interval.low - 0.8669947329707164) < 1e-9)
        #expect(abs(test.interval.high - 2.293005267029284) < 1e-9)
    }

    @Test("Figures that do not vary are as they are")
    func noSpread() throws {
        func test(_ difference: Double) -> EquivalenceTest? {
            EquivalenceTest(of: RunningMean(of: [difference, difference]), margin: 1)
        }
        #expect(test(0.5)?.verdict == .equivalent && test(0.5)?.pValue == 0)
        #expect(test(-1)?.verdict == .undecided && test(-1)?.pValue == 1)
        #expect(test(-2)?.verdict == .below)
        #expect(EquivalenceTest(of: RunningMean(of: [1]), margin: 1) == nil)
    }

    @Test("What differs by the margin is called equivalent in one of twenty experiments, what does not differ in most")
    func errors() {
        var (onTheMargin, equal) = (0, 0)
        for experiment in 0..<1_000 {
            var draws = Draws("equivalence", experiment)
            let noise = (0..<20).map { _ in draws.normal() }
            let margin = RunningMean(of: noise.map { $0 + 1 })
            if EquivalenceTest(of: margin, margin: 1)?.verdict == .equivalent { onTheMargin += 1 }
            if EquivalenceTest(of: RunningMean(of: noise), margin: 1)?.verdict == .equivalent { equal += 1 }
        }
        #expect(abs(onTheMargin - 50) <= 21, "\(onTheMargin)")
        #expect(equal > 950, "\(equal)")
    }
}
