import Statistics
import Testing

@Suite("Intervals of quantiles")
struct QuantileIntervalTests {
    /// By the binomial distribution of SciPy 1.17; of a median they are those of the sign test.
    @Test(
        "The ranks are those of the binomial tables",
        arguments: [
            (50, 10, 2...9), (50, 15, 4...12), (50, 20, 6...15), (50, 50, 18...33), (90, 100, 84...96),
            (95, 72, 64...72), (95, 150, 137...148), (90, 200, 171...189), (80, 60, 42...55),
        ])
    func ranks(percent: Double, count: Int, ranks: ClosedRange<Int>) {
        #expect(QuantileInterval.ranks(Percentile(percent), among: count) == ranks)
    }

    @Test("The samples at the ranks are the limits")
    func limits() {
        let interval = QuantileInterval.interval(.median, ofSorted: (1...20).map { Double($0 * $0) })
        #expect(interval == ConfidenceInterval(estimate: 100, low: 36, high: 225, confidence: 0.95))
    }

    @Test("Too few samples bound nothing")
    func tooFew() {
        #expect(QuantileInterval.ranks(.p95, among: 71) == nil)
        #expect(QuantileInterval.ranks(.median, among: 5) == nil)
        #expect(QuantileInterval.ranks(.median, among: 6) == 1...6)
        #expect(QuantileInterval.ranks(Percentile(1), among: 100) == nil)
        #expect(QuantileInterval.interval(.median, ofSorted: []) == nil)
    }
}
