import ShippedScenarios
import Testing

@testable import Scenarios
@testable import Twin

@Suite("The cases show what they say")
struct CaseScenarioTests {
    @Test("The gates of a case hold at its seed and at others", arguments: ScenarioFolder.namesOfCases)
    func holds(_ name: String) throws {
        let scenario = try ScenarioFolder.load("cases/\(name)")
        let row = try #require(try ScenarioFolder.catalogue().first { $0[0] == "`cases/\(name).yaml`" })
        #expect(row.prefix(2) == ["`cases/\(name).yaml`", scenario.description])
        #expect(!scenario.gates.isEmpty)
        for seed in [scenario.seed, 2] {
            let outcome = try TwinRun(scenario: scenario, seed: seed).findings()
            let isNamed = row.dropFirst(2) == ["\(outcome.verdict.rawValue)"]
            #expect(isNamed || seed != scenario.seed, "\(outcome.violations.prefix(3))")
            #expect(outcome.gates.filter { !$0.held }.isEmpty, "seed \(seed): \(outcome.gates)")
            #expect(outcome.faults.allSatisfy { $0.hits > 0 }, "seed \(seed)")
        }
    }
}
