import Statistics
import Testing

@Suite("The binomial distribution")
struct BinomialDistributionTests {
    @Test(
        "Shares are those of SciPy 1.17",
        arguments: [
            (2, 10, 0.5, 0.0546875), (6, 20, 0.5, 0.057659149169921875), (93, 100, 0.95, 0.23398601598516852),
            (0, 5, 0.3, 0.16807), (949_800, 1_000_000, 0.95, 0.1799696372278905),
            (3, 1_000, 0.001, 0.9810731665496396),
        ])
    func shares(successes: Int, trials: Int, probability: Double, share: Double) {
        let found = BinomialDistribution(trials: trials, probability: probability).cumulative(successes)
        #expect(abs(found / share - 1) < 1e-10, "\(found)")
    }

    @Test("Nothing lies below nought, all at or below the number of trials")
    func ends() {
        let few = BinomialDistribution(trials: 3, probability: 0.25)
        #expect(few.cumulative(-1) == 0 && few.cumulative(3) == 1 && few.cumulative(4) == 1)
        #expect(few.quantile(0.01) == 0 && few.quantile(0.999_999) == 3)
    }
}
