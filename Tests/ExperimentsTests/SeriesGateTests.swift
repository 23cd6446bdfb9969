import Observation
import Scenarios
import Statistics
import Testing
import Twin

@testable import Experiments

@Suite("A gate is judged over the runs of a series")
struct SeriesGateTests {
    private func gate(_ comparison: String, over scope: GateScope) throws -> SeriesGate {
        SeriesGate(try Gate(reading: "poller.calls value \(comparison)"), over: scope)
    }

    private func values(_ values: [Double]) -> [RunFigure] { values.map { .value($0) } }

    @Test("Every seed: one miss decides, and only all of them hold")
    func everySeed() throws {
        let gate = try gate("< 100", over: .everySeed)
        let held = gate.judge(values([80, 90, 60]))
        #expect(held.verdict == .held && held.actual == 90 && held.limit == 100 && held.interval == nil)
        #expect(held.headroom == 0.1 && held.runs == 3 && held.holding == 3)
        let missed = gate.judge(values([80, 125, 60]), of: 10)
        #expect(missed.verdict == .missed && missed.actual == 125 && missed.headroom == -0.25)
        #expect(gate.judge(values([80, 90]), of: 3).verdict == .undecided)
        #expect(gate.judge([], of: 3).verdict == .undecided)
    }

    /// The three figures 80, 90, 100 have the mean 90 and half a 95 % interval of 4.302653 * 10 / sqrt(3) = 24.84.
    @Test(
        "A mean decides where its whole interval lies on one side of the bound",
        arguments: [
            ("< 115", SeriesGateResult.Verdict.held), ("< 114", .undecided), ("< 90", .undecided),
            ("< 66", .undecided), ("< 65", .missed), ("> 65", .held), ("> 66", .undecided), ("> 115", .missed),
            ("== 90", .undecided), ("== 64", .missed),
        ])
    func mean(comparison: String, verdict: SeriesGateResult.Verdict) throws {
        let result = try gate(comparison, over: .mean).judge(values([80, 90, 100]))
        #expect(result.verdict == verdict)
        #expect(result.actual == 90 && abs((result.interval?.halfWidth ?? 0) - 24.8414) < 1e-3)
    }

    @Test("Less confidence decides more")
    func confidence() throws {
        let gate = try gate("< 114", over: .mean)
        #expect(gate.judge(values([80, 90, 100]), confidence: 0.9).verdict == .held)
        #expect(gate.judge(values([80, 90, 100]), confidence: 0.99).verdict == .undecided)
    }

    @Test(
        "A mean without spread decides from two runs on, and one run tells nothing of it",
        arguments: [
            ("< 100", SeriesGateResult.Verdict.missed), ("<= 100", .held), ("== 100", .held), (">= 100", .held),
            ("> 100", .missed), ("== 99", .missed),
        ])
    func withoutSpread(comparison: String, verdict: SeriesGateResult.Verdict) throws {
        let gate = try gate(comparison, over: .mean)
        #expect(gate.judge(values([100, 100])).verdict == verdict)
        let one = gate.judge(values([100]))
        #expect(one.verdict == .undecided && one.actual == 100 && one.interval == nil)
        #expect(gate.judge([]).verdict == .undecided)
    }

    /// Limits by Clopper and Pearson: 36 of 36 are at least 90.26 %, 35 of 35 only 90.00 % less a little; 80 of 100 are
    /// at most 87.33 %.
    @Test(
        "A share of seeds decides where its exact interval does",
        arguments: [
            (36, 36, SeriesGateResult.Verdict.held), (35, 35, .undecided), (95, 100, .undecided), (80, 100, .missed),
            (0, 2, .missed), (1, 2, .undecided),
        ])
    func share(holding: Int, runs: Int, verdict: SeriesGateResult.Verdict) throws {
        let figures = (0..<runs).map { $0 < holding ? 50.0 : 150 }
        let result = try gate("< 100", over: .share(percent: 90)).judge(values(figures))
        #expect(result.verdict == verdict)
        #expect(result.holding == holding && result.unit == "%" && result.limit == 90)
        #expect(result.actual == 100 * Double(holding) / Double(runs))
        #expect(result.headroom == ((result.actual ?? 0) - 90) / 90)
    }

    @Test("A run that crashed or has no sample does not hold a gate", arguments: [RunFigure.crashed, .noSamples])
    func nothingToJudge(figure: RunFigure) throws {
        for scope in [GateScope.everySeed, .mean] {
            let gate = try gate("< 100", over: scope)
            #expect(gate.judge(values([1, 1, 1])).verdict == .held)
            let result = gate.judge([.value(1), figure, .value(1)])
            #expect(result.verdict == .missed && result.actual == 1 && result.holding == 2)
            #expect(gate.judge([figure]).actual == nil && gate.judge([figure]).verdict == .missed)
        }
        let share = try gate("< 100", over: .share(percent: 50))
        let three = Array(repeating: RunFigure.value(1), count: 3)
        #expect(share.judge(three + [figure]).actual == 75)
        #expect(share.judge(Array(repeating: figure, count: 10)).verdict == .missed)
    }

    @Test("Of a bound of nought there is no headroom, nor where nothing was measured")
    func headroom() throws {
        #expect(try gate("== 0", over: .everySeed).judge(values([0, 3])).headroom == nil)
        #expect(try gate("== 0", over: .everySeed).judge(values([0, 3])).actual == 3)
        #expect(try gate(">= 10", over: .everySeed).judge(values([15, 12, 40])).headroom == 0.2)
        #expect(try gate("== 10", over: .everySeed).judge(values([10, 12, 9])).headroom == -0.2)
        #expect(try gate("< 10", over: .everySeed).judge([.noSamples]).headroom == nil)
    }

    @Test("A run says the gate's own figure, also of what the scenario does not ask; a crashed one says none")
    func figures() throws {
        let measures = [Measure(name: "poller.calls", unit: "calls", meaning: "", figure: .value(120))]
        func ending(_ verdict: Verdict) throws -> RunEnding {
            RunEnding(
                ticket: RunTicket(try Scenario(text: "name: t\n")),
                findings: RunFindings(
                    verdict: verdict, crash: verdict == .crashed ? RunCrash(.serviceEnded, reason: "ended") : nil,
                    traceHash: 1, events: 1, jobs: 1, virtualTime: .seconds(60), measures: measures),
                cost: .init(wallTime: .seconds(1)))
        }
        let held = try ending(.held)
        #expect(RunFigure(of: try Gate(reading: "poller.calls value < 100"), in: held) == .value(120))
        #expect(RunFigure(of: try Gate(reading: "poller.calls rate < 1/s"), in: held) == .value(2))
        #expect(RunFigure(of: try Gate(reading: "convergence.page p(95) < 1s"), in: held) == .noSamples)
        #expect(RunFigure(of: try Gate(reading: "poller.calls value < 100"), in: try ending(.crashed)) == .crashed)
    }
}
