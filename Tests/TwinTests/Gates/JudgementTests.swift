import Testing

@testable import Observation
@testable import Twin

@Suite("Judgement of gates")
struct JudgementTests {
    private let measures = [
        Measure(
            name: "convergence.page", unit: "s", meaning: "",
            figure: .distribution(.init(count: 4, mean: 2.5, p50: 2, p95: 4, p99: 4, max: 4)),
            buckets: [(1, 1), (2, 1), (3, 1), (4, 1)]),
        Measure(
            name: "convergence.view", unit: "s", meaning: "",
            figure: .distribution(.init(count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0))),
        Measure(name: "poller.overrun_share", unit: "%", meaning: "", figure: .value(5)),
        Measure(name: "checkout.accepted", unit: "carts", meaning: "", figure: .value(50)),
    ]

    private func judged(_ line: String) throws -> GateResult {
        try Gate(reading: line).judge(measures, duration: .seconds(100))
    }

    @Test(
        arguments: [
            ("convergence.page avg < 3s", true, 2.5), ("convergence.page avg < 2s", false, 2.5),
            ("convergence.page med <= 2s", true, 2), ("convergence.page p(95) < 4s", false, 4),
            ("convergence.page p(75) == 3s", true, 3), ("convergence.page p(25) == 1s", true, 1),
            ("convergence.page p(100) == 4s", true, 4), ("convergence.page max >= 4s", true, 4),
            ("convergence.page count == 4", true, 4), ("convergence.page rate > 2/min", true, 0.04),
            ("poller.overrun_share value < 5%", false, 5), ("poller.overrun_share rate <= 5%", true, 5),
            ("checkout.accepted count > 49", true, 50), ("checkout.accepted value < 50", false, 50),
            ("checkout.accepted rate == 0.5/s", true, 0.5),
        ] as [(String, Bool, Double)])
    func `a gate is judged by the figure it names`(line: String, held: Bool, actual: Double) throws {
        let result = try judged(line)
        #expect(result.held == held)
        #expect(abs(result.actual - actual) < 1e-12)
        #expect(result.expression == line)
    }

    @Test(arguments: [
        "convergence.view p(95) < 2min", "convergence.view max < 2min", "convergence.view avg < 2min",
        "convergence.view p(90) < 2min", "poller.wasted_share value < 100%", "convergence.application p(95) < 1h",
    ])
    func `without samples a gate is missed, never held`(line: String) throws {
        let result = try judged(line)
        #expect(!result.held)
        #expect(result.actual.isNaN)
    }

    @Test func `that nothing was counted can be asked for`() throws {
        #expect(try judged("convergence.view count == 0").held)
    }

    @Test func `what broke worst gives the verdict`() throws {
        let missed = try judged("poller.overrun_share value < 5%")
        let held = try judged("poller.overrun_share value <= 5%")
        #expect(Verdict(brokenSafety: 0, unmetLiveness: 0, gates: []) == .held)
        #expect(Verdict(brokenSafety: 0, unmetLiveness: 0, gates: [held]) == .held)
        #expect(Verdict(brokenSafety: 0, unmetLiveness: 0, gates: [held, missed]) == .gateMissed)
        #expect(Verdict(brokenSafety: 0, unmetLiveness: 2, gates: [missed]) == .stuck)
        #expect(Verdict(brokenSafety: 1, unmetLiveness: 2, gates: [missed]) == .wrong)
    }
}
