import Statistics
import Testing

@Suite("The exact test of McNemar")
struct McNemarTests {
    @Test("It is the share of all equally likely splits that are at least as uneven")
    func exhaustive() {
        for pairs in 1...12 {
            for baseOnly in 0...pairs {
                let uneven = abs(2 * baseOnly - pairs)
                let splits = (0..<(1 << pairs)).count { abs(2 * $0.nonzeroBitCount - pairs) >= uneven }
                let test = McNemarTest(baseOnly: baseOnly, otherOnly: pairs - baseOnly)
                #expect(abs(test.pValue - Double(splits) / Double(1 << pairs)) < 1e-12)
            }
        }
    }

    @Test("Without a pair that tells anything it proves nothing")
    func nothing() { #expect(McNemarTest(baseOnly: 0, otherOnly: 0).pValue == 1) }

    /// `binom.test(5, 20)` of R: 0.04138947.
    @Test("Five against fifteen is what R says")
    func fiveOfTwenty() {
        #expect(abs(McNemarTest(baseOnly: 5, otherOnly: 15).pValue - 0.04138947) < 1e-7)
    }
}

@Suite("Ratios of pairs")
struct PairedRatioTests {
    private func ratio(_ pairs: [(Double, Double)]) -> PairedRatio {
        pairs.reduce(into: PairedRatio()) { $0.add(base: $1.0, other: $1.1) }
    }

    @Test("Twice and half weigh the same")
    func twiceAndHalf() throws {
        let ratio = ratio([(1, 2), (2, 1)])
        #expect(try abs(#require(ratio.mean) - 1) < 1e-12)
        #expect(ratio.least == 0.5 && ratio.greatest == 2 && ratio.count == 2)
        let interval = try #require(ratio.interval())
        #expect(interval.low > 0 && abs(interval.low * interval.high - 1) < 1e-9)
    }

    /// The logarithms to base 2 are 0, 1 and 2: mean 1, deviation 1, half width 4.302653 / sqrt(3) = 2.484138.
    @Test("The interval is that of the logarithms")
    func interval() throws {
        let interval = try #require(ratio([(1, 1), (1, 2), (1, 4)]).interval())
        #expect(abs(interval.estimate - 2) < 1e-9)
        #expect(abs(interval.high / interval.estimate - 5.594995) < 1e-4)
        #expect(abs(interval.estimate / interval.low - 5.594995) < 1e-4)
    }

    @Test("A run that took no time has no ratio, and one pair has no interval")
    func one() {
        let one = ratio([(0, 1), (2, 3)])
        #expect(one.count == 1 && one.mean.map { abs($0 - 1.5) < 1e-12 } == true && one.interval() == nil)
        #expect(ratio([]).mean == nil)
    }
}
