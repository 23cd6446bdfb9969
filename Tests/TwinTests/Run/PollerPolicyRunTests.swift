import ShippedScenarios
import Testing
import VirtualTime

@testable import Observation
@testable import Scenarios
@testable import Twin

@Suite("What a poller does by policy shows in a run")
struct PollerPolicyRunTests {
    /// Notices that are paid late, so that there is much to check, and not a word from the intermediary.
    private static let town = [
        "duration=20min", "healing=20min", "citizens.payments=3000/day", "citizens.online=0%", "tenants.count=5",
        "intermediaries.rest.push.enabled=false",
    ]

    private func findings(_ settings: [String], _ poller: String...) throws -> RunFindings {
        let scenario = try ScenarioFolder.short(Self.town + settings + poller.map { "services.poller.\($0)" })
        return try TwinRun(scenario: scenario, seed: 2).findings()
    }

    private func figure(_ findings: RunFindings, _ name: String) -> Double {
        switch findings.measures.first(where: { $0.name == name })?.figure {
        case .value(let value): value
        case .distribution(let summary): summary.max
        case nil: .nan
        }
    }

    private func mean(_ findings: RunFindings, _ name: String) -> Double {
        guard case .distribution(let summary)? = findings.measures.first(where: { $0.name == name })?.figure
        else { return .nan }
        return summary.mean
    }

    private func refusing(_ share: Int, during: String? = nil) -> String {
        let during = during.map { ", during: [\($0)]" } ?? ""
        return
            "faults=[{kind: host_error, target: silfi-payment-proxy.test, path: /update/, share: \(share)%\(during)}]"
    }

    @Test("One bad row ends the loop: what stands behind it comes later than where the loop goes on")
    func endLoop() throws {
        let trouble = [refusing(20)]
        let (usual, defect) = (try findings(trouble), try findings(trouble, "on_error=end_loop"))
        #expect(mean(defect, "poller.overdue_age") > 1.5 * mean(usual, "poller.overdue_age"))
        #expect(figure(defect, "poller.calls") < figure(usual, "poller.calls"))
    }

    @Test("The first page only: behind a page of failing payments the others get old")
    func firstPage() throws {
        let (usual, defect) = (try findings([]), try findings([], "rows_max=1"))
        #expect(figure(defect, "poller.rows_due") == 1)
        #expect(mean(defect, "poller.overdue_age") > 2 * mean(usual, "poller.overdue_age"))
    }

    @Test("A breaker and a back-off spare a proxy that fails, and it is checked again when it is back")
    func sparing() throws {
        let outage = [refusing(100, during: "4min, 14min")]
        let hammering = try findings(outage)
        for policy in ["circuit_breaker=per_host", "failed_call=back_off"] {
            let sparing = try findings(outage, policy)
            let (failed, before) = (figure(sparing, "poller.failed_calls"), figure(hammering, "poller.failed_calls"))
            #expect(failed < 0.7 * before, "\(policy)")
            let unsettled = [sparing, hammering].map { figure($0, "convergence.unsettled") }
            #expect(unsettled[0] == unsettled[1], "\(policy)")
        }
    }

    @Test("Two replicas make each check twice, but not where they divide the payments")
    func division() throws {
        let alone = figure(try findings([]), "poller.calls")
        let both = figure(try findings([], "replicas=2"), "poller.calls")
        #expect(both > 1.5 * alone)
        for division in ["shares", "lease"] {
            let calls = figure(try findings([], "replicas=2", "division=\(division)"), "poller.calls")
            #expect(calls < 1.2 * alone && calls > 0.7 * alone, "\(division)")
        }
    }

    @Test("Of slow loops, side by side means several at a time; left out or replaced, none is longer than it must be")
    func overlap() throws {
        let slow = ["faults=[{kind: host_slow, target: silfi.test, method: get, factor: 20}]"]
        let queue = try findings(slow, "loop_time=30s")
        let beside = try findings(slow, "loop_time=30s", "overlap=concurrent")
        #expect(figure(beside, "poller.calls") > 1.3 * figure(queue, "poller.calls"))
        let replaced = try findings(slow, "loop_time=30s", "overlap=replace")
        #expect(figure(replaced, "poller.loop_duration") < 30 + 10 + 1)
        #expect(figure(queue, "poller.loop_duration") > 60)
    }

    @Test("The adaptive pacing comes nearer to the time at which a check is due")
    func adaptive() throws {
        let usual = mean(try findings([]), "poller.overdue_age")
        let adaptive = mean(try findings([], "pacing=adaptive", "shortest_loop_time=5s"), "poller.overdue_age")
        #expect(adaptive < usual / 2)
    }

    @Test("The lease of a replica that ends by SIGTERM passes on at once, that of one that dies when it has run out")
    func passingOn() throws {
        /// From the end of a holder to the next call of anybody.
        func gap(_ end: (InstalledReplica) -> Void) throws -> Duration {
            let settings =
                Self.town + [
                    "services.poller.replicas=2", "services.poller.division=lease", "services.poller.loop_time=1s",
                    "services.poller.selection=all", "services.poller.concurrency=8", "services.poller.lease_time=60s",
                ]
            let installation = try Installation(
                TwinRun(scenario: ScenarioFolder.short(settings), seed: 2), journal: nil)
            defer { installation.close() }
            // The second begins when the first holds the lease.
            let holder = try #require(installation.replicas.first { $0.name == "payments-poller-1" })
            let other = try #require(installation.replicas.first { $0.name == "payments-poller-2" })
            other.replica.restart(after: .seconds(60))
            try installation.advance(to: .start.advanced(by: .seconds(300)))
            end(holder)
            let host = try #require(installation.network.host("silfi-payment-proxy.test"))
            // What was under way is answered meanwhile.
            try installation.advance(to: .start.advanced(by: .seconds(312)))
            func updates() -> UInt64 { installation.network.counters(of: host).started }
            var (last, quiet) = (updates(), 12)
            while quiet < 200 {
                try installation.advance(to: .start.advanced(by: .seconds(301 + quiet)))
                let now = updates()
                if now > last + 3 { break }
                (last, quiet) = (now, quiet + 1)
            }
            return .seconds(quiet)
        }
        let graceful = try gap { $0.replica.shutDown(within: .seconds(30), restartingAfter: .seconds(600)) }
        let crashed = try gap { $0.replica.restart(after: .seconds(600)) }
        #expect(graceful <= .seconds(25))
        #expect(crashed >= .seconds(35) && crashed <= .seconds(82))
    }
}
