import ShippedScenarios
import Testing

@testable import Observation
@testable import Scenarios
@testable import Twin

@Suite("What the world tells of a run reaches its figures")
struct WorldFactsTests {
    private func counters(_ settings: [String]) throws -> [String: Double] {
        let scenario = try ScenarioFolder.short(["duration=30min"] + settings)
        let findings = try TwinRun(scenario: scenario, seed: 1).findings()
        return findings.measures.reduce(into: [:]) { counters, measure in
            if case .value(let value) = measure.figure { counters[measure.name] = value }
        }
    }

    @Test("that the node refuses the second of two tabs")
    func refusedAttempts() throws {
        let careful = try counters(["citizens.pay_twice=0%", "citizens.second_tab=0%"])
        let hasty = try counters(["citizens.pay_twice=0%", "citizens.second_tab=100%"])
        #expect(careful["harm.attempts_at_paid"] == 0)
        let (all, atPaid) = (try #require(hasty["harm.attempts_refused"]), try #require(hasty["harm.attempts_at_paid"]))
        #expect(atPaid > 0 && all > atPaid)
        #expect(all > (careful["harm.attempts_refused"] ?? .infinity) + 5)
    }

    @Test("that outcomes are pushed, as often as the intermediary does it and in vain while the proxy is away")
    func pushes() throws {
        let silent = try counters(["intermediaries.rest.push.enabled=false"])
        #expect(silent["intermediary.pushes"] == 0)
        let twice = try counters(["intermediaries.rest.push.twice=100%", "intermediaries.rest.push.lost=0%"])
        let completed = try #require(twice["convergence.completed"])
        #expect(completed > 5 && twice["intermediary.pushes"] == 2 * completed)
        #expect(twice["intermediary.pushes_failed"] == 0)
        let away = try counters([
            "faults=[{kind: host_down, target: silfi-payment-proxy.test, at: 15min, length: 15min}]"
        ])
        #expect(try #require(away["intermediary.pushes_failed"]) > 0)
    }
}
