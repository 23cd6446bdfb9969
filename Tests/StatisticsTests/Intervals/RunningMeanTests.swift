import Statistics
import Testing

@Suite("Means of few figures")
struct RunningMeanTests {
    @Test("Mean and interval are those of the textbook")
    func textbook() throws {
        let mean = RunningMean(of: [1, 2, 3, 4])
        #expect(mean.mean == 2.5)
        // 3.182 * 1.29099 / 2
        let halfWidth = try #require(mean.halfWidth)
        #expect(abs(halfWidth - 2.0543) < 0.0001)
        #expect(try abs(#require(mean.standardDeviation) - 1.29099) < 0.00001)
    }

    /// Law, "Simulation Modeling and Analysis", 5th edition, section 4.5: 1.34 ± 0.24 at 90 %.
    @Test("Ten figures of Law have the interval that he gives them")
    func law() throws {
        let figures = RunningMean(of: [1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09])
        let interval = try #require(figures.interval(confidence: 0.9))
        #expect(abs(interval.estimate - 1.34) < 0.005)
        #expect(try abs(#require(figures.variance) - 0.17) < 0.005)
        #expect(abs(interval.halfWidth - 0.24) < 0.005)
        #expect(interval.holds(1.57) && interval.holds(1.11) && !interval.holds(1.59) && !interval.holds(1.09))
    }

    @Test("One figure has no interval, equal figures one of no width")
    func noIntervalOfOne() {
        #expect(RunningMean(of: [7]).halfWidth == nil)
        #expect(RunningMean(of: []).halfWidth == nil)
        #expect(RunningMean(of: [7, 7, 7]).halfWidth == 0)
    }

    @Test("A run without the figure counts for nothing")
    func missingFigures() {
        #expect(RunningMean(of: [1, .nan, 3, .infinity]) == RunningMean(of: [1, 3]))
    }
}
