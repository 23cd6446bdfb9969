/// The one definition of a percentile in this program: nearest rank.
///
/// Of n samples in ascending order, the percentile p is the sample at rank n p / 100, rounded up and counted from 1: a
/// sample that was seen, never a figure between two. It is the inverse of the samples' own distribution function
/// (Hyndman and Fan, "Sample quantiles in statistical packages", 1996, definition 1), and what an HdrHistogram counts
/// by.
public struct Percentile: Sendable, Hashable {
    /// In words, for whoever reads a percentile.
    public static let definition = "nearest rank: the least sample that so many percent of all samples lie at or below"

    /// The percentiles that a summary shows.
    public static let median = Percentile(50)
    /// 95 of 100 samples lie at or below it.
    public static let p95 = Percentile(95)
    /// 99 of 100 samples lie at or below it.
    public static let p99 = Percentile(99)

    /// Above 0, at most 100.
    public let percent: Double
    /// Of a percent. Ranks are counted in whole numbers, as 0.55 times 100 samples is more than 55 in binary fractions.
    private let millionths: UInt64
    private static let millionthsOfAll: UInt64 = 100_000_000

    /// - Parameter percent: above 0, at most 100; taken to six decimals.
    public init(_ percent: Double) {
        precondition(percent > 0 && percent <= 100, "A percentile is above 0 and at most 100.")
        self.percent = percent
        millionths = max(1, UInt64((percent * 1e6).rounded()))
    }

    /// Which sample it is, counted from 1 in ascending order.
    /// - Parameter count: how many samples there are, at least one.
    public func rank(among count: UInt64) -> UInt64 {
        precondition(count > 0, "A percentile is one of the samples.")
        let product = count.multipliedFullWidth(by: millionths)
        let (whole, rest) = Self.millionthsOfAll.dividingFullWidth(product)
        return rest > 0 ? whole + 1 : whole
    }

    /// Of samples in ascending order; nil when there are none.
    public func value(ofSorted samples: [Double]) -> Double? {
        samples.isEmpty ? nil : samples[Int(rank(among: UInt64(samples.count))) - 1]
    }

    /// Of samples in buckets of ascending value; nil when there are none.
    public func value(of buckets: [SampleBucket]) -> Double? {
        let count = buckets.reduce(0) { $0 + $1.count }
        guard count > 0 else { return nil }
        let rank = rank(among: count)
        var passed: UInt64 = 0
        for bucket in buckets {
            passed += bucket.count
            if passed >= rank { return bucket.value }
        }
        preconditionFailure("No rank lies behind the last sample.")
    }
}
