import ShippedScenarios
import Testing

@testable import Scenarios
@testable import Twin

@Suite("The scenarios of faults show what they say")
struct FaultScenarioTests {
    @Test(
        "Its gates hold, and its verdict is the one that the catalogue names", arguments: ScenarioFolder.namesOfFaults)
    func holds(_ name: String) throws {
        let scenario = try ScenarioFolder.load("faults/\(name)")
        let outcome = try TwinRun(scenario: scenario).findings()
        #expect(scenario.gates.count >= 2)
        #expect(outcome.gates.filter { !$0.held }.isEmpty, "\(outcome.gates)")
        let row = try #require(try ScenarioFolder.catalogue().first { $0[0] == "`faults/\(name).yaml`" })
        #expect(row.count == 3)
        #expect(row[1] == scenario.description)
        #expect(row[2] == "\(outcome.verdict.rawValue)" || name == "swarm", "\(outcome.violations.prefix(3))")
        #expect(outcome.faults.allSatisfy { $0.hits > 0 } || name == "swarm")
    }
}
