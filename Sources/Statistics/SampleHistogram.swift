import Histogram

/// Samples of one distribution: an HdrHistogram of three significant digits, with the exact sum and maximum beside it.
package struct SampleHistogram: Sendable {
    private var histogram: Histogram<UInt64>
    private var sum = 0.0
    private var max: UInt64 = 0

    /// - Parameter usual: values up to this have their place from the beginning; the histogram grows for greater ones,
    ///   which is slow.
    package init(usual: UInt64 = 1 << 36) {
        histogram = Histogram(highestTrackableValue: usual, numberOfSignificantValueDigits: .three)
        histogram.autoResize = true
    }

    package var count: UInt64 { histogram.totalCount }

    /// - Parameter weight: how many equal samples this one stands for.
    @inline(__always)
    package mutating func record(_ value: UInt64, weight: UInt64 = 1) {
        histogram.record(value, count: weight)
        sum += Double(value) * Double(weight)
        if value > max { max = value }
    }

    /// - Parameters:
    ///   - scale: what one recorded step is worth in the measure's unit.
    ///   - weightScale: how many recorded weights make one sample.
    package func figure(scale: Double, weightScale: UInt64 = 1) -> (SampleSummary, [(value: Double, count: UInt64)]) {
        guard count > 0 else { return (SampleSummary(count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0), []) }
        // A bucket is reported by its highest value, and nothing recorded lies above the maximum.
        func quantile(_ percent: Double) -> Double {
            Double(Swift.min(histogram.valueAtPercentile(percent), max)) * scale
        }
        let summary = SampleSummary(
            count: count / weightScale, mean: sum / Double(count) * scale, p50: quantile(50), p95: quantile(95),
            p99: quantile(99), max: Double(max) * scale)
        let buckets = histogram.recordedValues().map {
            (value: Double(Swift.min($0.value, max)) * scale, count: $0.count / weightScale)
        }
        return (summary, buckets.filter { $0.count > 0 })
    }
}

/// A level over time: how long it stood at each height.
package struct LevelOverTime: Sendable {
    package private(set) var level: Int = 0
    private var since: Int64
    /// Of nanoseconds at each height.
    private var heights = SampleHistogram(usual: 1 << 16)

    package init(from nanoseconds: Int64) { since = nanoseconds }

    @inline(__always)
    package mutating func change(to level: Int, at nanoseconds: Int64) {
        if nanoseconds > since {
            heights.record(UInt64(Swift.max(self.level, 0)), weight: UInt64(nanoseconds - since))
            since = nanoseconds
        }
        self.level = level
    }

    /// The heights and the milliseconds spent at each, up to the last change.
    package func figure() -> (SampleSummary, [(value: Double, count: UInt64)]) {
        heights.figure(scale: 1, weightScale: 1_000_000)
    }
}
