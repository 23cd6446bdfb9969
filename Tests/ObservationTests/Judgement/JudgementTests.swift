import Statistics
import Testing

@testable import Observation

@Suite("Judgement of gates")
struct JudgementTests {
    private let measures = [
        Measure(
            name: "convergence.page", unit: "s", meaning: "",
            figure: .distribution(.init(count: 4, mean: 2.5, p50: 2, p95: 4, p99: 4, max: 4)),
            buckets: [1, 2, 3, 4].map { SampleBucket(value: $0, count: 1) }),
        Measure(
            name: "convergence.view", unit: "s", meaning: "",
            figure: .distribution(.init(count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0))),
        Measure(name: "poller.overrun_share", unit: "%", meaning: "", figure: .value(5)),
        Measure(name: "checkout.accepted", unit: "carts", meaning: "", figure: .value(50)),
    ]

    private func judged(
        _ measure: String, _ aggregate: Gate.Aggregate, _ comparison: Gate.Comparison, _ bound: Double
    ) -> GateResult {
        let unit = MeasureCatalogue.definition(of: measure).map(aggregate.unit) ?? ""
        let gate = Gate(
            expression: "as written", measure: measure, aggregate: aggregate, comparison: comparison, bound: bound,
            unit: unit)
        return gate.judge(measures, duration: .seconds(100))
    }

    @Test(
        "A gate is judged by the figure it names",
        arguments: [
            ("convergence.page", .mean, .less, 3, true, 2.5), ("convergence.page", .mean, .less, 2, false, 2.5),
            ("convergence.page", .percentile(50), .lessOrEqual, 2, true, 2),
            ("convergence.page", .percentile(95), .less, 4, false, 4),
            ("convergence.page", .percentile(75), .equal, 3, true, 3),
            ("convergence.page", .percentile(25), .equal, 1, true, 1),
            ("convergence.page", .percentile(100), .equal, 4, true, 4),
            ("convergence.page", .max, .greaterOrEqual, 4, true, 4), ("convergence.page", .count, .equal, 4, true, 4),
            ("convergence.page", .rate, .greater, 2.0 / 60, true, 0.04),
            ("poller.overrun_share", .value, .less, 5, false, 5),
            ("poller.overrun_share", .rate, .lessOrEqual, 5, true, 5),
            ("checkout.accepted", .count, .greater, 49, true, 50), ("checkout.accepted", .value, .less, 50, false, 50),
            ("checkout.accepted", .rate, .equal, 0.5, true, 0.5),
        ] as [(String, Gate.Aggregate, Gate.Comparison, Double, Bool, Double)])
    func gateByItsFigure(
        measure: String, aggregate: Gate.Aggregate, comparison: Gate.Comparison, bound: Double, held: Bool,
        actual: Double
    ) throws {
        let result = judged(measure, aggregate, comparison, bound)
        #expect(result.held == held)
        #expect(abs(try #require(result.actual) - actual) < 1e-12)
        #expect(result.expression == "as written")
    }

    @Test("A percentile that is a whole rank is the sample at that rank", arguments: [55, 57, 7, 90])
    func percentileOfAWholeRank(percent: Int) {
        let measure = Measure(
            name: "convergence.page", unit: "s", meaning: "",
            figure: .distribution(.init(count: 100, mean: 50.5, p50: 50, p95: 95, p99: 99, max: 100)),
            buckets: (1...100).map { SampleBucket(value: Double($0), count: 1) })
        let gate = Gate(
            expression: "", measure: "convergence.page", aggregate: .percentile(Double(percent)), comparison: .less,
            bound: 100, unit: "s")
        #expect(gate.judge([measure], duration: .seconds(1)).actual == Double(percent))
    }

    @Test(
        "Without samples a gate is missed, never held",
        arguments: [
            ("convergence.view", .percentile(95)), ("convergence.view", .max), ("convergence.view", .mean),
            ("convergence.view", .percentile(90)), ("poller.wasted_share", .value),
            ("convergence.application", .percentile(95)),
        ] as [(String, Gate.Aggregate)])
    func gateWithoutSamples(measure: String, aggregate: Gate.Aggregate) {
        for comparison in Gate.Comparison.allCases {
            let result = judged(measure, aggregate, comparison, 100)
            #expect(!result.held)
            #expect(result.actual == nil)
        }
    }

    @Test("That nothing was counted can be asked for")
    func gateOnNothing() {
        #expect(judged("convergence.view", .count, .equal, 0).held)
    }

    @Test("What differs from run to run is judged beside the findings")
    func gateOnCost() {
        let report = PaymentStory().finish(at: 100)
        let gate = Gate(
            expression: "cost.wall_seconds value < 1s", measure: "cost.wall_seconds", aggregate: .value,
            comparison: .less, bound: 1, unit: "s")
        let cost = RunCost(events: 1, jobs: 1, wallTime: .seconds(2)).measures(over: .seconds(100))
        #expect(report.judge([gate], cost: cost, duration: .seconds(100)).verdict == .gateMissed)
    }

    @Test("What broke worst gives the verdict")
    func worstGivesVerdict() {
        let missed = judged("poller.overrun_share", .value, .less, 5)
        let held = judged("poller.overrun_share", .value, .lessOrEqual, 5)
        #expect(Verdict(brokenSafety: 0, unmetLiveness: 0, gates: []) == .held)
        #expect(Verdict(brokenSafety: 0, unmetLiveness: 0, gates: [held]) == .held)
        #expect(Verdict(brokenSafety: 0, unmetLiveness: 0, gates: [held, missed]) == .gateMissed)
        #expect(Verdict(brokenSafety: 0, unmetLiveness: 2, gates: [missed]) == .stuck)
        #expect(Verdict(brokenSafety: 1, unmetLiveness: 2, gates: [missed]) == .wrong)
    }
}
