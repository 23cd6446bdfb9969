import Statistics

/// The best of the choices that keep the gates.
struct SizingSelection {
    /// What is still to run.
    private(set) var orders: [SizingSearch.Order] = []
    /// Nil while runs are missing, and of no choice at all.
    private(set) var best: Int?
    /// Choices that no run has told apart from the best one.
    var equals: [Int] = []

    init(_ search: SizingSearch, among held: [Int]) {
        guard !held.isEmpty else { return }
        guard case .found(_, let direction) = search.space.objective else {
            best = held.reduce(held[0]) { best, point in
                (search.points[point].merit ?? 0) > (search.points[best].merit ?? 0) ? point : best
            }
            return
        }
        select(search, among: held, direction == .fewest ? .least : .greatest)
    }

    /// What has no figure in one of its first runs is not chosen.
    private mutating func select(_ search: SizingSearch, among held: [Int], _ objective: Objective) {
        let first = search.effort.first
        let known = held.filter { search.points[$0].runs.prefix(first).allSatisfy { $0.objective != nil } }
        guard known.count > 1 else {
            best = known.first
            return
        }
        let means = known.map { RunningMean(of: search.points[$0].runs.prefix(first).compactMap(\.objective)).mean }
        let least = means.map(abs).min() ?? 0
        let indifference = search.effort.indifference ?? max(least / 20, 1e-9)
        var choice = KimNelson(
            systems: known.count, objective: objective, indifference: indifference,
            confidence: max(search.effort.selectionConfidence, 1 / Double(known.count) + 1e-9), first: first)
        for round in 0..<search.effort.atMost {
            let rows = choice.inPlay.map { search.points[known[$0]].runs }
            guard rows.allSatisfy({ $0.count > round }) else {
                let next = search.effort.looks.first { $0 > round } ?? search.effort.atMost
                orders = choice.inPlay.map { .init(point: known[$0], runs: next) }
                return
            }
            let worst = objective == .least ? Double.greatestFiniteMagnitude.squareRoot() : 0
            if case .selected(let selected, _) = choice.take(rows.map { $0[round].objective ?? worst }) {
                best = known[selected]
                return
            }
        }
        best = objective.best(of: choice.means.map(\.mean), among: choice.inPlay).map { known[$0] }
        equals = choice.inPlay.map { known[$0] }
    }
}
