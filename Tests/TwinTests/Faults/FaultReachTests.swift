import NetworkSimulation
import Observation
import ServicePorts
import ShippedScenarios
import Synchronization
import Testing
import VirtualTime

@testable import Scenarios
@testable import Twin

@Suite("A fault does something wherever it may be aimed, and is refused where it would not")
struct FaultReachTests {
    @Test(
        "Whose clock may be wrong is who asks what time it is in a run, and nobody else",
        arguments: ["report_again", "report_once"])
    func clocks(ofUpdaterThat policy: String) throws {
        let readers = Mutex<Set<String>>([])
        let scenario = try ScenarioFolder.short([
            "duration=30min", "healing=1h", "services.updater.republished_outcome=\(policy)",
        ])
        var run = TwinRun(scenario: scenario, seed: 1)
        run.wrapping.surroundings = { own, service in
            var watched = own
            watched.wallClock = {
                readers.withLock { _ = $0.insert(service.name) }
                return own.wallClock()
            }
            return watched
        }
        _ = try run.findings()
        let named = scenario.deployment.services.filter { service in
            service.processes.contains { FaultTargets(scenario).clockReaders.contains($0.name) }
        }.map(\.name)
        #expect(readers.withLock { $0 } == Set(named))
    }

    @Test("An answer that cannot be read harms somebody at each host where it may be aimed")
    func malformedAnswers() throws {
        func measures(_ settings: [String]) throws -> [Measure] {
            try TwinRun(scenario: ScenarioFolder.short(["duration=30min", "healing=1h"] + settings), seed: 1)
                .findings().measures.filter { !$0.name.hasPrefix("faults.") }
        }
        let calm = try measures([])
        let hosts = FaultTargets(try ScenarioFolder.short()).readHosts
        #expect(hosts.count >= 4)
        for host in hosts {
            #expect(try measures(["faults=[{kind: host_malformed_answer, target: \(host)}]"]) != calm, "\(host)")
        }
    }

    @Test("The deployment lists the ways that calls take in a run, and no other")
    func ways() throws {
        let scenario = try ScenarioFolder.short(["duration=1h", "tenants.count=4"])
        let installation = try Installation(TwinRun(scenario: scenario), journal: nil)
        defer { installation.close() }
        let book = CallBook(installation.network)
        for host in installation.network.authorities { installation.network.addObserver(book, at: host) }
        try installation.advance(to: scenario.end)
        let listed = Set(installation.deployment.calls.map { "\($0.caller) -> \($0.host)" })
        #expect(book.ways.sorted() == listed.sorted())
    }

    @Test(
        "A fault that could do nothing is refused with what it could be aimed at",
        arguments: [
            ("{kind: host_error, target: dispatcher-api.test}", "nobody calls `dispatcher-api.test`"),
            ("{kind: crash, target: payment-dispatcher-api-1, at: 5min}", "nobody calls `payment-dispatcher-api-1`"),
            ("{kind: host_slow, target: silfi.test, factor: 2, replica: core-1}", "`silfi.test` has no replicas"),
            ("{kind: host_slow, target: core.test, factor: 2, replica: ksqldb-1}", "does not answer for `core.test`"),
            ("{kind: host_error, target: silfi.test, method: put}", "nobody calls `silfi.test` with put"),
            ("{kind: host_error, target: silfi.test, path: debt}", "no path begins with `debt`"),
            ("{kind: link_delay, target: core-1 -> silfi.test, delay: 1s}", "`core-1` never calls `silfi.test`"),
            ("{kind: link_delay, target: ksqldb-1 -> core.test, delay: 1s}", "`ksqldb-1` calls nobody"),
            ("{kind: store_list_lag, target: silfi-payment-proxy.test, age: 1min}", "nobody lists the keys of"),
            ("{kind: store_delay, target: dispatcher-api, delay: 1s}", "nobody stores anything in `dispatcher-api`"),
            ("{kind: kafka_delay, target: core-1, delay: 1s}", "no client of this scenario has the name `core-1`"),
            ("{kind: delay, when: proxy.afterPut, target: core-1, delay: 1s}", "`core-1` does not pass"),
            ("{kind: crash, when: dispatcherAPI.afterProduce}", "nobody in this scenario passes"),
            (
                "{kind: hold, when: updater.beforeCommit, until: dispatcherAPI.afterProduce}",
                "nobody in this scenario passes `dispatcherAPI.afterProduce`"
            ),
            ("{kind: clock_offset, target: payment-updater-1, offset: 1min}", "`payment-updater-1` reads no clock"),
            ("{kind: clock_step, target: ksqldb-1, offset: 1min, at: 5min}", "`ksqldb-1` reads no clock"),
            ("{kind: host_malformed_answer, target: kafka-gateway.test}", "nobody reads what the answers of"),
            ("{kind: host_malformed_answer, target: checkout-api.test}", "nobody reads what the answers of"),
            ("{kind: host_malformed_answer, target: api.platform.pagopa.test}", "nobody reads what the answers of"),
            (
                "{kind: host_malformed_answer, target: silfi-payment-proxy.test, method: post}",
                "nobody reads what the answers of `silfi-payment-proxy.test` to post say"
            ),
        ])
    func refused(_ fault: String, _ words: String) throws {
        let error = #expect(throws: ScenarioError.self) { try ScenarioFolder.short(["faults=[\(fault)]"]) }
        #expect(try #require(error).description.contains(words), "\(error.map(\.description) ?? "")")
    }

    @Test("Slow work of a host that works for no time is refused")
    func noWork() throws {
        let fault = "faults=[{kind: host_slow, target: core.test, factor: 2}]"
        _ = try ScenarioFolder.short([fault])
        let error = #expect(throws: ScenarioError.self) {
            try ScenarioFolder.short([fault, "services.core.service_time={constant: 0s}"])
        }
        #expect(try #require(error).description.contains("takes no time"))
    }
}

/// Which ways calls have taken.
private final class CallBook: NetworkObserver {
    private let network: SimulatedNetwork
    private(set) var ways: Set<String> = []

    init(_ network: SimulatedNetwork) { self.network = network }

    func callStarted(over link: LinkID) {
        ways.insert("\(network.caller(of: link)) -> \(network.authority(of: network.host(of: link)))")
    }
    func callFinished(over link: LinkID, status: Int, latency: Duration, path: @autoclosure () -> String) {}
    func callFailed(over link: LinkID, _ error: HTTPCallError, latency: Duration, path: @autoclosure () -> String) {}
}
