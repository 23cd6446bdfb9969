import Statistics
import Testing

@Suite("Paired differences")
struct PairedDifferenceTests {
    private func pairs(_ base: [Double], _ other: [Double]) -> PairedDifference {
        zip(base, other).reduce(into: PairedDifference()) { $0.add(base: $1.0, other: $1.1) }
    }

    /// Law, "Simulation Modeling and Analysis", 5th edition, section 10.2.1: inventory costs of (20, 80) and (20, 40),
    /// 4.98 ± 3.33 at 90 %.
    @Test("Two inventory policies of Law differ as he says")
    func law() throws {
        let pairs = pairs([118.21, 120.22, 122.45, 122.68, 119.40], [126.97, 124.31, 126.68, 122.66, 127.23])
        let interval = try #require(pairs.interval(confidence: 0.9))
        #expect(abs(interval.low - 1.65) < 0.01 && abs(interval.high - 8.31) < 0.01)
        #expect(try abs(#require(pairs.difference.variance) / 5 - 2.44) < 0.01)
        // His runs are independent, and five of them happen to go against each other.
        #expect(try #require(pairs.varianceSaved) < 0)
    }

    /// Student's sleep data, as R's `t.test(paired = TRUE)` has them: 1.58, from 0.7001142 to 2.4598858.
    @Test("Two drugs given to the same ten sleepers differ as R says, and the pairing saves four fifths")
    func sleep() throws {
        let pairs = pairs(Self.first, Self.second)
        let interval = try #require(pairs.interval())
        #expect(abs(interval.estimate - 1.58) < 1e-12)
        #expect(abs(interval.low - 0.7001142367230176) < 1e-9 && abs(interval.high - 2.4598857632769824) < 1e-9)
        #expect(try abs(#require(pairs.varianceSaved) - 0.7901550411490923) < 1e-12)
        #expect(try abs(#require(pairs.correlation) - 0.7951702058335777) < 1e-12)
    }

    static let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]
    static let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

    @Test("A pair of which one has no figure is none")
    func halfPair() {
        #expect(pairs([1, .nan, 3, 4], [2, 3, .infinity, 6]) == pairs([1, 4], [2, 6]))
    }

    @Test("Of one pair nothing is told but its difference")
    func onePair() {
        let one = pairs([1], [3])
        #expect(one.difference.mean == 2 && one.interval() == nil && one.varianceSaved == nil)
        #expect(pairs([1, 1], [2, 2]).varianceSaved == nil && pairs([1, 1], [2, 3]).correlation == nil)
    }

    /// Two queues meet the same arrivals and services; only the server's speed differs.
    @Test("Common random numbers save most of the variance")
    func commonRandomNumbers() throws {
        var pairs = PairedDifference()
        for replication in 0..<200 {
            var (draws, slow, fast) = (Draws("common", replication), 0.0, 0.0)
            var waits = (base: 0.0, other: 0.0)
            for _ in 0..<50 {
                let (gap, service) = (draws.exponential(rate: 0.5), draws.exponential(rate: 1))
                slow = max(0, slow + service - gap)
                fast = max(0, fast + service / 1.1 - gap)
                waits = (waits.base + slow / 50, waits.other + fast / 50)
            }
            pairs.add(base: waits.base, other: waits.other)
        }
        #expect(try #require(pairs.varianceSaved) > 0.9)
    }
}
