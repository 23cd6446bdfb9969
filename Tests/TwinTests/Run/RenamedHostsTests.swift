import ShippedScenarios
import Testing
import VirtualTime

@testable import Observation
@testable import Scenarios
@testable import Twin

@Suite("Whoever is renamed is found under the new name by all who call")
struct RenamedHostsTests {
    /// Runs to the end, in faith that every name is where the deployment says.
    private func run(_ scenario: Scenario, _ deployment: Deployment? = nil) throws -> Installation {
        let installation = try Installation(TwinRun(scenario: scenario, seed: 1), deployment: deployment, journal: nil)
        try installation.advance(to: scenario.end)
        return installation
    }

    private func handled(by host: String, in installation: Installation) throws -> UInt64 {
        installation.network.counters(of: try #require(installation.network.host(host), "\(host)")).handled
    }

    private static let usual = [
        "core.test", "ksqldb.test", "kafka-gateway.test", "api.platform.pagopa.test", "silfi.test",
        "silfi-payment-proxy.test",
    ]

    @Test("a scenario that renames Core, view, gateway, pagoPA and intermediary holds, and calls go there alone")
    func renamedInScenario() throws {
        var scenario = try ScenarioFolder.short(["intermediaries.rest.name=anello", "duration=30min"])
        scenario.services.core.authority = "area-personale.example"
        scenario.services.core.ksqlAuthority = "view.example"
        scenario.services.core.gatewayAuthority = "gateway.example"
        scenario.world.pagoPA.authority = "checkout.example"
        let renamed = [
            "area-personale.example", "view.example", "gateway.example", "checkout.example", "anello.test",
            "anello-payment-proxy.test",
        ]
        let installation = try run(scenario)
        defer { installation.close() }
        for host in renamed { #expect(try handled(by: host, in: installation) > 0, "\(host)") }
        for host in Self.usual { #expect(installation.network.host(host) == nil, "\(host)") }
        let report = installation.feed.finish([])
        #expect(report.violations.isEmpty, "\(report.violations)")
        let figures = Dictionary(uniqueKeysWithValues: report.measures.map { ($0.name, $0.figure) })
        #expect(figures["convergence.unsettled"] == .value(0))
        guard case .value(let completed)? = figures["convergence.completed"] else {
            Issue.record("no payment was counted")
            return
        }
        #expect(completed > 10)
    }

    @Test("a row is the one place of a host and of a consumer group: the service itself takes them from it")
    func renamedInRow() throws {
        let scenario = try ScenarioFolder.short(["duration=30min"])
        var deployment = scenario.deployment
        for position in deployment.services.indices {
            if let host = deployment.services[position].host { deployment.services[position].host = "new-" + host }
            if let group = deployment.services[position].consumerGroup {
                deployment.services[position].consumerGroup = "new-" + group
            }
        }
        deployment.gateway.host = "new-" + deployment.gateway.host
        let installation = try run(scenario, deployment)
        defer { installation.close() }
        for host in ["new-core.test", "new-ksqldb.test", "new-kafka-gateway.test", "new-silfi-payment-proxy.test"] {
            #expect(try handled(by: host, in: installation) > 0, "\(host)")
        }
        #expect(installation.network.hostCount == deployment.hosts.count)
        for service in deployment.services {
            guard let group = service.consumerGroup else { continue }
            let topic = service.role == .dispatcher ? "applications" : "payments"
            let committed = try installation.kafka.committedOffset(group: group, topic: topic, partition: 0)
            #expect(committed ?? 0 > 0, "\(group)")
        }
        #expect(installation.feed.finish([]).violations.isEmpty)
    }
}
