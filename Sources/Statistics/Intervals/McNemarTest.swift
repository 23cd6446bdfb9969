/// Whether something befalls one of two systems more often than the other, told by pairs that met the same chances.
///
/// Pairs in which it befell both or none tell nothing. Of the others half would go either way if the systems did not
/// differ, so that their split is that of a coin, and no approximation is needed (McNemar, "Note on the sampling error
/// of the difference between correlated proportions or percentages", Psychometrika 12, 1947, in its exact form).
public struct McNemarTest: Sendable, Equatable {
    /// In how many pairs it befell the base alone.
    public let baseOnly: Int
    /// In how many pairs it befell the other alone.
    public let otherOnly: Int

    /// - Parameters:
    ///   - baseOnly: pairs in which it befell the base alone; not negative.
    ///   - otherOnly: pairs in which it befell the other alone; not negative.
    public init(baseOnly: Int, otherOnly: Int) {
        precondition(baseOnly >= 0 && otherOnly >= 0, "No number of pairs is negative.")
        (self.baseOnly, self.otherOnly) = (baseOnly, otherOnly)
    }

    /// How likely a split at least as uneven is, to either side, if the systems do not differ; 1 without a pair that
    /// tells anything.
    public var pValue: Double {
        let pairs = baseOnly + otherOnly
        guard pairs > 0 else { return 1 }
        let tail = BinomialDistribution(trials: pairs, probability: 0.5).cumulative(min(baseOnly, otherOnly))
        return min(1, 2 * tail)
    }
}
