/// Between which of the samples a percentile of the distribution lies that they were drawn from.
///
/// How many samples lie below the true percentile is binomial, whatever the distribution (David and Nagaraja, "Order
/// Statistics", 3rd edition, 2003, section 7.1; Conover, "Practical Nonparametric Statistics", 3rd edition, 1999,
/// section 3.2). Samples are to be independent, such as one figure of each replication; those within one run are not.
public enum QuantileInterval {
    /// The percentile of the samples, and the two samples that bound the true one; nil when there are too few samples
    /// for a bound on either side. Of the 95th percentile at 95 % there are enough from 72 samples on.
    /// - Parameters:
    ///   - samples: in ascending order.
    ///   - confidence: above 0 and below 1; half of the rest is left to either side.
    public static func interval(
        _ percentile: Percentile, ofSorted samples: [Double], confidence: Double = 0.95
    ) -> ConfidenceInterval? {
        guard let ranks = ranks(percentile, among: samples.count, confidence: confidence),
            let estimate = percentile.value(ofSorted: samples)
        else { return nil }
        return ConfidenceInterval(
            estimate: estimate, low: samples[ranks.lowerBound - 1], high: samples[ranks.upperBound - 1],
            confidence: confidence)
    }

    /// The ranks of the two samples, counted from 1 in ascending order; nil when there are too few samples.
    public static func ranks(
        _ percentile: Percentile, among count: Int, confidence: Double = 0.95
    ) -> ClosedRange<Int>? {
        precondition(percentile.percent < 100, "Beyond the greatest sample nothing has been seen.")
        precondition(confidence > 0 && confidence < 1, "No interval is certain.")
        guard count > 0 else { return nil }
        let below = BinomialDistribution(trials: count, probability: percentile.percent / 100)
        let rest = (1 - confidence) / 2
        // The true percentile lies below the sample at rank r with the chance of fewer than r samples below it.
        var low = below.quantile(rest)
        if below.cumulative(low) <= rest { low += 1 }
        let high = below.quantile(1 - rest) + 1
        guard low >= 1, high <= count else { return nil }
        return low...high
    }
}
