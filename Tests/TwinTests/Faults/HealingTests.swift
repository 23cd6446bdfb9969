import ShippedScenarios
import Testing
import VirtualTime

@testable import Observation
@testable import Scenarios
@testable import Twin

@Suite("Healing puts everything right")
struct HealingTests {
    @Test("As healing begins, every process runs on a right clock and nothing stays cut off")
    func stateIsRestored() throws {
        let faults = [
            "{kind: crash, target: core-1, at: 29min, restart: 3h}",
            "{kind: pause, target: core-2, at: 20min}",
            "{kind: crash, when: poller.loopBegins, occurrence: 3, restart: 3h}",
            "{kind: clock_step, target: silfi-payment-proxy-1, at: 10min, offset: -1h}",
            "{kind: clock_drift, target: silfi-payment-proxy-1, drift: 1000ppm}",
            "{kind: out_of_memory, target: payment-dispatcher-1, at: 20min, lifetime: 1min, restart: 2h}",
            "{kind: gateway_cut_off, target: kafka-gateway.test, at: 10min}",
            "{kind: kafka_broker_down, target: 0, at: 28min}",
            "{kind: link_clog, target: \"* -> ksqldb.test\", at: 28min}",
            "{kind: slow_cpu, target: checkout-api-1, delay: 50ms}",
        ]
        let scenario = try ScenarioFolder.short([
            "duration=30min", "faults=[\(faults.joined(separator: ", "))]",
        ])
        let run = TwinRun(scenario: scenario, seed: 1)
        let plan = FaultPlan(scenario, seed: 1, replication: 0)
        let installation = try Installation(run, hazards: plan.hazards(beside: .none), journal: nil)
        defer { installation.close() }
        let engine = FaultEngine(plan, on: installation)
        engine.start()
        let phaseEnd = scenario.arrivalsEnd
        try installation.advance(to: VirtualInstant(nanoseconds: phaseEnd.nanoseconds - 1))
        let down = installation.replicas.filter { $0.replica.process == nil }.map(\.name)
        #expect(down.contains("core-1") && down.contains("payments-poller-1"))
        #expect(installation.gateway.reachesKafka == false)
        #expect(!installation.kafka.isRunning(broker: 0))
        try installation.advance(to: VirtualInstant(nanoseconds: phaseEnd.nanoseconds + 1))
        for installed in installation.replicas {
            #expect(installed.replica.process?.state == .running, "\(installed.name)")
            #expect(
                installed.replica.wallClock.read(at: phaseEnd)
                    == installation.simulation.settings.epoch.advanced(by: phaseEnd.sinceStart), "\(installed.name)")
        }
        #expect(installation.gateway.reachesKafka == true)
        #expect(installation.kafka.isRunning(broker: 0))
        let hits = engine.injected().map(\.hits)
        try installation.advance(to: scenario.end)
        #expect(engine.injected().map(\.hits) == hits, "Nothing hits after the begin of healing.")
        #expect(hits.allSatisfy { $0 > 0 }, "\(hits)")
        for installed in installation.replicas { #expect(installed.replica.process?.state == .running) }
    }

    @Test(
        "A process that is gone for good stays away, healing or not, and the run ends as stuck",
        arguments: [
            "{kind: crash, target: \"payments-poller-*\", at: 25min, restart: never}",
            "{kind: crash, when: poller.loopBegins, occurrence: 9, restart: never}",
            // Who else would bring it back does not.
            "{kind: crash, target: \"payments-poller-*\", at: 25min, restart: never}, "
                + "{kind: crash, target: \"payments-poller-*\", at: 26min, restart: 1min}, "
                + "{kind: rolling_restart, target: \"payments-poller-*\", at: 27min}",
        ])
    func goneForGood(_ faults: String) throws {
        let scenario = try ScenarioFolder.short([
            "duration=30min", "intermediaries.rest.push.enabled=false", "faults=[\(faults)]",
        ])
        let findings = try TwinRun(scenario: scenario, seed: 1).findings()
        #expect(findings.verdict == .stuck)
        #expect(findings.faults[0].hits == 1)
        #expect(findings.promises.first { $0.invariant == .checksGoOn }?.broken ?? 0 > 0)
    }

    @Test("Of two crashes of one process the longer one decides when it is back, and so beside a rolling restart")
    func longerAbsence() throws {
        func calls(_ faults: String) throws -> Double {
            let scenario = try ScenarioFolder.short(["healing=1h", "faults=[\(faults)]"])
            let measures = try TwinRun(scenario: scenario, seed: 1).findings().measures
            guard case .value(let calls)? = measures.first(where: { $0.name == "poller.calls" })?.figure
            else { return -1 }
            return calls
        }
        let long = "{kind: crash, target: payments-poller-1, at: 10min, restart: 30min}"
        let alone = try calls(long)
        for other in [
            "{kind: crash, target: payments-poller-1, at: 10min, restart: 1min}",
            "{kind: crash, target: payments-poller-1, at: 9min, restart: 5min}",
            "{kind: rolling_restart, target: payments-poller-1, at: 15min, restart: 1min}",
            "{kind: rolling_crash, target: payments-poller-1, at: 15min, restart: 1min}",
        ] {
            let both = try calls("\(long), \(other)")
            #expect(abs(both - alone) < alone / 10, "\(other): \(both), \(alone) alone")
        }
        #expect(try calls("{kind: crash, target: payments-poller-1, at: 10min, restart: 1min}") > alone * 1.2)
    }

    @Test(
        "A service that has no process at all is missed: the run ends as stuck",
        arguments: ["dispatcher", "updater", "proxy", "poller"])
    func nobodyThere(_ service: String) throws {
        let scenario = try ScenarioFolder.short([
            "duration=30min", "intermediaries.rest.push.enabled=false", "services.\(service).replicas=0",
        ])
        let findings = try TwinRun(scenario: scenario, seed: 1).findings()
        #expect(findings.verdict == .stuck, "\(findings.verdict)")
    }

    @Test("Without the Checkout API nobody pays by a cart, and the run goes on")
    func noCheckout() throws {
        let scenario = try ScenarioFolder.short(["duration=30min", "services.checkout_api.replicas=0"])
        let findings = try TwinRun(scenario: scenario, seed: 1).findings()
        #expect(findings.crash == nil)
        #expect(findings.measures.first { $0.name == "checkout.accepted" }?.figure == .value(0))
        #expect(findings.measures.first { $0.name == "network.refused" }?.figure != .value(0))
    }
}
