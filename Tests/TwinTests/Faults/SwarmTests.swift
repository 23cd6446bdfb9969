import ShippedScenarios
import Testing
import VirtualTime

@testable import Scenarios
@testable import Twin

@Suite("A run of a swarm repeats")
struct SwarmTests {
    @Test("The drawn list repeats the run by hand, hash and all", arguments: [1, 2, 3] as [UInt64])
    func byHand(_ seed: UInt64) throws {
        let own = "faults=[{kind: crash, target: core-1, at: 10min}]"
        let swarm = try TwinRun(scenario: ScenarioFolder.short(["swarm=true", own]), seed: seed).findings()
        let text = try #require(swarm.drawnFaults)
        let byHand = try Scenario(text: "name: a\n" + text)
        let repeated = try TwinRun(
            scenario: ScenarioFolder.short(["faults=\(byHand.faultList.text)"]), seed: seed
        ).findings()
        #expect(repeated.traceHash == swarm.traceHash)
        #expect(repeated.faults == swarm.faults)
        #expect(swarm.faults.first?.kind == "crash", "The scenario's own faults come first.")
        #expect(repeated.drawnFaults == nil)
    }

    @Test("One seed of a swarm verifies")
    func repeats() throws {
        let outcome = try TwinRun(scenario: ScenarioFolder.short(["swarm=true"]), seed: 4).verify().findings
        #expect(outcome.drawnFaults != nil)
    }
}
