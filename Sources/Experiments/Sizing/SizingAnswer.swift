import Statistics

/// What a search came to.
package struct SizingAnswer: Sendable {
    /// How the grid was looked at.
    package enum Way: Sendable, Equatable {
        /// Every choice was run.
        case whole
        /// Every choice was run, since a gate's figure turned between some that ran.
        case wholeSinceTurning(gate: Int)
        /// Between choices from end to end, along which no gate's figure turned.
        case bisection
        /// The best one first, until one held.
        case bestFirst
    }

    /// On one axis, the values around the target that were run and keep every gate, without one between that does not.
    package struct Band: Sendable, Equatable {
        /// Points, ascending; the target is among them.
        package let points: [Int]
        /// The next one below that does not keep them, or is undecided; nil where none was run.
        package let below: Int?
        /// The next one above, likewise.
        package let above: Int?

        package var low: Int { points[0] }
        package var high: Int { points[points.count - 1] }
    }

    /// A choice that misses a gate, and by how little.
    package struct Miss: Sendable, Equatable {
        package let point: Int
        /// The one that it misses most.
        package let gate: Int
    }

    /// With every choice that ran.
    package let search: SizingSearch
    package let way: Way
    /// The best choice that keeps every gate; nil when none was shown to.
    package let target: Int?
    /// One for each axis of the target; nil on an axis without an order.
    package let bands: [Band?]
    /// What no run has told apart from the target.
    package let equals: [Int]

    init(
        of search: SizingSearch, _ way: Way, target: Int? = nil, neighbours: [[Int]] = [], equals: [Int] = []
    ) {
        (self.search, self.way, self.target, self.equals) = (search, way, target, equals)
        bands =
            target.map { target in
                search.space.axes.indices.map { axis in
                    search.space.axes[axis].kind == nil ? nil : Self.band(of: target, onAxis: axis, search)
                }
            } ?? []
    }

    private static func band(of target: Int, onAxis axis: Int, _ search: SizingSearch) -> Band {
        let line = line(through: target, onAxis: axis, search)
        guard let place = line.firstIndex(of: target) else { preconditionFailure("A line goes through its point.") }
        let held = line.map { search.verdict(at: $0) == .held }
        var (low, high) = (place, place)
        while low > 0, held[low - 1] { low -= 1 }
        while high + 1 < line.count, held[high + 1] { high += 1 }
        return Band(
            points: Array(line[low...high]), below: low > 0 ? line[low - 1] : nil,
            above: high + 1 < line.count ? line[high + 1] : nil)
    }

    /// The choices that ran and differ from one in an axis alone, ascending.
    package static func line(through target: Int, onAxis axis: Int, _ search: SizingSearch) -> [Int] {
        let settings = search.points[target].settings
        return search.points.indices.filter { point in
            let other = search.points[point]
            return !other.runs.isEmpty
                && settings.indices.allSatisfy { $0 == axis || other.settings[$0] == settings[$0] }
        }.sorted { (search.points[$0].numbers[axis] ?? 0) < (search.points[$1].numbers[axis] ?? 0) }
    }

    // MARK: What it says

    /// Choices that ran, by their values on the axes.
    package var ran: [Int] {
        search.points.indices.filter { !search.points[$0].runs.isEmpty }.sorted { one, other in
            let (left, right) = (search.points[one], search.points[other])
            for (a, b) in zip(left.numbers, right.numbers) where a != b { return (a ?? 0) < (b ?? 0) }
            return one < other
        }
    }

    /// How many runs it took.
    package var runs: Int { search.points.reduce(0) { $0 + $1.runs.count } }

    /// Choices that may be better than the target, and that the runs could not decide; without a target all of them.
    package var open: [Int] {
        ran.filter { point in
            guard search.points[point].places != nil, search.verdict(at: point) == .undecided else { return false }
            guard let target, let merit = search.points[point].merit, let reached = search.points[target].merit else {
                return true
            }
            return merit > reached
        }
    }

    /// Of the gates the one that keeps the answer from being better: missed, or undecided, by the next better choice
    /// that ran; of several the one that it misses most. Nil where no better choice ran.
    package var binding: Int? {
        guard let target, let reached = search.points[target].merit else { return nil }
        let better = ran.filter { (search.points[$0].merit ?? -.infinity) > reached && search.verdict(at: $0) != .held }
        let next = better.min { (search.points[$0].merit ?? 0) < (search.points[$1].merit ?? 0) }
        return next.flatMap(worstGate)
    }

    /// Without a target, the choice that misses its worst gate by the least.
    package var nearest: Miss? {
        guard target == nil else { return nil }
        let misses = ran.compactMap { point in worstGate(at: point).map { Miss(point: point, gate: $0) } }
        return misses.max { room(at: $0.point, of: $0.gate) < room(at: $1.point, of: $1.gate) }
    }

    /// Choices on the grid that ran, are no better than the target and do not keep the gates, although some worse ones
    /// do: what holds is more than one band.
    package var gaps: [Int] {
        guard let target, search.space.axes.count == 1, let band = bands.first ?? nil else { return [] }
        let line = Self.line(through: target, onAxis: 0, search)
        let held = line.filter { search.verdict(at: $0) == .held && !band.points.contains($0) }
        guard let first = (held + band.points).min(by: { number($0) < number($1) }),
            let last = (held + band.points).max(by: { number($0) < number($1) })
        else { return [] }
        return line.filter {
            number($0) > number(first) && number($0) < number(last) && search.verdict(at: $0) != .held
        }
    }

    /// Where the whole of one ordered axis is sized: the best choice such that every worse one that ran keeps the gates
    /// as well; nil when the worst does not.
    package var safe: Int? {
        guard let target, search.space.axes.count == 1, search.points[target].merit != nil, bands.first != nil else {
            return nil
        }
        let line = Self.line(through: target, onAxis: 0, search).sorted {
            (search.points[$0].merit ?? 0) < (search.points[$1].merit ?? 0)
        }
        return line.prefix { search.verdict(at: $0) == .held }.last { search.points[$0].places != nil }
    }

    private func number(_ point: Int) -> Double { search.points[point].numbers[0] ?? 0 }

    private func worstGate(at point: Int) -> Int? {
        let results = search.results(at: point)
        return search.gates.indices.filter { results[$0].verdict != .held }.min {
            room(at: point, of: $0) < room(at: point, of: $1)
        }
    }

    /// How far a gate's figure keeps from its limit, as a share of it; of a limit of nought the distance itself.
    private func room(at point: Int, of gate: Int) -> Double {
        let result = search.results(at: point)[gate]
        guard let actual = result.actual else { return -.infinity }
        return result.headroom ?? -abs(actual - result.limit)
    }

    /// Without a target: by how much all choices together move the nearest gate's figure, and how far that is from its
    /// limit at best; nil when it moves as far as that.
    package var unmoved: (moved: Double, away: Double)? {
        guard let nearest else { return nil }
        let actuals = ran.compactMap { search.results(at: $0)[nearest.gate].actual }
        guard let least = actuals.min(), let most = actuals.max(),
            let actual = search.results(at: nearest.point)[nearest.gate].actual
        else { return nil }
        let away = abs(actual - search.gates[nearest.gate].gate.bound)
        return most - least < away ? (most - least, away) : nil
    }
}
