import ShippedScenarios
import Testing
import VirtualTime

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
}
