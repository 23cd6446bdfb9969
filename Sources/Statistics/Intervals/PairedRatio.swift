import ElementaryFunctions

/// How many times as much one system takes as another that met the same chances: the geometric mean over pairs, so that
/// twice and half weigh the same.
///
/// The interval is that of the logarithms, by Student's distribution, and so always above nought.
public struct PairedRatio: Sendable, Equatable {
    private var logarithms = RunningMean()
    /// Of single pairs; nil before the first.
    public private(set) var least: Double?
    /// Of single pairs; nil before the first.
    public private(set) var greatest: Double?

    /// No pair yet.
    public init() {}

    /// Takes the two figures of one pair. A pair of which one is not above nought has no ratio and is none.
    public mutating func add(base: Double, other: Double) {
        guard base > 0, other > 0, base.isFinite, other.isFinite else { return }
        let ratio = other / base
        logarithms.add(PortableMath.log(ratio))
        least = min(least ?? ratio, ratio)
        greatest = max(greatest ?? ratio, ratio)
    }

    /// How many pairs.
    public var count: Int { logarithms.count }

    /// The geometric mean of other by base; nil before the first pair.
    public var mean: Double? { count > 0 ? PortableMath.exp(logarithms.mean) : nil }

    /// Around the geometric mean; nil for fewer than two pairs.
    /// - Parameter confidence: above 0 and below 1.
    public func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
        guard let mean, let interval = logarithms.interval(confidence: confidence) else { return nil }
        return ConfidenceInterval(
            estimate: mean, low: min(mean, PortableMath.exp(interval.low)),
            high: max(mean, PortableMath.exp(interval.high)), confidence: confidence)
    }
}
