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
            // Of SciPy 1.17, beyond what tables hold.
            (0.975, 1_001, 1.9623367052808798), (0.95, 5_000, 1.6451584375969708), (0.9995, 2_000, 3.2953981367297707),
            (0.995, 100_000, 2.575878469908375), (0.975, 1_000_000_000, 1.959963986912325),
        ])
    func quantiles(share: Double, freedom: Int, quantile: Double) {
        let found = StudentDistribution.quantile(share, freedom: freedom)
        #expect(abs(found / quantile - 1) < 1e-9, "\(found)")
    }

    @Test(
        "Shares are those of SciPy 1.17",
        arguments: [
            (1, 1, 0.75), (-2.5, 9, 0.016930913841492867), (2.132, 4, 0.9500086136304292),
            (0.7, 30, 0.7553397782501642), (-3, 5_000, 0.0013565545121428954), (1.96, 1_000_000, 0.9750019662073651),
        ])
    func shares(t: Double, freedom: Int, share: Double) {
        let found = StudentDistribution.cumulative(t, freedom: freedom)
        #expect(abs(found / share - 1) < 1e-10, "\(found)")
    }

    @Test("Both sides are alike, and the middle is nought")
    func symmetry() {
        #expect(StudentDistribution.quantile(0.5, freedom: 3) == 0)
        #expect(StudentDistribution.quantile(0.125, freedom: 3) == -StudentDistribution.quantile(0.875, freedom: 3))
        #expect(StudentDistribution.cumulative(-.infinity, freedom: 3) == 0)
    }

    @Test("With many degrees of freedom it is the normal distribution")
    func normalLimit() {
        let normal = NormalDistribution.quantile(0.975)
        #expect(abs(StudentDistribution.quantile(0.975, freedom: .max) - normal) < 1e-12)
    }
}
