import Statistics
import Testing

@Suite("Student's distribution")
struct StudentDistributionTests {
    @Test(
        "Quantiles are those of the tables",
        arguments: [
            (0.975, 1, 12.7062047364), (0.975, 2, 4.3026527300), (0.975, 3, 3.1824463053), (0.975, 4, 2.7764451052),
            (0.975, 5, 2.5705818366), (0.975, 10, 2.2281388520), (0.975, 30, 2.0422724563), (0.975, 999, 1.9623414611),
            (0.95, 1, 6.3137515147), (0.95, 7, 1.8945786051), (0.995, 9, 3.2498355416), (0.99, 120, 2.3578246127),
            (0.75, 4, 0.7406970841), (0.9995, 2, 31.5990545764),
        ])
    func quantiles(share: Double, freedom: Int, quantile: Double) {
        let found = StudentDistribution.quantile(share, freedom: freedom)
        #expect(abs(found / quantile - 1) < 1e-9, "\(found)")
    }

    @Test("Both sides are alike, and the middle is nought")
    func symmetry() {
        #expect(StudentDistribution.quantile(0.5, freedom: 3) == 0)
        #expect(StudentDistribution.quantile(0.1, freedom: 3) == -StudentDistribution.quantile(0.9, freedom: 3))
    }

    @Test("With many degrees of freedom it is the normal distribution")
    func normalLimit() {
        #expect(abs(StudentDistribution.quantile(0.975, freedom: 10_000_000) - 1.959963984540054) < 0.00003)
    }
}
