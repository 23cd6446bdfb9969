import Testing

@testable import Scenarios

@Suite("Gates in a scenario")
struct ScenarioGateTests {
    @Test("a gate on a consumer group that the run has not is refused before the run")
    func aGateOnAConsumerGroup() throws {
        let error = #expect(throws: ScenarioError.self) {
            try Scenario(text: "name: t\nexpect: [\"kafka.lag.payment-dispacher max < 10\"]\n")
        }
        #expect(error?.kind == .badGate)
        #expect(error?.place.line == 2)
        #expect(error?.message.contains("at column 1 of") == true)
        #expect(error?.wayOut.hasPrefix("did you mean `kafka.lag.") == true)
    }

    @Test("a gate on a consumer group of the run is taken")
    func aGateOnAConsumerGroupOfTheRun() throws {
        let group = try #require(try Scenario(text: "name: t\n").deployment.consumerGroups.first)
        let scenario = try Scenario(text: "name: t\nexpect: [\"kafka.lag.\(group) max < 10\"]\n")
        #expect(scenario.gates.map(\.measure) == ["kafka.lag.\(group)"])
    }
}
