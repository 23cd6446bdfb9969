import PaymentServices
import Testing
import VirtualTime

@testable import Observation
@testable import Scenarios

@Suite("The poller and the check schedule have keys")
struct PollerKeyTests {
    private func scenario(_ settings: [String]) throws -> Scenario { try Scenario(text: "name: a", settings: settings) }

    private func refusal(_ settings: [String]) throws -> ScenarioError {
        try #require(throws: ScenarioError.self, "\(settings)") { try scenario(settings) }
    }

    private func poller(_ words: String...) -> [String] { words.map { "services.poller.\($0)" } }

    @Test("What a file says reaches the poller, and reads back")
    func values() throws {
        let scenario = try scenario(
            poller(
                "replicas=3", "overlap=skip", "jitter=equal", "order=fair_by_tenant", "rows_max=100",
                "query_timeout=5s", "on_error=end_loop", "failed_call=back_off", "not_found=give_up",
                "back_off_first=1min", "back_off_longest=10min", "circuit_breaker=per_host", "breaker_failures=3",
                "breaker_open_time=20s", "breaker_probes=2", "division=lease", "lease_time=1min")
                + ["services.proxy.check_schedule=daily", "services.proxy.expire_after=90d"])
        let poller = scenario.services.poller
        #expect(poller.overlap == .skip && poller.jitter == .equal && poller.order == .fairByTenant)
        #expect(poller.rowsMax == 100 && poller.ksqlTimeout == .seconds(5))
        #expect(poller.onError == .endLoop && poller.failedCall == .backOff && poller.notFound == .giveUp)
        #expect(poller.backOff == .init(first: .seconds(60), longest: .seconds(600)))
        #expect(poller.circuitBreaking == .perHost)
        #expect(poller.breaker == .init(failures: 3, openTime: .seconds(20), probes: 2))
        #expect(poller.division == .lease && poller.leaseTime == .seconds(60))
        #expect(scenario.services.proxySchedule == CheckSchedule(.daily, expireAfter: .seconds(90 * 86_400)))
        #expect(try Scenario(text: scenario.text).text == scenario.text)
    }

    @Test("Without keys both are as deployed, and checks are judged by the documented table")
    func defaults() throws {
        let services = try scenario([]).services
        #expect("\(services.poller)" == "\(PollerConfiguration())")
        #expect(services.proxySchedule == CheckSchedule())
        #expect(services.checkTable == .documented)
    }

    @Test("Planned checks and judged checks follow one key", arguments: CheckSchedule.Variant.allCases)
    func oneTable(_ variant: CheckSchedule.Variant) throws {
        let services = try scenario([
            "services.proxy.check_schedule=\(variant.text)", "services.proxy.expire_after=20d",
        ]).services
        let (planned, judged) = (services.proxySchedule.tiers, services.checkTable.tiers)
        #expect(planned.map(\.age) == judged.map { .seconds($0.age) })
        #expect(planned.map(\.step) == judged.map { .after(.seconds($0.step)) })
    }

    @Test("The lease needs a bucket, and nobody else has one for it")
    func bucket() throws {
        #expect(try !scenario([]).deployment.buckets.contains("payments-poller"))
        let leased = try scenario(poller("replicas=2", "division=lease"))
        #expect(leased.deployment.buckets.contains("payments-poller"))
    }

    /// The settings, what the refusal names, and the way out that makes them effective.
    private static let contradictions: [(settings: [String], says: String, wayOut: [String])] = [
        (["shortest_loop_time=5s"], "shortest_loop_time does nothing where", ["pacing=adaptive"]),
        (["pacing=adaptive", "loop_time=10s"], "is not shorter than services.poller.loop_time", ["loop_time=16s"]),
        (["pacing=adaptive", "overlap=skip"], "overlap skip does nothing", ["pacing=every_loop_time"]),
        (
            ["pacing=pause_between_loops", "overlap=concurrent"], "overlap concurrent does nothing",
            ["pacing=every_loop_time"]
        ),
        (["back_off_first=1min"], "back_off_first does nothing where neither", ["failed_call=back_off"]),
        (["back_off_longest=2h"], "back_off_longest does nothing where neither", ["not_found=back_off"]),
        (["failed_call=back_off", "back_off_first=2h"], "back_off_first is longer", ["back_off_longest=2h"]),
        (["breaker_failures=3"], "breaker_failures does nothing where", ["circuit_breaker=per_host"]),
        (["breaker_open_time=3s"], "breaker_open_time does nothing where", ["circuit_breaker=per_host"]),
        (["breaker_probes=3"], "breaker_probes does nothing where", ["circuit_breaker=per_host"]),
        (["division=shares"], "division shares divides nothing among one replica", ["replicas=2"]),
        (["division=lease"], "division lease divides nothing among one replica", ["replicas=2"]),
        (["lease_time=1min"], "lease_time does nothing where", ["division=lease", "replicas=2"]),
        (
            ["division=lease", "replicas=2", "call_timeout=20s"], "leaves no time for a call",
            ["lease_time=31s"]
        ),
    ]

    @Test("What contradicts another or would do nothing is refused by its name, and its way out leads out")
    func contradictions() throws {
        for (settings, says, wayOut) in Self.contradictions {
            let settings = settings.map { "services.poller.\($0)" }
            let error = try refusal(settings)
            #expect(error.kind == .contradiction)
            #expect(error.message.contains(says), "\(error)")
            #expect(error.place.source.hasPrefix("--set services.poller."), "\(error)")
            _ = try scenario(settings + wayOut.map { "services.poller.\($0)" })
        }
        #expect(Self.contradictions.count >= PollerConfiguration.rules.count)
    }

    @Test("Every rule has a refusal among them, so that none is for nothing")
    func everyRule() throws {
        let messages = try Self.contradictions.map { try refusal($0.settings.map { "services.poller.\($0)" }).message }
        for rule in PollerConfiguration.rules {
            let names = rule.settings.map { "services.poller.\($0)" }
            #expect(messages.contains { message in names.contains { message.contains($0) } }, "\(names)")
        }
    }

    @Test("In a file the refusal stands at the line of the idle value")
    func place() throws {
        let text = "name: a\nservices:\n  poller:\n    loop_time: 45s\n    breaker_probes: 2\n    replicas: 2\n"
        let error = try #require(throws: ScenarioError.self) { try Scenario(text: text) }
        #expect(error.place.line == 5)
    }
}
