import Observation
import ShippedScenarios
import Testing

@testable import Twin

@Suite("A delay that is longer than any run holds what it befalls to the end") struct EndlessDelayTests {
    @Test(
        "Delays that are centuries together end no run as a defect",
        arguments: [
            "{kind: link_delay, target: \"* -> *\", delay: 36500d}",
            "{kind: kafka_delay, target: \"*\", delay: 36500d}",
            "{kind: link_reorder, target: \"* -> *\", share: 50%, delay: 36500d}",
            "{kind: store_delay, target: \"*\", delay: 36500d}", "{kind: host_dribble, target: \"*\", delay: 36500d}",
        ])
    func centuries(_ fault: String) throws {
        let settings = ["duration=30min", "healing=1h", "faults=[\(fault), \(fault), \(fault)]"]
        let findings = try TwinRun(scenario: ScenarioFolder.short(settings), seed: 1).findings()
        #expect(findings.verdict != .crashed)
        #expect(findings.faults.allSatisfy { $0.hits > 0 })
    }
}
