import Statistics
import Testing

@Suite("Means of few figures")
struct RunningMeanTests {
    private func mean(of figures: [Double]) -> RunningMean {
        figures.reduce(into: RunningMean()) { $0.add($1) }
    }

    @Test("Mean and interval are those of the textbook")
    func textbook() throws {
        let mean = mean(of: [1, 2, 3, 4])
        #expect(mean.mean == 2.5)
        // 3.182 * 1.29099 / 2
        let halfWidth = try #require(mean.halfWidth)
        #expect(abs(halfWidth - 2.0543) < 0.0001)
        #expect(try abs(#require(mean.standardDeviation) - 1.29099) < 0.00001)
    }

    @Test("One figure has no interval, equal figures one of no width")
    func noIntervalOfOne() {
        #expect(mean(of: [7]).halfWidth == nil)
        #expect(mean(of: []).halfWidth == nil)
        #expect(mean(of: [7, 7, 7]).halfWidth == 0)
    }

    @Test("A run without the figure counts for nothing")
    func missingFigures() {
        #expect(mean(of: [1, .nan, 3, .infinity]) == mean(of: [1, 3]))
    }
}
