/// Mean and spread of figures that come one by one (Welford's method), and what they say of the mean that they are
/// drawn around.
///
/// The interval is that of independent figures, such as those of replications (Law, "Simulation Modeling and Analysis",
/// 5th edition, 2015, section 9.4.1). Figures of one run depend on each other: those go through ``BatchMeans``.
public struct RunningMean: Sendable, Equatable {
    /// How many figures.
    public private(set) var count = 0
    /// Of the figures so far; nought before the first.
    public private(set) var mean = 0.0
    private var squares = 0.0

    /// Nothing taken in yet.
    public init() {}

    /// Of these figures, in their order.
    public init(of figures: some Sequence<Double>) {
        for figure in figures { add(figure) }
    }

    /// Takes a figure. What is not a number is none: a measure that had no sample in its run.
    public mutating func add(_ figure: Double) {
        guard figure.isFinite else { return }
        count += 1
        let step = figure - mean
        mean += step / Double(count)
        squares += step * (figure - mean)
    }

    /// Of single figures, estimated from those seen; nil for fewer than two.
    public var variance: Double? { count > 1 ? squares / Double(count - 1) : nil }

    /// Of single figures, estimated from those seen; nil for fewer than two.
    public var standardDeviation: Double? { variance?.squareRoot() }

    /// Of the mean; nil for fewer than two figures.
    public var standardError: Double? { variance.map { ($0 / Double(count)).squareRoot() } }

    /// Half the width of the 95 % confidence interval around the mean; nil for fewer than two figures.
    public var halfWidth: Double? { interval()?.halfWidth }

    /// Around the mean, by Student's distribution; nil for fewer than two figures.
    /// - Parameter confidence: above 0 and below 1.
    public func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
        guard let standardError else { return nil }
        let quantile = StudentDistribution.quantile((1 + confidence) / 2, freedom: count - 1)
        return ConfidenceInterval(estimate: mean, halfWidth: quantile * standardError, confidence: confidence)
    }
}
