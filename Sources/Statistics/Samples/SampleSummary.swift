/// What the samples of one distribution come to, in the unit of the figures that were recorded. Its percentiles are
/// those of ``Percentile``.
public struct SampleSummary: Sendable, Equatable {
    /// How many samples; of a level, the milliseconds that were seen of it.
    public var count: UInt64
    /// Exact, whatever the histogram's resolution.
    public var mean: Double
    /// The least that half of the samples lie at or below.
    public var p50: Double
    /// The least that 95 of 100 samples lie at or below.
    public var p95: Double
    /// The least that 99 of 100 samples lie at or below.
    public var p99: Double
    /// Exact, whatever the histogram's resolution.
    public var max: Double

    /// All in the unit of the samples.
    public init(count: UInt64, mean: Double, p50: Double, p95: Double, p99: Double, max: Double) {
        self.count = count
        self.mean = mean
        self.p50 = p50
        self.p95 = p95
        self.p99 = p99
        self.max = max
    }

    /// Equal to the bit, so that the same run is the same summary.
    public static func == (one: Self, other: Self) -> Bool {
        one.count == other.count && one.mean.isSame(as: other.mean) && one.p50.isSame(as: other.p50)
            && one.p95.isSame(as: other.p95) && one.p99.isSame(as: other.p99) && one.max.isSame(as: other.max)
    }

    /// Of no samples.
    public static let empty = SampleSummary(count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0)
}

/// Samples that a histogram does not tell apart.
public struct SampleBucket: Sendable, Equatable {
    /// The highest of them, in the unit of the figures that were recorded.
    public var value: Double
    /// How many samples; of a level, the milliseconds spent there.
    public var count: UInt64

    /// A value and how many samples came to it.
    public init(value: Double, count: UInt64) {
        self.value = value
        self.count = count
    }
}

extension Double {
    /// Whether both say the same: equal figures, or no figure on either side.
    package func isSame(as other: Double) -> Bool { self == other || isNaN && other.isNaN }
}
