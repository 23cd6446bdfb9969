import Histogram

/// Samples of one distribution: an HdrHistogram of three significant digits, with the exact sum and maximum beside it.
///
/// Samples are whole numbers. Who records durations chooses a step, such as the microsecond, and says what it is worth
/// when the figures are read.
public struct SampleHistogram: Sendable {
    private var histogram: Histogram<UInt64>
    private var sum = 0.0
    private var max: UInt64 = 0

    /// - Parameter usual: values up to this have their place from the beginning; the histogram grows for greater ones,
    ///   which is slow.
    public init(usual: UInt64 = 1 << 36) {
        histogram = Histogram(highestTrackableValue: usual, numberOfSignificantValueDigits: .three)
        histogram.autoResize = true
    }

    /// The weights of all samples together.
    public var count: UInt64 { histogram.totalCount }

    /// Takes a sample.
    /// - Parameter weight: how many equal samples this one stands for.
    public mutating func record(_ value: UInt64, weight: UInt64 = 1) {
        histogram.record(value, count: weight)
        sum += Double(value) * Double(weight)
        if value > max { max = value }
    }

    /// What the samples come to, and the samples themselves in buckets of ascending value.
    /// - Parameters:
    ///   - scale: what one recorded step is worth in the unit of the figures.
    ///   - weightScale: how many recorded weights make one sample.
    public func figure(scale: Double, weightScale: UInt64 = 1) -> (summary: SampleSummary, buckets: [SampleBucket]) {
        precondition(weightScale > 0, "A sample has a weight.")
        guard count > 0 else { return (.empty, []) }
        // A bucket is reported by its highest value, and nothing recorded lies above the maximum.
        func quantile(_ percent: Double) -> Double {
            Double(Swift.min(histogram.valueAtPercentile(percent), max)) * scale
        }
        let summary = SampleSummary(
            count: count / weightScale, mean: sum / Double(count) * scale, p50: quantile(50), p95: quantile(95),
            p99: quantile(99), max: Double(max) * scale)
        let buckets = histogram.recordedValues().map {
            SampleBucket(value: Double(Swift.min($0.value, max)) * scale, count: $0.count / weightScale)
        }
        return (summary, buckets.filter { $0.count > 0 })
    }
}
