import HTTPTypes
import NetworkSimulation
import ServicePorts
import ShippedScenarios
import Testing
import VirtualTime

@testable import Scenarios
@testable import Twin

@Suite("A service that is sent SIGTERM takes no more, finishes what it has, commits and leaves")
struct ShutdownTests {
    private static let grace = Duration.seconds(30)

    /// What the shutdowns of a run came to.
    private struct Outcome {
        var shutdowns = 0
        /// Those that were not over by themselves within the grace.
        var killed = 0
        /// Calls whose connection a callee has cut.
        var reset: UInt64 = 0
        /// Calls that a caller has left before it had an answer or gave up.
        var left: UInt64 = 0
        var redelivered: UInt64 = 0
        /// Sessions that a coordinator had to wait for the end of.
        var evictions: UInt64 = 0
    }

    /// Lets `end` befall the first replica of a service again and again in a busy quarter of an hour.
    private func outcome(of role: ServiceRole, _ end: @escaping (Replica) -> Void) throws -> Outcome {
        let scenario = try ScenarioFolder.short(["duration=15min", "citizens.payments=20000/day"])
        let installation = try Installation(
            TwinRun(scenario: scenario, seed: 1), hazards: Hazards(viewMayRestart: role == .view), journal: nil)
        defer { installation.close() }
        startCaller(of: role, in: installation)
        var outcome = Outcome()
        let replica = try #require(installation.replicas.first { $0.role == role }).replica
        for second in stride(from: 60, to: 800, by: 37) {
            try installation.advance(to: .start.advanced(by: .seconds(second)))
            let process = replica.process
            end(replica)
            outcome.shutdowns += 1
            try installation.advance(to: .start.advanced(by: .seconds(second) + Self.grace - .nanoseconds(1)))
            if process?.isAlive == true { outcome.killed += 1 }
        }
        try installation.advance(to: .start.advanced(by: .seconds(1_000)))
        for host in installation.network.authorities.compactMap(installation.network.host) {
            let counters = installation.network.counters(of: host)
            outcome.reset += counters.reset
            outcome.left += counters.started - counters.finished - counters.refused - counters.reset - counters.timedOut
        }
        outcome.left -= min(outcome.left, UInt64(installation.network.callsUnderWay))
        let kafka = installation.kafka.counters
        (outcome.redelivered, outcome.evictions) = (kafka.redelivered, UInt64(kafka.evictions))
        return outcome
    }

    /// Somebody who always waits for the service's answer, which the citizens of a small scenario seldom do.
    private func startCaller(of role: ServiceRole, in installation: Installation) {
        guard let host = installation.deployment.service(role).host else { return }
        let guest = installation.simulation.makeProcess(named: "guest-1")
        let caller = installation.network.makeCaller(for: guest)
        let request = HTTPRequestHead(method: .get, scheme: "http", authority: host, path: "/nowhere")
        installation.start(guest) {
            while true {
                _ = try? await caller.call(request, body: .empty, timeout: .seconds(5))
                try await guest.clock.sleep(for: .milliseconds(1))
            }
        }
    }

    private func gracefulEnds(of role: ServiceRole) throws {
        let outcome = try outcome(of: role) { $0.shutDown(within: Self.grace, restartingAfter: .seconds(1)) }
        #expect(outcome.killed == 0)
        #expect(outcome.reset == 0)
        #expect(outcome.left == 0)
        #expect(outcome.evictions == 0)
        // A view's table is in memory: the next one reads it all, whatever was committed.
        if role != .view { #expect(outcome.redelivered == 0) }
        let abrupt = try self.outcome(of: role) { $0.restart(after: .seconds(1)) }
        #expect(abrupt.shutdowns == outcome.shutdowns)
        let harm = abrupt.reset + abrupt.left + (role == .view ? 0 : abrupt.redelivered)
        #expect(harm > 0, "The instants are no test: a crash does no harm at them either.")
    }

    @Test("The view answers the queries it has") func view() throws { try gracefulEnds(of: .view) }
    @Test("Core answers the requests it has, and ends its job's action") func core() throws {
        try gracefulEnds(of: .core)
    }
    @Test("The dispatcher commits what it has dispatched") func dispatcher() throws {
        try gracefulEnds(of: .dispatcher)
    }
    @Test("The dispatcher's API answers the requests it has") func dispatcherAPI() throws {
        try gracefulEnds(of: .dispatcherAPI)
    }
    @Test("The proxy commits what it has created, and answers the checks it has") func proxy() throws {
        try gracefulEnds(of: .proxy)
    }
    @Test("The updater commits what it has reported") func updater() throws { try gracefulEnds(of: .updater) }
    @Test("The Checkout API answers the requests it has") func checkoutAPI() throws {
        try gracefulEnds(of: .checkoutAPI)
    }
    @Test("The poller waits for the check under way, and begins none") func poller() throws {
        try gracefulEnds(of: .poller)
    }

    @Test("A service that cannot finish within its grace is killed, and started again after its downtime")
    func killed() throws {
        let scenario = try ScenarioFolder.short(["faults=[{kind: host_unanswered, target: core.test}]"])
        let installation = try Installation(TwinRun(scenario: scenario, seed: 1), journal: nil)
        defer { installation.close() }
        let updater = try #require(installation.replicas.first { $0.role == .updater }).replica
        let core = try #require(installation.network.host("core.test"))
        var faults = HostFaults()
        faults.unanswered = .always
        installation.network.inject(faults, at: "core.test")
        var second = 0
        while updater.process?.isAlive == true, installation.network.counters(of: core).timedOut == 0 {
            second += 10
            try installation.advance(to: .start.advanced(by: .seconds(second)))
        }
        let first = updater.process
        updater.shutDown(within: .milliseconds(1), restartingAfter: .seconds(5))
        try installation.advance(to: .start.advanced(by: .seconds(second + 4)))
        #expect(updater.process == nil && first?.isAlive == false)
        try installation.advance(to: .start.advanced(by: .seconds(second + 6)))
        #expect(updater.process?.incarnation == 1)
    }
}
