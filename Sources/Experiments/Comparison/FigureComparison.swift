import Observation
import Statistics

/// One figure of two sides, pair by pair.
///
/// A run has no noise of its own, so what one pair shows is exact, and holds for its seed. Several pairs speak of all
/// seeds that there could be: then the mean difference has an interval, and counts as shown when nought is not in it.
package struct FigureComparison: Sendable, Equatable {
    /// What a figure's difference comes to.
    package enum Judgement: String, Sendable {
        /// It is the same in each pair.
        case same
        /// As the measure's own direction has it.
        case better, worse
        /// It differs, and neither more nor less of it is better.
        case changed
        /// It differs in some pair, and the pairs do not tell whether it does on the whole.
        case undecided
    }

    /// The text of its `MeasuredFigure`.
    package let name: String
    /// `s`, `1/s`, or the name of what is counted.
    package let unit: String
    /// Which of two figures is the better one; nil where neither is.
    package let direction: MeasureDefinition.Direction?
    /// The pairs of which both runs have it.
    package let difference: PairedDifference
    /// In how many of these it differs.
    package let differing: Int
    /// How many base runs have it whose partner does not.
    package let baseOnly: Int
    /// How many new runs have it whose partner does not.
    package let newOnly: Int

    /// - Parameter name: the text of a figure.
    package init(_ name: String, of pairs: [RunPair]) {
        self.name = name
        unit = ComparedFigures.unit(of: name)
        direction = ComparedFigures.direction(of: name)
        var (difference, differing, baseOnly, newOnly) = (PairedDifference(), 0, 0, 0)
        for pair in pairs {
            switch (pair.base.figures[name], pair.new.figures[name]) {
            case (let base?, let new?):
                difference.add(base: base, other: new)
                if base != new { differing += 1 }
            case (.some, nil): baseOnly += 1
            case (nil, .some): newOnly += 1
            case (nil, nil): break
            }
        }
        self.difference = difference
        self.differing = differing
        self.baseOnly = baseOnly
        self.newOnly = newOnly
    }

    /// Whether it is the same in each pair.
    package var isSame: Bool { differing == 0 && baseOnly == 0 && newOnly == 0 }

    /// New less base, the mean over the pairs; nil where no pair has it.
    package var change: Double? { difference.count > 0 ? difference.difference.mean : nil }

    /// The change as a share of the base; nil of a base of nought, which has none.
    package var relative: Double? {
        guard let change, difference.base.mean != 0 else { return nil }
        return change / abs(difference.base.mean)
    }

    /// Of the change; nil of fewer than two pairs.
    package var interval: ConfidenceInterval? { difference.interval() }

    /// What it comes to.
    package var judgement: Judgement {
        if isSame { return .same }
        guard let change, differing > 0 else { return .changed }
        if let interval, interval.holds(0) { return .undecided }
        return switch direction {
        case nil: .changed
        case .lowerIsBetter: change < 0 ? .better : .worse
        case .higherIsBetter: change > 0 ? .better : .worse
        }
    }

    /// How much worse it has become, as shares of the base with the limits of the interval; negative where it is
    /// better. Infinite of a base of nought that became worse.
    ///
    /// Nil without a pair or a direction.
    package var worsening: (low: Double, estimate: Double, high: Double)? {
        guard let change, let direction else { return nil }
        let sign: Double = direction == .lowerIsBetter ? 1 : -1
        let ends = [sign * (interval?.low ?? change), sign * (interval?.high ?? change)].sorted()
        func share(_ amount: Double) -> Double {
            let base = abs(difference.base.mean)
            if base > 0 { return amount / base }
            return amount == 0 ? 0 : amount > 0 ? .infinity : -.infinity
        }
        return (share(ends[0]), share(sign * change), share(ends[1]))
    }
}
