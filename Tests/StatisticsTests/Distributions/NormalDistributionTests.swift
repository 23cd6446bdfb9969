import Statistics
import Testing

@Suite("The normal distribution")
struct NormalDistributionTests {
    @Test(
        "Quantiles are those of SciPy 1.17",
        arguments: [
            (0.6, 0.2533471031357997), (0.9, 1.2815515655446004), (0.975, 1.959963984540054),
            (0.995, 2.5758293035489004), (0.9999, 3.719016485455709), (1e-10, -6.361340902404056),
        ])
    func quantiles(share: Double, quantile: Double) {
        let found = NormalDistribution.quantile(share)
        #expect(abs(found / quantile - 1) < 1e-12, "\(found)")
    }

    @Test(
        "What lies far out is told to as many digits, on both sides of the change from series to fraction",
        arguments: [
            (0.5, 0.3085375387259869), (1, 0.15865525393145707), (2.9, 0.0018658133003840375),
            (3.1, 0.0009676032132183563), (5, 2.866515718791933e-07), (10, 7.61985302416047e-24),
            (30, 4.906713927147908e-198),
        ])
    func tails(x: Double, share: Double) {
        #expect(abs(NormalDistribution.cumulative(-x) / share - 1) < 1e-12)
        #expect(abs(NormalDistribution.cumulative(x) - (1 - share)) < 1e-15)
    }

    @Test("The middle is nought, and the far ends are certain")
    func ends() {
        #expect(NormalDistribution.quantile(0.5) == 0)
        #expect(NormalDistribution.cumulative(0) == 0.5)
        #expect(NormalDistribution.cumulative(-.infinity) == 0 && NormalDistribution.cumulative(.infinity) == 1)
    }
}
