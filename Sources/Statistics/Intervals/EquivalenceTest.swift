/// Whether a difference is too small to matter, which is not the same as one that was not found.
///
/// Two one-sided tests: a difference is called small when its interval of 1 - 2 x significance lies within the margin
/// (Schuirmann, "A comparison of the two one-sided tests procedure and the power approach", 1987).
public struct EquivalenceTest: Sendable, Equatable {
    /// What the figures show.
    public enum Verdict: Sendable, Equatable {
        /// The difference lies within the margin.
        case equivalent
        /// It lies below, by more than the margin.
        case below
        /// It lies above, by more than the margin.
        case above
        /// There are too few figures to say.
        case undecided
    }

    /// Of the difference, at a confidence of 1 - 2 x significance.
    public let interval: ConfidenceInterval
    /// Below it a difference does not matter, to either side.
    public let margin: Double
    /// How likely figures like these are at least, if the difference lies on the margin; equivalent below the
    /// significance.
    public let pValue: Double

    /// Nil for a difference of fewer than two figures.
    /// - Parameters:
    ///   - difference: of pairs, such as that of a ``PairedDifference``.
    ///   - margin: in the unit of the figures, above 0.
    ///   - significance: how often what differs by the margin is called equivalent; above 0 and below 0.5.
    public init?(of difference: RunningMean, margin: Double, significance: Double = 0.05) {
        precondition(margin > 0, "No two systems differ by nothing at all.")
        precondition(significance > 0 && significance < 0.5, "A significance lies between 0 and 0.5.")
        guard let error = difference.standardError,
            let interval = difference.interval(confidence: 1 - 2 * significance)
        else { return nil }
        (self.interval, self.margin) = (interval, margin)
        let within = margin - abs(difference.mean)
        if error > 0 {
            pValue = StudentDistribution.cumulative(-within / error, freedom: difference.count - 1)
        } else {
            pValue = within > 0 ? 0 : 1
        }
    }

    /// What the figures show.
    public var verdict: Verdict {
        if interval.low > -margin && interval.high < margin { return .equivalent }
        if interval.high < -margin { return .below }
        return interval.low > margin ? .above : .undecided
    }
}
