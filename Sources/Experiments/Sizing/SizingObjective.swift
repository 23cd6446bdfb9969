import Observation

/// Which of the choices that keep the gates is the best one: the one whose merit is the greatest.
package enum SizingObjective: Sendable, Equatable {
    /// The smallest value of a path, by its place among the axes.
    case smallest(axis: Int)
    /// The largest value of one.
    case largest(axis: Int)
    /// The least of a formula over what is varied: known before anything runs.
    case cheapest(CostExpression)
    /// The least, or most, of what runs find.
    case found(SizingFigure, Direction)

    /// Which figure is the better one.
    package enum Direction: Sendable, Equatable { case fewest, most }

    /// Whether the merit of a choice is known before it has run.
    package var isKnown: Bool { if case .found = self { false } else { true } }
}

/// What is taken of a run: a figure, or a formula over figures and what is varied.
package enum SizingFigure: Sendable, Equatable {
    /// One figure.
    case measured(MeasuredFigure)
    /// A formula, and the figure behind each of its names that is none of the paths.
    case formula(CostExpression, [String: MeasuredFigure])

    /// In words.
    package var text: String {
        switch self {
        case .measured(let figure): figure.text
        case .formula(let cost, _): cost.text
        }
    }

    /// Of a figure its own; a formula has none.
    package var unit: String { if case .measured(let figure) = self { figure.unit } else { "" } }

    /// Nil when the run has no such figure.
    /// - Parameter setting: the number behind a path that is varied.
    package func value(
        in measures: [Measure], duration: Duration, setting: (String) -> Double?
    ) -> Double? {
        switch self {
        case .measured(let figure): figure.value(in: measures, duration: duration)
        case .formula(let cost, let figures):
            cost.value { name in
                setting(name) ?? figures[name].flatMap { $0.value(in: measures, duration: duration) }
            }
        }
    }
}
