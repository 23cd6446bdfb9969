import Observation
import Scenarios
import ShippedScenarios
import Testing

@testable import Twin

@Suite("A gate with abort_on_fail ends a run when it can no longer be held")
struct AbortingGateTests {
    private func scenario(_ threshold: String, _ rest: String = "", settings: [String] = []) throws -> Scenario {
        let expect = "expect=[{threshold: \"\(threshold)\", abort_on_fail: true\(rest)}, poller.calls value > 0]"
        return try ScenarioFolder.short(settings + [expect])
    }

    private func run(_ scenario: Scenario) throws -> RunEnding { try TwinRun(scenario: scenario, seed: 1).run() }

    private func value(_ ending: RunEnding, _ name: String) -> Measure.Figure? {
        ending.findings.measures.first { $0.name == name }?.figure
    }

    @Test("It ends at the very fact that loses the gate", arguments: [1, 7, 20])
    func atTheFact(bound: Int) throws {
        let scenario = try scenario("convergence.payments count < \(bound)")
        let ending = try run(scenario)
        #expect(value(ending, "convergence.payments") == .value(Double(bound)))
        #expect(ending.findings.virtualTime < scenario.duration)
        #expect(ending.findings.verdict == .gateMissed)
        #expect(ending.abortingGate == scenario.gates[0] && !ending.isWhole)
        // The other gate is not judged by half a run.
        #expect(ending.findings.gates.map(\.expression) == ["convergence.payments count < \(bound)"])
        #expect(ending.findings.gates[0].actual == Double(bound))
    }

    @Test("`<=` and `==` are lost by one more than `<`")
    func bounds() throws {
        for threshold in ["convergence.payments count <= 7", "convergence.payments count == 7"] {
            #expect(value(try run(try scenario(threshold)), "convergence.payments") == .value(8))
        }
    }

    @Test("The greatest sample ends it too, and the first violation")
    func samplesAndViolations() throws {
        let slow = try run(try scenario("convergence.page max < 1s"))
        guard case .distribution(let summary) = value(slow, "convergence.page") else { throw NoSamples() }
        #expect(summary.max >= 1 && slow.abortingGate != nil)
        let broken = try run(
            try scenario(
                "violations.I6 value == 0",
                settings: ["intermediaries.rest.push.lost=100%", "services.poller.loop_time=1d"]))
        #expect(broken.findings.violations.count { $0.invariant == "I6" } >= 1)
        #expect(broken.findings.verdict == .stuck && broken.abortingGate?.measure == "violations.I6")
    }

    private struct NoSamples: Error {}

    @Test("It is the same each time, and what is recorded of it replays")
    func repeats() throws {
        let scenario = try scenario("convergence.payments count < 9", settings: ["schedule=shuffle"])
        let verified = try TwinRun(scenario: scenario, seed: 3).verify()
        #expect(verified.findings.verdict == .gateMissed && verified.findings.crash == nil)
        let replayed = try TwinRun(verified.replayTicket).run()
        #expect(replayed.findings == verified.findings)
    }

    @Test("No run ends before delay_abort_eval, and one that was lost before ends soon after")
    func delay() throws {
        let early = try run(try scenario("convergence.payments count < 3"))
        let late = try run(try scenario("convergence.payments count < 3", ", delay_abort_eval: 20min"))
        #expect(early.findings.virtualTime < .seconds(1_200))
        #expect(late.findings.virtualTime >= .seconds(1_200) && late.findings.virtualTime < .seconds(1_260))
    }

    @Test("A gate that holds to the end changes nothing of the run")
    func heldToTheEnd() throws {
        let watched = try run(try scenario("convergence.payments count < 100000"))
        let plain = try TwinRun(
            scenario: ScenarioFolder.short(["expect=[convergence.payments count < 100000, poller.calls value > 0]"]),
            seed: 1
        ).run()
        #expect(watched.findings.traceHash == plain.findings.traceHash && watched.isWhole)
        #expect(watched.findings == plain.findings)
    }

    @Test("A gate over the seeds says something of a run and does not decide its verdict")
    func overTheSeeds() throws {
        let expect = "expect=[{threshold: convergence.payments count < 1, over: mean}]"
        let ending = try run(try ScenarioFolder.short([expect]))
        #expect(ending.findings.gates.map(\.held) == [false] && ending.findings.verdict == .held)
        #expect(ending.decidingGates.isEmpty)
    }
}
