/// What a histogram of `count` samples comes to, in the unit of its scale.
public struct SampleSummary: Sendable, Equatable {
    public var count: UInt64
    public var mean: Double
    public var p50: Double
    public var p95: Double
    public var p99: Double
    public var max: Double

    public init(count: UInt64, mean: Double, p50: Double, p95: Double, p99: Double, max: Double) {
        self.count = count
        self.mean = mean
        self.p50 = p50
        self.p95 = p95
        self.p99 = p99
        self.max = max
    }
}
