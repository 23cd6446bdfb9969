/// All choices among which one is sized: every value of each axis with every other.
package struct SizingSpace: Sendable {
    package let axes: [SizingAxis]
    package let objective: SizingObjective

    /// With more choices nobody waits for the answer.
    package static let choicesMax = 2_000

    /// - Throws: `SweepRefusal`: there are too many choices.
    package init(_ axes: [SizingAxis], objective: SizingObjective) throws(SweepRefusal) {
        precondition(!axes.isEmpty, "Something is sized.")
        var count = 1
        for axis in axes {
            let (product, overflows) = count.multipliedReportingOverflow(by: axis.values.count)
            guard !overflows, product <= Self.choicesMax else {
                throw SweepRefusal(
                    "these are more than \(Self.choicesMax) choices; give a coarser grid, as LOW..HIGH/STEPS")
            }
            count = product
        }
        self.axes = axes
        self.objective = objective
    }

    /// The first axis changes slowest.
    var grid: [SizingPoint] {
        var places: [[Int]] = [[]]
        for axis in axes { places = places.flatMap { begin in axis.values.indices.map { begin + [$0] } } }
        return places.map { point(of: zip(axes, $0).map { $0.values[$1] }, places: $0) }
    }

    /// At most so many points are put between those of the grid.
    var besideMax: Int { axes.count { $0.kind == .duration || $0.kind == .count } * 4 }

    /// The neighbours of a choice on an axis, those of the grid first.
    func beside(_ point: SizingPoint, onAxis axis: Int) -> [SizingPoint] {
        guard let places = point.places, axes[axis].kind != nil else { return [] }
        func values(_ value: SizingAxis.Value) -> [SizingAxis.Value] {
            axes.indices.map { $0 == axis ? value : axes[$0].values[places[$0]] }
        }
        let neighbours = [places[axis] - 1, places[axis] + 1].filter(axes[axis].values.indices.contains)
        let finer = axes[axis].beside(places[axis])
        return neighbours.map { place in
            var moved = places
            moved[axis] = place
            return self.point(of: values(axes[axis].values[place]), places: moved)
        } + finer.map { self.point(of: values($0), places: nil) }
    }

    private func point(of values: [SizingAxis.Value], places: [Int]?) -> SizingPoint {
        let numbers = values.map(\.number)
        return SizingPoint(
            settings: zip(axes, values).map { .init(path: $0.path, value: $1.text) }, places: places, numbers: numbers,
            merit: merit(of: numbers))
    }

    private func merit(of numbers: [Double?]) -> Double? {
        switch objective {
        case .smallest(let axis): numbers[axis].map { -$0 }
        case .largest(let axis): numbers[axis]
        case .cheapest(let cost):
            cost.value { name in axes.firstIndex { $0.path == name }.flatMap { numbers[$0] } }.map { -$0 }
        case .found: nil
        }
    }
}
