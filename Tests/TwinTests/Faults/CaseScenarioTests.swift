import ShippedScenarios
import Testing

@testable import Scenarios
@testable import Twin

@Suite("The cases show what they say")
struct CaseScenarioTests {
    /// Longer runs take a minute and more in debug. `.ci/run` runs every case in release, at twenty seeds.
    private static let longest = Duration.seconds(4 * 3_600)

    @Test(
        "The gates of a case hold, and its verdict is the one that the catalogue names",
        arguments: ScenarioFolder.namesOfCases)
    func holds(_ name: String) throws {
        let scenario = try ScenarioFolder.load("cases/\(name)")
        let row = try #require(try ScenarioFolder.catalogue().first { $0[0] == "`cases/\(name).yaml`" })
        #expect(row.prefix(2) == ["`cases/\(name).yaml`", scenario.description])
        #expect(!scenario.gates.isEmpty)
        guard scenario.duration + scenario.healing <= Self.longest else { return }
        let outcome = try TwinRun(scenario: scenario).findings()
        #expect(row.dropFirst(2) == ["\(outcome.verdict.rawValue)"], "\(outcome.violations.prefix(3))")
        #expect(outcome.gates.filter { !$0.held }.isEmpty, "\(outcome.gates)")
        #expect(outcome.faults.allSatisfy { $0.hits > 0 })
    }
}
