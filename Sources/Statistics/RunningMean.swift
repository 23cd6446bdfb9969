/// Mean and spread of figures that come one by one (Welford's method), and what they say of the mean that they are
/// drawn around: figures of independent runs, say.
public struct RunningMean: Sendable, Equatable {
    /// How many figures.
    public private(set) var count = 0
    /// Of the figures so far; nought before the first.
    public private(set) var mean = 0.0
    private var squares = 0.0

    /// Nothing taken in yet.
    public init() {}

    /// Takes a figure. What is not a number is none: a measure that had no sample in its run.
    public mutating func add(_ figure: Double) {
        guard figure.isFinite else { return }
        count += 1
        let step = figure - mean
        mean += step / Double(count)
        squares += step * (figure - mean)
    }

    /// Of single figures, estimated from those seen; nil for fewer than two.
    public var standardDeviation: Double? { count > 1 ? (squares / Double(count - 1)).squareRoot() : nil }

    /// Half the width of the 95 % confidence interval around the mean; nil for fewer than two figures.
    public var halfWidth: Double? {
        guard let standardDeviation else { return nil }
        let quantile = StudentDistribution.quantile(0.975, freedom: count - 1)
        return quantile * standardDeviation / Double(count).squareRoot()
    }
}
