/// When there are enough replications: once the interval of their mean is as narrow as wanted.
///
/// For an absolute width the rule of Chow and Robbins ("On the asymptotic theory of fixed-width sequential confidence
/// intervals", 1965), for a relative one that of Law, Kelton and Koenig ("Relative width sequential confidence
/// intervals for the mean", 1981); both, and how many replications the spread so far asks for, in Law, "Simulation
/// Modeling and Analysis", 5th edition, 2015, section 9.4.1.
public struct SequentialStopping: Sendable, Equatable {
    /// How near the mean is to be known.
    public enum Precision: Sendable, Equatable {
        /// To so much to either side, in the figures' unit; above 0.
        case absolute(Double)
        /// To such a share of the true mean; above 0 and below 1.
        case relative(Double)
    }

    /// What is to be done.
    public enum Decision: Sendable, Equatable {
        /// The mean is known as well as wanted.
        case enough
        /// Go on: with the spread so far it takes this many replications in all.
        case goOn(until: Int)
        /// There are as many as may be, and the mean is not known as well as wanted.
        case limitReached
    }

    /// How near the mean is to be known.
    public let precision: Precision
    /// Of the interval.
    public let confidence: Double
    /// Of replications, before the interval is believed.
    public let least: Int
    /// Of replications, in all.
    public let limit: Int

    /// - Parameters:
    ///   - precision: how near the mean is to be known.
    ///   - confidence: above 0 and below 1.
    ///   - least: replications before the first decision, at least 2. With fewer than ten a spread that is small by
    ///     chance stops too early.
    ///   - limit: replications in all, not fewer than `least`.
    public init(_ precision: Precision, confidence: Double = 0.95, least: Int = 10, limit: Int) {
        switch precision {
        case .absolute(let halfWidth): precondition(halfWidth > 0, "No mean is known exactly.")
        case .relative(let share): precondition(share > 0 && share < 1, "A relative width is between 0 and 1.")
        }
        precondition(confidence > 0 && confidence < 1, "No interval is certain.")
        precondition(least >= 2, "A spread is that of two figures.")
        precondition(limit >= least, "Before the limit is reached there is a decision.")
        (self.precision, self.confidence, self.least, self.limit) = (precision, confidence, least, limit)
    }

    /// What is to be done after these replications. A figure without a value counts for none in a ``RunningMean``, so
    /// that the caller of a measure that may have none keeps a limit of replications of its own.
    public func decision(after figures: RunningMean) -> Decision {
        guard figures.count >= least, let deviation = figures.standardDeviation else { return .goOn(until: least) }
        let wanted: Double =
            switch precision {
            case .absolute(let halfWidth): halfWidth
            // Measured by the estimate instead of the true mean, which may be that much smaller.
            case .relative(let share): share / (1 + share) * abs(figures.mean)
            }
        func isEnough(_ count: Int) -> Bool {
            let quantile = StudentDistribution.quantile((1 + confidence) / 2, freedom: count - 1)
            return quantile * deviation / Double(count).squareRoot() <= wanted
        }
        if isEnough(figures.count) { return .enough }
        if figures.count >= limit { return .limitReached }
        var (tooFew, many) = (figures.count, min(limit, 2 * figures.count))
        while many < limit, !isEnough(many) { (tooFew, many) = (many, min(limit, 2 * many)) }
        while many - tooFew > 1 {
            let middle = tooFew + (many - tooFew) / 2
            if isEnough(middle) { many = middle } else { tooFew = middle }
        }
        return .goOn(until: many)
    }
}
