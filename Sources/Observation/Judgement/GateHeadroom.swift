extension Gate {
    /// How far a figure keeps from the bound, as a share of the bound: 0.25 when it could grow by a quarter of it,
    /// negative when the gate is missed, nought on the bound. Nil of a bound of nought, which has no share.
    /// - Parameter actual: in the gate's unit.
    package func headroom(_ actual: Double) -> Double? { comparison.headroom(actual, bound) }

    /// The figure that is compared.
    package var figure: MeasuredFigure { MeasuredFigure(measure: measure, aggregate: aggregate, unit: unit) }

    /// Of several figures the one that is nearest to a miss, or farthest beyond it; nil of none.
    package func worst(of figures: [Double]) -> Double? {
        switch comparison {
        case .less, .lessOrEqual: figures.max()
        case .greater, .greaterOrEqual: figures.min()
        case .equal: figures.max { abs($0 - bound) < abs($1 - bound) }
        }
    }
}

extension Gate.Comparison {
    /// How far a figure keeps from a bound, as a share of the bound; nil of a bound of nought.
    package func headroom(_ actual: Double, _ bound: Double) -> Double? {
        guard bound > 0 else { return nil }
        return switch self {
        case .less, .lessOrEqual: (bound - actual) / bound
        case .greater, .greaterOrEqual: (actual - bound) / bound
        case .equal: -abs(actual - bound) / bound
        }
    }
}
