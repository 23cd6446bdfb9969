/// How much of the grid must run before its best choice is known, and what has come of it.
struct SizingSurvey {
    /// How the grid was looked at.
    let way: SizingAnswer.Way
    /// What is still to run; none when the best choice is known, or that there is none.
    private(set) var orders: [SizingSearch.Order] = []
    /// Choices of the grid that keep every gate, as far as was looked.
    private(set) var held: [Int] = []

    private let search: SizingSearch
    private let grid: Range<Int>

    /// So many choices are run without asking whether fewer would do.
    static let fewChoices = 12
    /// Along an axis, before bisection.
    static let probes = 5

    init(_ search: SizingSearch) {
        self.search = search
        grid = 0..<search.points.count { $0.places != nil }
        let merits = search.points[grid].map(\.merit)
        let isRanked = merits.allSatisfy { $0 != nil }
        let isLine = search.space.axes.count == 1 && search.space.axes[0].kind != nil
        if search.effort.isExhaustive || !isRanked || grid.count <= Self.fewChoices {
            way = .whole
            runAll()
        } else if isLine, Self.isMonotone(merits.compactMap(\.self)) {
            let turning = Self.turning(search, grid)
            way = turning.map { .wholeSinceTurning(gate: $0) } ?? .bisection
            if turning == nil { bisect() } else { runAll() }
        } else {
            way = .bestFirst
            runBestFirst()
        }
        held = grid.filter { isSettled($0) && search.verdict(at: $0) == .held }
    }

    private static func isMonotone(_ merits: [Double]) -> Bool {
        let pairs = zip(merits, merits.dropFirst())
        return pairs.allSatisfy { $0 < $1 } || pairs.allSatisfy { $0 > $1 }
    }

    private func isSettled(_ point: Int) -> Bool {
        !search.points[point].runs.isEmpty && search.order(point) == nil
    }

    private mutating func runAll() { orders = grid.compactMap(search.order) }

    /// The first in order of merit that is still to be looked at, unless a better one holds.
    private mutating func runBestFirst() {
        let ranked = grid.sorted { one, other in
            let (left, right) = (search.points[one].merit ?? 0, search.points[other].merit ?? 0)
            return left == right ? one < other : left > right
        }
        for point in ranked {
            if let order = search.order(point) {
                orders = [order]
                return
            }
            if search.verdict(at: point) == .held { return }
        }
    }

    // MARK: Bisection

    /// From end to end.
    private static func probes(of grid: Range<Int>) -> [Int] {
        (0..<probes).map { $0 * (grid.count - 1) / (probes - 1) }
    }

    /// A gate that turns between choices that ran; nil while none has.
    private static func turning(_ search: SizingSearch, _ grid: Range<Int>) -> Int? {
        let ran = grid.filter { search.points[$0].runs.count >= search.effort.first }
        return search.gates.indices.first { monotonicity(of: $0, search, ran) == .turns }
    }

    private static func monotonicity(of gate: Int, _ search: SizingSearch, _ ran: [Int]) -> Monotonicity {
        Monotonicity(
            ofGate: gate, at: ran.map { search.points[$0] }, ran.map { search.results(at: $0)[gate].verdict })
    }

    private mutating func bisect() {
        orders = Self.probes(of: grid).compactMap(search.order)
        guard orders.isEmpty else { return }
        let open = notExcluded()
        let merit = search.points[grid].map { $0.merit ?? 0 }
        let best = open.max { merit[$0] < merit[$1] }
        guard let best, !isSettled(best) else { return }
        let confirmed = open.filter(isSettled).max { merit[$0] < merit[$1] }
        let middle = confirmed.map { $0 + (best - $0) / 2 } ?? open[open.count / 2]
        let waiting = open.filter { !isSettled($0) && (confirmed.map { merit[$0] } ?? -.infinity) < merit[$0] }
        let next = waiting.min { abs($0 - middle) < abs($1 - middle) }
        orders = [next].compactMap { $0.flatMap(search.order) }
    }

    /// Choices that may keep every gate: neither shown not to, nor beyond one that does not.
    private func notExcluded() -> [Int] {
        let ran = grid.filter(isSettled)
        var open = Array(grid)
        for gate in search.gates.indices {
            let verdicts = ran.map { search.results(at: $0)[gate].verdict }
            guard case .monotone(let end) = Self.monotonicity(of: gate, search, ran) else { continue }
            let notHeld = zip(ran, verdicts).filter { $0.1 != .held }.map(\.0)
            switch end {
            case .high: if let first = notHeld.first { open.removeAll { $0 >= first } }
            case .low: if let last = notHeld.last { open.removeAll { $0 <= last } }
            case nil: if verdicts.allSatisfy({ $0 == .missed }) { open = [] }
            }
        }
        return open.filter { !isSettled($0) || search.verdict(at: $0) == .held }
    }
}
