import ShippedScenarios
import Testing
import VirtualTime
import World

@testable import Scenarios
@testable import Twin

@Suite("A second proxy with a second intermediary is one more row of the deployment")
struct SecondProxyTests {
    @Test("an installation started from such a deployment serves the tenants of both")
    func bothServe() throws {
        let scenario = try ScenarioFolder.short(["tenants.count=4", "duration=30min"])
        var deployment = scenario.deployment
        let second = IntermediarySettings(name: "efil")
        deployment.intermediaries.append(second)
        deployment.services.append(.proxy(of: second, at: 1, .init(replicas: 2, workers: 16)))
        let installation = try Installation(TwinRun(scenario: scenario, seed: 1), deployment: deployment, journal: nil)
        defer { installation.close() }
        try installation.advance(to: scenario.end)
        for host in ["silfi.test", "efil.test", "silfi-payment-proxy.test", "efil-payment-proxy.test"] {
            let counters = installation.network.counters(of: try #require(installation.network.host(host)))
            #expect(counters.handled > 100, "\(host)")
        }
        #expect(installation.replicas.map(\.name) == deployment.processes.map(\.name))
        #expect(installation.network.hostCount == deployment.hosts.count)
        let report = installation.witness.finish(
            at: scenario.end.nanoseconds,
            cost: .init(events: installation.simulation.events, jobs: installation.simulation.jobs, wallTime: .zero))
        #expect(report.brokenSafety == 0, "\(report.violations)")
    }

    @Test("the names that faults are aimed at are those of the installation")
    func targets() throws {
        let scenario = try ScenarioFolder.short(["services.proxy.replicas=3", "intermediaries.rest.name=anello-2"])
        let targets = FaultTargets(scenario)
        let installation = try Installation(TwinRun(scenario: scenario), journal: nil)
        defer { installation.close() }
        #expect(targets.processes == installation.replicas.map(\.name))
        #expect(installation.network.hostCount == targets.hosts.count)
        for host in targets.hosts { #expect(installation.network.host(host) != nil, "\(host)") }
        #expect(targets.topics == ["applications", "payments"])
    }
}
