import Statistics
import Testing

@Suite("Intervals of shares")
struct ProportionIntervalTests {
    /// By the beta distribution of SciPy 1.17; 10 of 100 is Clopper's and Pearson's own example.
    @Test(
        "Limits are those of the beta distribution",
        arguments: [
            (10, 100, 0.95, 0.049004689221, 0.176222597740),
            (1, 10, 0.95, 0.002528578544, 0.445016117028),
            (4, 20, 0.95, 0.057333997050, 0.436614002997),
            (19, 20, 0.9, 0.783893835793, 0.997438621223),
            (99, 100, 0.95, 0.945540614608, 0.999746853967),
            (998, 1_000, 0.99, 0.990759869364, 0.999896459027),
            (500, 1_000, 0.95, 0.468549172972, 0.531450827028),
            (3, 7, 0.8, 0.169638417397, 0.721397951418),
        ])
    func limits(successes: Int, trials: Int, confidence: Double, low: Double, high: Double) throws {
        let interval = try #require(
            ProportionInterval.interval(successes: successes, of: trials, confidence: confidence))
        #expect(interval.estimate == Double(successes) / Double(trials))
        #expect(abs(interval.low - low) < 1e-9 && abs(interval.high - high) < 1e-9, "\(interval)")
    }

    @Test("Where all or none succeeded, the limit on that side is the end, and the other a power")
    func ends() throws {
        let none = try #require(ProportionInterval.interval(successes: 0, of: 30))
        #expect(none.low == 0 && none.estimate == 0)
        // The rule of three at 97.5 %: 1 - 0.025 to the power of 1/30.
        #expect(abs(none.high - 0.115703310) < 1e-8)
        let all = try #require(ProportionInterval.interval(successes: 30, of: 30))
        #expect(all.high == 1 && abs(all.low - (1 - none.high)) < 1e-12)
        #expect(ProportionInterval.interval(successes: 0, of: 0) == nil)
    }

    /// Every outcome of 25 trials is weighed by its chance.
    @Test("It holds the true share at least as often as it says", arguments: [0.9, 0.95, 0.99])
    func coverage(confidence: Double) throws {
        let intervals = (0...25).compactMap {
            ProportionInterval.interval(successes: $0, of: 25, confidence: confidence)
        }
        for percent in 1...99 {
            let share = Double(percent) / 100
            let outcomes = BinomialDistribution(trials: 25, probability: share)
            let covered = intervals.enumerated().reduce(0.0) { sum, outcome in
                let chance = outcomes.cumulative(outcome.offset) - outcomes.cumulative(outcome.offset - 1)
                return outcome.element.holds(share) ? sum + chance : sum
            }
            #expect(covered >= confidence - 1e-12, "\(share): \(covered)")
        }
    }

    @Test(
        "So many trials that all succeed show a share, and one fewer does not",
        arguments: [(0.99, 0.95, 368), (0.9, 0.95, 36), (0.95, 0.9, 59), (0.5, 0.95, 6)])
    func trials(share: Double, confidence: Double, count: Int) throws {
        #expect(ProportionInterval.trialsThatShow(atLeast: share, confidence: confidence) == count)
        for trials in [count - 1, count] {
            let interval = try #require(
                ProportionInterval.interval(successes: trials, of: trials, confidence: confidence))
            #expect((interval.low >= share) == (trials == count))
        }
    }
}
