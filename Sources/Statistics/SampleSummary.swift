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

    public static func == (one: Self, other: Self) -> Bool {
        one.count == other.count && one.mean.isSame(as: other.mean) && one.p50.isSame(as: other.p50)
            && one.p95.isSame(as: other.p95) && one.p99.isSame(as: other.p99) && one.max.isSame(as: other.max)
    }
}

extension Double {
    /// Whether both say the same: equal figures, or no figure on either side.
    package func isSame(as other: Double) -> Bool { self == other || isNaN && other.isNaN }
}
