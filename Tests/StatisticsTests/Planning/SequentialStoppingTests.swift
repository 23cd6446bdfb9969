import Statistics
import Testing

@Suite("Sequential stopping")
struct SequentialStoppingTests {
    /// Ten replications of a bank: Law, "Simulation Modeling and Analysis", 5th edition, section 9.4 (mean 2.03,
    /// variance 0.31).
    private static let bank = RunningMean(of: [1.53, 1.66, 1.24, 2.34, 2.00, 1.69, 2.69, 2.86, 1.70, 2.60])

    /// His examples in section 9.4.1: 16 replications for ± 0.25, 27 for ± 10 %, both at 90 %.
    @Test(
        "Law's bank needs as many replications as he says",
        arguments: [(SequentialStopping.Precision.absolute(0.25), 16), (.relative(0.1), 27)])
    func law(precision: SequentialStopping.Precision, count: Int) {
        let rule = SequentialStopping(precision, confidence: 0.9, limit: 1_000)
        #expect(rule.decision(after: Self.bank) == .goOn(until: count))
    }

    @Test("What is known well enough is enough, and the limit ends what is not")
    func ends() {
        func decision(_ halfWidth: Double, limit: Int) -> SequentialStopping.Decision {
            SequentialStopping(.absolute(halfWidth), confidence: 0.9, limit: limit).decision(after: Self.bank)
        }
        #expect(decision(0.33, limit: 10) == .enough)
        #expect(decision(0.3, limit: 10) == .limitReached)
        #expect(decision(0.01, limit: 50) == .goOn(until: 50))
    }

    @Test("Before the least number of replications nothing is believed")
    func least() {
        let rule = SequentialStopping(.absolute(1), least: 12, limit: 100)
        #expect(rule.decision(after: RunningMean()) == .goOn(until: 12))
        #expect(rule.decision(after: RunningMean(of: repeatElement(1, count: 11))) == .goOn(until: 12))
        #expect(rule.decision(after: RunningMean(of: repeatElement(1, count: 12))) == .enough)
    }

    @Test("A mean of nought is never known to a share of itself")
    func nought() {
        let rule = SequentialStopping(.relative(0.1), least: 2, limit: 100)
        #expect(rule.decision(after: RunningMean(of: [-1, 1])) == .goOn(until: 100))
        #expect(rule.decision(after: RunningMean(of: [0, 0])) == .enough)
    }
}
