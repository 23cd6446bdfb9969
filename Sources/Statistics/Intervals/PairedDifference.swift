/// How much two systems differ that met the same chances: the same seed, the same replication, the same citizens.
///
/// What chance does to both falls out of the difference, so that fewer runs tell as much (Law, "Simulation Modeling and
/// Analysis", 5th edition, 2015, sections 10.2.1 and 11.2).
public struct PairedDifference: Sendable, Equatable {
    /// Other less base, of each pair.
    public private(set) var difference = RunningMean()
    /// The figures of the system that is compared with.
    public private(set) var base = RunningMean()
    /// The figures of the system that is compared.
    public private(set) var other = RunningMean()

    /// No pair yet.
    public init() {}

    /// Takes the two figures of one pair. A pair of which one has no value is none.
    public mutating func add(base baseFigure: Double, other otherFigure: Double) {
        guard baseFigure.isFinite, otherFigure.isFinite else { return }
        base.add(baseFigure)
        other.add(otherFigure)
        difference.add(otherFigure - baseFigure)
    }

    /// How many pairs.
    public var count: Int { difference.count }

    /// Around the mean of other less base; nil for fewer than two pairs.
    /// - Parameter confidence: above 0 and below 1.
    public func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
        difference.interval(confidence: confidence)
    }

    /// The share of variance that pairing took away: 0.9 means that ten times as many unpaired runs would tell as much,
    /// less than nought that pairing did harm. Nil for fewer than two pairs, or where nothing varies.
    public var varianceSaved: Double? {
        guard let paired = difference.variance, let base = base.variance, let other = other.variance,
            base + other > 0
        else { return nil }
        return 1 - paired / (base + other)
    }

    /// How far the two go together, from -1 to 1; nil for fewer than two pairs, or where one of them does not vary.
    public var correlation: Double? {
        guard let paired = difference.variance, let base = base.variance, let other = other.variance, base > 0,
            other > 0
        else { return nil }
        return (base + other - paired) / (2 * (base * other).squareRoot())
    }
}
