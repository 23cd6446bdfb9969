import Observation
import Scenarios
import VirtualTime

@testable import Experiments

/// A sizing whose runs are functions of the choice, so that its answer can be held against all choices.
struct Question {
    var search: SizingSearch
    /// What a run says of each gate, and of the objective, at the numbers of a choice.
    var run: (_ numbers: [Double], _ seed: Int) -> SizingRun
    /// How many runs were made.
    private(set) var runs = 0

    init(
        _ search: SizingSearch, run: @escaping (_ numbers: [Double], _ seed: Int) -> SizingRun
    ) {
        (self.search, self.run) = (search, run)
    }

    /// Each gate wants its figure below 100.
    init(
        _ axes: [String], gates: Int = 1, objective: SizingObjective? = nil, effort: SizingEffort = SizingEffort(),
        figures: @escaping (_ numbers: [Double], _ seed: Int) -> [Double]
    ) throws {
        let axes = try axes.map { SizingAxis(try Variation($0, steps: .natural)) }
        let objective = if let objective { objective } else { try SizingObjective(usualOf: axes) }
        let gate = SeriesGate(keeping: try Gate(reading: "poller.calls value < 100"))
        self.init(
            SizingSearch(
                try SizingSpace(axes, objective: objective), gates: Array(repeating: gate, count: gates), effort: effort
            )
        ) { numbers, seed in SizingRun(figures(numbers, seed).map { .value($0) }) }
    }

    mutating func answer() -> SizingAnswer {
        while true {
            switch search.next() {
            case .answer(let answer): return answer
            case .run(let orders):
                precondition(!orders.isEmpty, "A search that asks for nothing goes on for ever.")
                for order in orders {
                    let ran = search.points[order.point].runs.count
                    precondition(order.runs > ran, "What is asked for is more than there is.")
                    for seed in ran..<order.runs {
                        search.take(run(search.points[order.point].numbers.map { $0 ?? 0 }, seed), of: order.point)
                        runs += 1
                    }
                }
            }
        }
    }
}

/// Numbers that are drawn, the same for the same name and number.
struct Numbers {
    private var stream: RandomStream

    init(_ name: String, _ number: Int) { stream = RandomStream(seed: UInt64(number), name: name, replication: 0) }

    mutating func uniform() -> Double { Double(stream.next(below: 1 << 40)) / Double(1 << 40) }

    mutating func below(_ bound: Int) -> Int { Int(stream.next(below: UInt64(bound))) }

    /// Around nought, of a spread of about one: the sum of twelve.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
}
