/// An estimate, and between which limits the true value lies as far as the figures tell.
public struct ConfidenceInterval: Sendable, Equatable {
    /// Not below `low` and not above `high`.
    public let estimate: Double
    /// The lower limit, in the estimate's unit.
    public let low: Double
    /// The upper limit, in the estimate's unit.
    public let high: Double
    /// In which share of experiments such an interval holds the true value, at least; above 0 and below 1.
    public let confidence: Double

    /// - Parameters:
    ///   - estimate: between the limits.
    ///   - low: the lower limit.
    ///   - high: the upper limit.
    ///   - confidence: above 0 and below 1.
    public init(estimate: Double, low: Double, high: Double, confidence: Double) {
        precondition(low <= estimate && estimate <= high, "An estimate lies within its interval.")
        precondition(confidence > 0 && confidence < 1, "No interval is certain.")
        (self.estimate, self.low, self.high, self.confidence) = (estimate, low, high, confidence)
    }

    /// The same distance to both sides of the estimate.
    public init(estimate: Double, halfWidth: Double, confidence: Double) {
        self.init(
            estimate: estimate, low: estimate - halfWidth, high: estimate + halfWidth, confidence: confidence)
    }

    /// Half the distance between the limits.
    public var halfWidth: Double { (high - low) / 2 }

    /// Whether a value lies within the limits, which belong to it.
    public func holds(_ value: Double) -> Bool { low <= value && value <= high }
}
