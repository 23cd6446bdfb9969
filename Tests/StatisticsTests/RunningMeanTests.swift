import Statistics
import Testing

@Suite struct RunningMeanTests {
    private func mean(of figures: [Double]) -> RunningMean {
        figures.reduce(into: RunningMean()) { $0.add($1) }
    }

    @Test func `Mean and interval are those of the textbook`() throws {
        let mean = mean(of: [1, 2, 3, 4])
        #expect(mean.mean == 2.5)
        // 3.182 * 1.29099 / 2
        let halfWidth = try #require(mean.halfWidth)
        #expect(abs(halfWidth - 2.054) < 0.003)
    }

    @Test func `One figure has no interval, equal figures one of no width`() {
        #expect(mean(of: [7]).halfWidth == nil)
        #expect(mean(of: []).halfWidth == nil)
        #expect(mean(of: [7, 7, 7]).halfWidth == 0)
    }

    @Test func `A run without the figure counts for nothing`() {
        #expect(mean(of: [1, .nan, 3, .infinity]) == mean(of: [1, 3]))
    }

    @Test(
        "Student's quantiles are those of the tables",
        arguments: [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042), (999, 1.962)])
    func quantiles(freedom: Int, quantile: Double) {
        let found = RunningMean.studentQuantile(freedom: freedom)
        #expect(abs(found / quantile - 1) < 0.002, "\(found)")
    }
}
