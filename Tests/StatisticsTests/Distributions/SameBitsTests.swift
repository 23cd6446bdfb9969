import Statistics
import Testing

@Suite("Bits")
struct SameBitsTests {
    /// Each is checked for its value elsewhere; these are the bits that this machine's C library had no part in.
    @Test("Figures are the same bits on every machine")
    func sameBits() {
        let figures = [
            StudentDistribution.quantile(0.975, freedom: 7), StudentDistribution.quantile(0.975, freedom: 8),
            StudentDistribution.quantile(0.975, freedom: 5_000), NormalDistribution.quantile(0.975),
            NormalDistribution.cumulative(-4), BinomialDistribution(trials: 100, probability: 0.9).cumulative(88),
            RunningMean(of: [1, 2, 4, 8]).halfWidth ?? 0,
            SpeciesEstimate(kinds: [1, 1, 1, 2, 5], samples: 10).interval()?.high ?? 0,
        ]
        #expect(figures.map(\.bitPattern) == Self.bits)
    }

    static let bits: [UInt64] = [
        4_612_507_079_249_189_656, 4_612_375_078_482_027_564, 4_611_507_849_503_595_080, 4_611_505_712_243_081_078,
        4_539_798_675_102_826_488, 4_599_021_299_993_429_676, 4_617_232_137_246_502_460, 4_631_114_485_371_007_621,
    ]
}
