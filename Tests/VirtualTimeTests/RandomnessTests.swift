import Testing
import VirtualTime

@Suite struct RandomnessTests {
    @Test("A stream depends on seed, name and replication alone")
    func aStreamDependsOnSeed() {
        func first(_ seed: UInt64, _ name: String, _ replication: UInt64) -> UInt64 {
            var stream = RandomStream(seed: seed, name: name, replication: replication)
            return stream.next()
        }
        #expect(first(1, "citizens/42/think-time", 0) == first(1, "citizens/42/think-time", 0))
        let others = [
            first(1, "citizens/42/think-time", 0), first(2, "citizens/42/think-time", 0),
            first(1, "citizens/43/think-time", 0), first(1, "citizens/42/think-time", 1),
        ]
        #expect(Set(others).count == 4)
    }

    static let all: [(name: String, distribution: Distribution, mean: Double)] = [
        ("constant", .constant(.milliseconds(3)), 3),
        ("uniform", .uniform(.milliseconds(2), .milliseconds(6)), 4),
        ("exponential", .exponential(mean: .milliseconds(5)), 5),
        // exp(mu + sigma^2 / 2) with sigma = ln(10) / z99.
        ("log-normal", .logNormal(median: .milliseconds(10), p99: .milliseconds(100)), 16.3188),
        ("log-normal by sigma", .logNormalBySigma(mean: .milliseconds(50), sigma: 0.5), 50),
        ("gamma", .gamma(shape: 2.5, mean: .milliseconds(8)), 8),
        ("flat gamma", .gamma(shape: 0.4, mean: .milliseconds(8)), 8),
        // scale * Gamma(1 + 1/2) = scale * sqrt(pi) / 2.
        ("weibull", .weibull(shape: 2, scale: .milliseconds(10)), 8.862269),
        ("empirical", .empirical([.init(0, .zero), .init(0.5, .milliseconds(10)), .init(1, .milliseconds(30))]), 12.5),
        // Memoryless: 2 ms plus the mean of an exponential, up to the far end.
        ("truncated", .truncated(.exponential(mean: .milliseconds(5)), from: .milliseconds(2), to: .seconds(9)), 7),
        (
            "mixture",
            .mixture([.init(weight: 3, .constant(.milliseconds(1))), .init(weight: 1, .constant(.milliseconds(9)))]), 3
        ),
    ]

    @Test("The mean over many samples is the distribution's", arguments: all.indices)
    func theMeanOverMany(index: Int) {
        let (name, distribution, mean) = Self.all[index]
        let sampler = Sampler(distribution)
        for seed in 1...3 as ClosedRange<UInt64> {
            var stream = RandomStream(seed: seed, name: name, replication: 0)
            let count = 100_000
            let sum = (0..<count).reduce(0.0) { sum, _ in sum + Double(sampler.sampleNanoseconds(&stream)) }
            #expect(abs(sum / Double(count) / 1e6 / mean - 1) < 0.03, "\(name), seed \(seed)")
        }
    }

    @Test("A log-normal has the median and p99 it was given")
    func logNormalHasTheMedian() {
        let sampler = Sampler(.logNormal(median: .milliseconds(20), p99: .milliseconds(200)))
        var stream = RandomStream(seed: 5, name: "quantiles", replication: 0)
        let samples = (0..<100_000).map { _ in sampler.sampleNanoseconds(&stream) }.sorted()
        #expect(abs(Double(samples[50_000]) / 20e6 - 1) < 0.02)
        #expect(abs(Double(samples[99_000]) / 200e6 - 1) < 0.04)
    }

    @Test("Gamma and Weibull have their variance")
    func gammaAndWeibullHaveTheirVariance() {
        // Shape k and mean m give the variance m²/k; Weibull of shape 2 has s² (1 - pi/4).
        for (distribution, variance) in [
            (Distribution.gamma(shape: 2.5, mean: .milliseconds(8)), 25.6),
            (.gamma(shape: 0.4, mean: .milliseconds(8)), 160), (.weibull(shape: 2, scale: .milliseconds(10)), 21.460),
        ] {
            let sampler = Sampler(distribution)
            var stream = RandomStream(seed: 9, name: "variance", replication: 0)
            let samples = (0..<200_000).map { _ in Double(sampler.sampleNanoseconds(&stream)) / 1e6 }
            let mean = samples.reduce(0, +) / Double(samples.count)
            let measured = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(samples.count)
            #expect(abs(measured / variance - 1) < 0.05)
        }
    }

    @Test("Limits hold")
    func limitsHold() {
        var stream = RandomStream(seed: 2, name: "limits", replication: 0)
        let truncated = Sampler(
            .truncated(.exponential(mean: .milliseconds(5)), from: .milliseconds(2), to: .milliseconds(4)))
        let empirical = Sampler(.empirical([.init(0, .milliseconds(1)), .init(1, .milliseconds(2))]))
        for _ in 0..<10_000 {
            #expect((2_000_000...4_000_000).contains(truncated.sampleNanoseconds(&stream)))
            #expect((1_000_000...2_000_000).contains(empirical.sampleNanoseconds(&stream)))
        }
    }

    @Test("The first samples never change", arguments: zip(all.indices, golden))
    func theFirstSamplesNeverChange(index: Int, expected: [Int64]) {
        let (name, distribution, _) = Self.all[index]
        var stream = RandomStream(seed: 42, name: name, replication: 0)
        let sampler = Sampler(distribution)
        #expect(
            [
                sampler.sampleNanoseconds(&stream), sampler.sampleNanoseconds(&stream),
                sampler.sampleNanoseconds(&stream),
            ] == expected, "\(name)")
    }

    static let golden: [[Int64]] = [
        [3_000_000, 3_000_000, 3_000_000], [5_789_461, 4_171_787, 5_806_568], [14_929_792, 4_458_218, 7_888_560],
        [616_807, 16_246_758, 5_753_612], [35_113_840, 27_707_340, 39_134_704], [7_693_522, 6_683_835, 2_382_245],
        [38_277_310, 11_183_931, 580_024], [9_899_782, 14_090_645, 6_521_244], [23_344_727, 9_348_273, 7_709_896],
        [21_369_780, 7_320_291, 13_459_638], [1_000_000, 9_000_000, 1_000_000],
    ]

    @Test("Draws below a bound are even")
    func drawsBelowABoundAreEven() {
        var stream = RandomStream(seed: 3, name: "bound", replication: 0)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[Int(stream.next(below: 7))] += 1 }
        for count in counts { #expect(abs(count - 10_000) < 500) }
        let hits = (0..<100_000).count { _ in stream.happens(Ratio(1, in: 20)) }
        #expect(abs(hits - 5_000) < 300)
        #expect(!stream.happens(.never) && stream.happens(.always))
    }
}
