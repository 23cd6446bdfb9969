import Observation
import ShippedScenarios
import Testing

@testable import Scenarios
@testable import Twin

@Suite("Restarts one after another")
struct RollingRestartTests {
    /// A busy half hour in which the replicas of a service are taken down again and again, each for five seconds.
    private func figures(_ kind: String, of target: String) throws -> (String) throws -> Double {
        let fault = "{kind: \(kind), target: '\(target)', every: 97s, restart: 5s, between: 1s}"
        let scenario = try ScenarioFolder.short([
            "duration=30min", "citizens.payments=20000/day", "healing=1h", "faults=[\(fault)]",
        ])
        let findings = try TwinRun(scenario: scenario, seed: 1).findings()
        #expect(findings.faults.map(\.hits).allSatisfy { $0 > 10 })
        return { name in
            let measure = try #require(findings.measures.first { $0.name == name }, "\(name)")
            guard case .value(let value) = measure.figure else { return .nan }
            return value
        }
    }

    @Test("One that is under way when it is due again is one, and counts as often as a round begins")
    func underWay() throws {
        let fault = "{kind: rolling_crash, target: 'payment-updater-*', every: 1min, restart: 150s}"
        let scenario = try ScenarioFolder.short(["duration=30min", "healing=1h", "faults=[\(fault)]"])
        let replicas = scenario.deployment.processes.count { $0.name.hasPrefix("payment-updater-") }
        let found = try #require(try TwinRun(scenario: scenario, seed: 1).findings().faults.first)
        #expect(found.occurrences > 1)
        // A round takes 150 s for each replica, and the next beginning comes on a whole minute.
        #expect(found.occurrences <= UInt64(30 / (3 * replicas) + 1), "\(found.occurrences)")
        #expect(found.hits <= found.occurrences * UInt64(replicas))
    }

    @Test(
        "A graceful one loses no poll and reads nothing again, and one without asking does",
        arguments: ["payment-dispatcher-*", "payment-updater-*", "silfi-payment-proxy-*"])
    func polls(_ target: String) throws {
        let graceful = try figures("rolling_restart", of: target)
        #expect(try graceful("kafka.redeliveries") == 0)
        #expect(try graceful("network.reset") == 0)
        #expect(try graceful("convergence.unsettled") == 0)
        let abrupt = try figures("rolling_crash", of: target)
        #expect(try abrupt("kafka.redeliveries") > 0)
    }
}
