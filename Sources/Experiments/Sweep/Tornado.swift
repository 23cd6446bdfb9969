import Statistics

/// Which of several inputs, each varied alone, moves one figure most: a bar for each, the longest first.
package struct Tornado: Sendable {
    /// What one input does.
    package struct Bar: Sendable {
        /// The path that was varied.
        package let path: String
        /// Where the figure is smallest; the scenario as it is where nothing made it smaller.
        package let low: End
        /// Where it is greatest; likewise.
        package let high: End
        /// From end to end, in the figure's unit.
        package var swing: Double { high.mean - low.mean }
    }

    /// One end of a bar.
    package struct End: Sendable {
        /// What was set; nil for the scenario as it is.
        package let value: String?
        /// By how much the figure differs from the scenario as it is, run by run; nothing of that one itself.
        package let difference: RunningMean
        /// Its mean.
        package var mean: Double { difference.count > 0 ? difference.mean : 0 }
    }

    /// Of the scenario as it is.
    package let base: RunningMean
    /// By swing; of equal ones the one that was named first.
    package let bars: [Bar]

    /// - Parameter plan: whose first point is the scenario as it is, and every other sets one path.
    package init(of figure: Int, _ plan: SweepPlan, _ tally: SweepTally) {
        precondition(plan.points.first?.settings.isEmpty == true, "A tornado turns around the scenario as it is.")
        base = tally[0].mean(of: figure)
        var bars: [Bar] = []
        for (number, point) in plan.points.enumerated().dropFirst() {
            precondition(point.settings.count == 1, "In a tornado each path is varied alone.")
            let (path, value) = (point.settings[0].path, point.settings[0].value)
            if bars.last?.path != path {
                let origin = End(value: nil, difference: RunningMean())
                bars.append(Bar(path: path, low: origin, high: origin))
            }
            let difference = tally[number].difference(of: figure, from: tally[0])
            guard difference.count > 0, let bar = bars.popLast() else { continue }
            let end = End(value: value, difference: difference)
            bars.append(
                Bar(
                    path: path, low: end.mean < bar.low.mean ? end : bar.low,
                    high: end.mean > bar.high.mean ? end : bar.high))
        }
        self.bars = bars.enumerated().sorted {
            ($1.element.swing, $0.offset) < ($0.element.swing, $1.offset)
        }.map(\.element)
    }
}
