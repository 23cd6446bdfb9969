import Foundation
import Testing
import VirtualTime

/// The normal and exponential numbers behind the distributions, read back from samples so large that whole nanoseconds
/// lose nothing: against the exact distributions, over many seeds and in the tails, where the ziggurat draws in another
/// way.
@Suite struct ZigguratTests {
    private static let scaleNanoseconds = 1_000_000_000_000_000
    private static let mean = Duration.nanoseconds(scaleNanoseconds)

    private static func normals(_ count: Int, seed: UInt64) -> [Double] {
        let sampler = Sampler(.logNormalBySigma(mean: mean, sigma: 1))
        var stream = RandomStream(seed: seed, name: "normal", replication: 0)
        let mu = log(Double(scaleNanoseconds)) - 0.5
        return (0..<count).map { _ in log(Double(sampler.sampleNanoseconds(&stream))) - mu }
    }

    private static func exponentials(_ count: Int, seed: UInt64) -> [Double] {
        let sampler = Sampler(.exponential(mean: mean))
        var stream = RandomStream(seed: seed, name: "exponential", replication: 0)
        return (0..<count).map { _ in Double(sampler.sampleNanoseconds(&stream)) / Double(scaleNanoseconds) }
    }

    private static func normalShare(below x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }
    private static func exponentialShare(below x: Double) -> Double { 1 - exp(-x) }

    /// Kolmogorov's and Smirnov's distance between `samples` and a distribution, times the square root of their number:
    /// above 2.2 once in 8,000 times.
    private static func distance(_ samples: [Double], _ share: (Double) -> Double) -> Double {
        let count = Double(samples.count)
        let worst = samples.sorted().enumerated().reduce(0.0) { worst, sample in
            let expected = share(sample.element)
            return max(worst, Double(sample.offset + 1) / count - expected, expected - Double(sample.offset) / count)
        }
        return worst * count.squareRoot()
    }

    @Test("Samples follow the distribution", arguments: 1...20 as ClosedRange<UInt64>)
    func samplesFollowTheDistribution(seed: UInt64) {
        #expect(Self.distance(Self.normals(10_000, seed: seed), Self.normalShare) < 2.2)
        #expect(Self.distance(Self.exponentials(10_000, seed: seed), Self.exponentialShare) < 2.2)
    }

    @Test("Many samples follow the distribution")
    func manySamplesFollowTheDistribution() {
        #expect(Self.distance(Self.normals(400_000, seed: 31), Self.normalShare) < 2.2)
        #expect(Self.distance(Self.exponentials(400_000, seed: 31), Self.exponentialShare) < 2.2)
    }

    /// Within four standard errors. The published moments are 0, 1, 0, 3 and n!.
    @Test("Moments are the distribution's")
    func momentsAreTheDistributions() {
        func moment(_ power: Double, of samples: [Double]) -> Double {
            samples.reduce(0) { $0 + pow($1, power) } / Double(samples.count)
        }
        let errors = 4 / 400_000.0.squareRoot()
        let normals = Self.normals(400_000, seed: 32)
        for (power, expected, variance) in [(1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)] as [(Double, Double, Double)]
        {
            #expect(abs(moment(power, of: normals) - expected) < errors * variance.squareRoot(), "power \(power)")
        }
        let exponentials = Self.exponentials(400_000, seed: 32)
        for (power, expected, variance) in [(1, 1, 1), (2, 2, 20), (3, 6, 684)] as [(Double, Double, Double)] {
            #expect(abs(moment(power, of: exponentials) - expected) < errors * variance.squareRoot(), "power \(power)")
        }
    }

    /// Beyond 3.4426 and 7.6971 the bottom layers end.
    @Test("The tails follow the distribution")
    func theTailsFollowTheDistribution() {
        let start = 3.442619855899
        let normals = Self.normals(1_000_000, seed: 33).filter { abs($0) > start }
        let outside = 2 * Self.normalShare(below: -start)
        #expect(abs(Double(normals.count) - 1e6 * outside) < 4 * (1e6 * outside).squareRoot())
        #expect(
            abs(Double(normals.count { $0 > 0 }) - 0.5 * Double(normals.count)) < 2 * Double(normals.count).squareRoot()
        )
        let normalDistance = Self.distance(normals.map { abs($0) }) { 1 - 2 * Self.normalShare(below: -$0) / outside }
        #expect(normalDistance < 2.2)

        let bottom = 7.69711747013105
        let exponentials = Self.exponentials(1_000_000, seed: 33).filter { $0 > bottom }
        let beyond = exp(-bottom)
        #expect(abs(Double(exponentials.count) - 1e6 * beyond) < 4 * (1e6 * beyond).squareRoot())
        #expect(Self.distance(exponentials.map { $0 - bottom }, Self.exponentialShare) < 2.2)
    }

    /// The published two-sided quantiles of the normal distribution.
    @Test("Quantiles are the published ones")
    func quantilesAreThePublished() {
        let normals = Self.normals(400_000, seed: 34)
        for (quantile, outside) in [(1.644854, 0.1), (1.959964, 0.05), (2.575829, 0.01), (3.290527, 0.001)] {
            let share = Double(normals.count { abs($0) > quantile }) / Double(normals.count)
            #expect(abs(share - outside) < 4 * (outside / Double(normals.count)).squareRoot(), "\(quantile)")
        }
    }

    /// Doornik's finding about generators that take layer and place from the same bits: fine cells are filled unevenly,
    /// and neighbours depend on each other. Chi-square has the mean n - 1 and the variance 2 (n - 1).
    @Test("Fine cells and pairs are filled evenly")
    func fineCellsAndPairs() {
        func excess(_ counts: [Int], of total: Int) -> Double {
            let expected = Double(total) / Double(counts.count)
            let square = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
            let freedom = Double(counts.count - 1)
            return (square - freedom) / (2 * freedom).squareRoot()
        }
        let total = 500_000
        for shares in [
            Self.normals(total, seed: 35).map(Self.normalShare),
            Self.exponentials(total, seed: 35).map(Self.exponentialShare),
        ] {
            var cells = [Int](repeating: 0, count: 1_000)
            var pairs = [Int](repeating: 0, count: 32 * 32)
            for (index, share) in shares.enumerated() {
                cells[Int(share * 1_000)] += 1
                if index % 2 == 1 { pairs[Int(shares[index - 1] * 32) * 32 + Int(share * 32)] += 1 }
            }
            #expect(excess(cells, of: total) < 4)
            #expect(excess(pairs, of: total / 2) < 4)
        }
    }
}
