import Statistics
import Testing

@Suite("Percentiles")
struct PercentileTests {
    @Test(
        "A percentile is the least sample that so many percent lie at or below",
        arguments: [0.1, 7, 25, 50, 55, 57, 90, 95, 99, 99.9, 99.999, 100])
    func nearestRank(percent: Double) {
        // In thousandths of a percent, counted in whole numbers.
        let thousandths = Int((percent * 1_000).rounded())
        for count in 1...300 {
            let least = (1...count).first { $0 * 100_000 >= thousandths * count }
            #expect(Percentile(percent).rank(among: UInt64(count)) == least.map(UInt64.init), "\(percent) of \(count)")
        }
    }

    @Test("Whole ranks do not slip to the next sample by rounding")
    func noSlip() {
        // In binary fractions 55 / 100 * 100 is 55.00000000000001.
        #expect(Percentile(55).rank(among: 100) == 55)
        #expect(Percentile(99.9).rank(among: 1_000) == 999)
        #expect(Percentile(95).rank(among: .max) == 17_524_406_870_024_074_035)
    }

    @Test("Samples, buckets and a histogram agree", arguments: 1...60)
    func agreement(count: Int) {
        var draws = Draws("percentiles", count)
        let samples = (0..<count).map { _ in draws.below(500) }
        let sorted = samples.map(Double.init).sorted()
        var histogram = SampleHistogram()
        for sample in samples { histogram.record(UInt64(sample)) }
        let (summary, buckets) = histogram.figure(scale: 1)
        for (percentile, figure) in [(Percentile.median, summary.p50), (.p95, summary.p95), (.p99, summary.p99)] {
            #expect(percentile.value(ofSorted: sorted) == figure)
            #expect(percentile.value(of: buckets) == figure)
        }
    }

    @Test("Of no samples there is no percentile")
    func noSamples() {
        #expect(Percentile.p95.value(ofSorted: []) == nil)
        #expect(Percentile.p95.value(of: []) == nil)
    }
}
