/// Between which limits the chance of success lies, when so many of a number of independent trials succeeded.
///
/// The exact interval of Clopper and Pearson ("The use of confidence or fiducial limits illustrated in the case of the
/// binomial", Biometrika 26, 1934): it holds the true chance at least as often as it says, however few trials there
/// were, and tells something even where all or none succeeded.
public enum ProportionInterval {
    /// Halvings of the range from 0 to 1, down to the last bits that a share of it has.
    private static let halvings = 60

    /// The share that succeeded and the limits of the true one, from 0 to 1; nil without a trial.
    /// - Parameters:
    ///   - successes: from 0 to `trials`.
    ///   - confidence: above 0 and below 1; half of the rest is left to either side.
    public static func interval(
        successes: Int, of trials: Int, confidence: Double = 0.95
    ) -> ConfidenceInterval? {
        precondition(successes >= 0 && successes <= trials, "No more trials succeed than there are.")
        precondition(confidence > 0 && confidence < 1, "No interval is certain.")
        guard trials > 0 else { return nil }
        let rest = (1 - confidence) / 2
        let estimate = Double(successes) / Double(trials)
        let low =
            successes == 0
            ? 0
            : chance { 1 - BinomialDistribution(trials: trials, probability: $0).cumulative(successes - 1) < rest }
        let high =
            successes == trials
            ? 1 : chance { BinomialDistribution(trials: trials, probability: $0).cumulative(successes) > rest }
        return ConfidenceInterval(
            estimate: estimate, low: min(low, estimate), high: max(high, estimate), confidence: confidence)
    }

    /// How many trials that all succeed show that the chance is at least a share.
    /// - Parameters:
    ///   - share: above 0 and below 1.
    ///   - confidence: above 0 and below 1.
    public static func trialsThatShow(atLeast share: Double, confidence: Double = 0.95) -> Int {
        precondition(share > 0 && share < 1, "What is certain no number of trials shows.")
        precondition(confidence > 0 && confidence < 1, "No interval is certain.")
        var (trials, chance) = (0, 1.0)
        while chance > (1 - confidence) / 2 { (trials, chance) = (trials + 1, chance * share) }
        return trials
    }

    /// The chance up to which something holds of it.
    private static func chance(upTo holds: (Double) -> Bool) -> Double {
        var (low, high) = (0.0, 1.0)
        for _ in 0..<halvings {
            let middle = low + (high - low) / 2
            if middle <= low || middle >= high { break }
            if holds(middle) { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }
}
