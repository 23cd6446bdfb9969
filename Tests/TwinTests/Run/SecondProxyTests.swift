import ShippedScenarios
import Testing
import VirtualTime
import World

@testable import Observation
@testable import Scenarios
@testable import Twin

@Suite("A second proxy with a second intermediary is one more row of the deployment")
struct SecondProxyTests {
    @Test("an installation started from such a deployment serves the tenants of both, whose loads are told apart")
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
        let report = installation.feed.finish([])
        #expect(report.brokenSafety == 0, "\(report.violations)")
        let figures = Dictionary(uniqueKeysWithValues: report.measures.map { ($0.name, $0.figure) })
        for rate in ["poller.calls_per_s", "intermediary.calls_per_s"] {
            let names = rate.hasPrefix("poller") ? ["silfi-payment-proxy", "efil-payment-proxy"] : ["silfi", "efil"]
            var sum = 0.0
            for name in [rate] + names.map({ "\(rate).\($0)" }) {
                guard case .value(let value)? = figures[name] else {
                    Issue.record("\(name) is missing")
                    continue
                }
                #expect(value > 0, "\(name)")
                sum += name == rate ? -value : value
            }
            #expect(abs(sum) < 1e-9, "\(rate)")
        }
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
