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
    public init(usual: UInt64 = defaultUsual) {
        histogram = usual == Self.defaultUsual ? Self.blank : Self.histogram(upTo: usual)
    }

    /// Nineteen hours in microseconds.
    @usableFromInline static let defaultUsual: UInt64 = 1 << 36
    /// Made once, and taken over by each as it begins: there are tens of thousands of places to be made, which most
    /// distributions of a run never use.
    private static let blank = histogram(upTo: defaultUsual)

    private static func histogram(upTo usual: UInt64) -> Histogram<UInt64> {
        var histogram = Histogram<UInt64>(highestTrackableValue: usual, numberOfSignificantValueDigits: .three)
        histogram.autoResize = true
        return histogram
    }

    /// The weights of all samples together.
    public var count: UInt64 { histogram.totalCount }

    /// Of the samples so far, exactly; nought before the first.
    public var greatest: UInt64 { max }

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
        let ranks = [Percentile.median, .p95, .p99].map { $0.rank(among: count) }
        var quantiles: [Double] = []
        var buckets: [SampleBucket] = []
        // One walk for all: it passes thousands of places where nothing was recorded.
        for recorded in histogram.recordedValues() {
            // A bucket is reported by its highest value, and nothing recorded lies above the maximum.
            let value = Double(Swift.min(recorded.value, max)) * scale
            while quantiles.count < ranks.count, recorded.totalCountToThisValue >= ranks[quantiles.count] {
                quantiles.append(value)
            }
            let samples = recorded.count / weightScale
            if samples > 0 { buckets.append(SampleBucket(value: value, count: samples)) }
        }
        precondition(quantiles.count == ranks.count, "No quantile lies behind the last sample.")
        let summary = SampleSummary(
            count: count / weightScale, mean: sum / Double(count) * scale, p50: quantiles[0], p95: quantiles[1],
            p99: quantiles[2], max: Double(max) * scale)
        return (summary, buckets)
    }
}
