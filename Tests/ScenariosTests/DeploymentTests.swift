import Testing
import World

@testable import Scenarios

extension Deployment {
    /// The scenario's deployment with a second proxy, of a second intermediary: one row each.
    package static func ofTwoProxies(_ scenario: Scenario) -> Deployment {
        var deployment = scenario.deployment
        let second = IntermediarySettings(name: "efil")
        deployment.intermediaries.append(second)
        deployment.services.append(.proxy(of: second, at: 1, .init(replicas: 3)))
        return deployment
    }
}

@Suite("A deployment says who exists, and everybody reads it")
struct DeploymentTests {
    private func deployment() throws -> (scenario: Scenario, deployment: Deployment) {
        let scenario = try Scenario(text: "name: a")
        return (scenario, .ofTwoProxies(scenario))
    }

    @Test("a scenario's services start in the order of their roles and bear one name each")
    func ownNames() throws {
        let deployment = try Scenario(text: "name: a").deployment
        #expect(deployment.collision == nil)
        #expect(deployment.processes.first?.name == "ksqldb-1")
        #expect(deployment.processes.last?.name == "payments-poller-1")
        let ranks = deployment.processes.map(\.service.role.rawValue)
        #expect(ranks == ranks.sorted())
        #expect(Set(deployment.services.map(\.role)) == Set(ServiceRole.allCases))
        #expect(deployment.addresses.proxies == [deployment.service(.proxy).host])
    }

    @Test("faults can aim at a second proxy and a second intermediary as soon as they have a row")
    func targets() throws {
        let (scenario, deployment) = try deployment()
        let targets = FaultTargets(deployment, in: scenario)
        let proxies = (1...3).map { "efil-payment-proxy-\($0)" }
        for process in proxies {
            #expect(targets.processes.contains(process))
            #expect(targets.callers.contains(process))
            #expect(targets.clients.contains(process))
        }
        #expect(targets.hosts.contains("efil.test") && targets.hosts.contains("efil-payment-proxy.test"))
        #expect(targets.callers.contains("efil.test"))
        #expect(targets.buckets.contains("efil-payment-proxy.test"))
        #expect(targets.groups.contains("efil-payment-proxy"))
        #expect(targets.hosts.count == FaultTargets(scenario).hosts.count + 2)
        let order = targets.processes
        let last = try #require(order.lastIndex(of: "efil-payment-proxy-3"))
        #expect(last < (order.firstIndex(of: "payment-updater-1") ?? 0), "They start with the other proxies.")
    }

    @Test("measures tell two proxies apart")
    func tags() throws {
        let tags = try deployment().deployment.measureTags
        #expect(tags.proxies == ["silfi-payment-proxy", "efil-payment-proxy"])
        #expect(tags.intermediaries == ["silfi", "efil"])
        #expect(tags.consumerGroups.suffix(2) == ["silfi-payment-proxy", "efil-payment-proxy"])
    }

    @Test("each proxy speaks over the internet to its own intermediary, and is spoken to by it and by citizens")
    func links() throws {
        let links = try deployment().deployment.internetLinks.map { "\($0.caller) -> \($0.host)" }
        for link in [
            "efil.test -> efil-payment-proxy.test", "silfi.test -> silfi-payment-proxy.test",
            "citizens -> efil-payment-proxy.test", "citizens -> efil.test", "citizens -> core.test",
            "efil-payment-proxy-3 -> efil.test", "silfi-payment-proxy-1 -> silfi.test",
            "checkout-api-1 -> api.platform.pagopa.test",
        ] {
            #expect(links.contains(link), "\(link)")
        }
        #expect(!links.contains("efil-payment-proxy-1 -> silfi.test"))
        #expect(Set(links).count == links.count)
    }

    @Test("the world of two proxies has two intermediaries, and each proxy acts for the tenants of its own")
    func world() throws {
        let (scenario, deployment) = try deployment()
        let settings = scenario.worldSettings(deployment)
        #expect(settings.intermediaries.map(\.authority) == ["silfi.test", "efil.test"])
        #expect(settings.addresses.proxies == ["silfi-payment-proxy.test", "efil-payment-proxy.test"])
        let register = TenantRegister(settings.tenants) { .init(seed: 1, name: $0, replication: 0) }
        for proxy in deployment.services where proxy.role == .proxy {
            let configuration = scenario.configuration(ofProxy: proxy, in: deployment, register)
            #expect(configuration.authority == proxy.host)
            for tenant in register.tenants {
                let found = configuration.collection(tenantID: tenant.id, serviceID: tenant.services[0].id)
                #expect((found != nil) == (tenant.intermediary == proxy.intermediary))
            }
        }
    }

    @Test("two that would bear one name are found, whatever they are")
    func collisions() throws {
        var (_, deployment) = try deployment()
        deployment.services[0].bucket = "efil-payment-proxy.test"
        #expect(deployment.collision == .init(of: "bucket", name: "efil-payment-proxy.test"))
        deployment.services[1].consumerGroup = "payment-updater"
        #expect(deployment.collision == .init(of: "consumer group", name: "payment-updater"))
        deployment.services[1].name = "payment-updater"
        #expect(deployment.collision == .init(of: "process", name: "payment-updater-1"))
        deployment.pagoPA = "core.test"
        #expect(deployment.collision == .init(of: "host", name: "core.test"))
    }

    @Test(
        "an intermediary's name that makes it another's host is refused at its place",
        arguments: ["core", "ksqldb", "kafka-gateway", "dispatcher-api", "checkout-api"])
    func takenName(_ name: String) throws {
        let error = try #require(throws: ScenarioError.self) {
            try Scenario(text: "name: a\nintermediaries:\n  rest:\n    name: \(name)\n", source: "s.yaml")
        }
        #expect(error.place == .init(source: "s.yaml", line: 4, column: 11))
        #expect(error.description.contains("`\(name).test`") && error.description.contains("choose a name"), "\(error)")
    }

    @Test(
        "an intermediary's name that is no part of a host name is refused",
        arguments: ["''", "-a", "a-", "A", "a.b", "a b", String(repeating: "a", count: 50)])
    func badName(_ name: String) throws {
        let error = try #require(throws: ScenarioError.self) {
            try Scenario(text: "name: a", settings: ["intermediaries.rest.name=\(name)"])
        }
        #expect(error.description.contains("cannot be part of a host name"), "\(error)")
    }
}
