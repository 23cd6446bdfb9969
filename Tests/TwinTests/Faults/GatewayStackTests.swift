import Observation
import ShippedScenarios
import Testing

@testable import Scenarios
@testable import Twin

@Suite("Two cuts between the gateway and Kafka")
struct GatewayStackTests {
    private func faults(_ lengths: String...) throws -> [InjectedFault] {
        let faults = lengths.map { "{kind: gateway_cut_off, target: kafka-gateway.test, \($0)}" }
        let scenario = try ScenarioFolder.short([
            "duration=30min", "healing=1h", "faults=[\(faults.joined(separator: ", "))]",
        ])
        return try TwinRun(scenario: scenario, seed: 1).findings().faults
    }

    @Test("The end of the first does not end the second, nor the end of the second the first")
    func stack() throws {
        let second = "at: 7min, length: 15min"
        let alone = try #require(try faults(second).first)
        #expect(alone.hits > 5)
        #expect(try faults(second, "at: 9min, length: 3min").first?.hits == alone.hits)
        // The same minutes without the gateway, once by both and once by the second alone.
        let longer = try #require(try faults("at: 5min, length: 17min", second).last)
        #expect(try faults("at: 5min, length: 5min", second).last?.hits == longer.hits)
    }
}
