import ServicePorts
import ShippedScenarios
import Testing
import VirtualTime

@testable import Scenarios
@testable import Twin

/// Half an hour of the smoke scenario and an hour of healing, with one fault of each kind.
@Suite("Every kind of fault hits, shows, ends with healing and repeats")
struct FaultKindTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var fault: String
        /// The measure that is higher with the fault than without.
        var measure: String
        var settings: [String] = []

        init(_ fault: String, raises measure: String, _ settings: [String] = []) {
            self.fault = fault
            self.measure = measure
            self.settings = settings
        }

        var kind: String { String(fault.dropFirst("{kind: ".count).prefix { $0 != "," }) }
        var testDescription: String { kind }
    }

    private static let twoCopies = ["kafka.brokers=2", "kafka.replication_factor=2"]

    static let cases: [Case] = processes + clocks + links + hosts + stores + kafka

    private static let processes = [
        Case("{kind: crash, target: payment-updater-1, at: 5min}", raises: "kafka.rebalances"),
        Case(
            "{kind: rolling_restart, target: \"payment-updater-*\", at: 5min, restart: 5s, between: 5s}",
            raises: "kafka.rebalances"),
        Case(
            "{kind: rolling_crash, target: \"payment-updater-*\", at: 5min, restart: 5s, between: 5s}",
            raises: "kafka.rebalances"),
        Case(
            "{kind: out_of_memory, target: payment-dispatcher-1, at: 5min, length: 10min, lifetime: 1min}",
            raises: "kafka.rebalances"),
        Case("{kind: pause, target: payment-updater-1, at: 5min, length: 3min}", raises: "kafka.rebalances"),
        Case(
            "{kind: slow_cpu, target: ksqldb-1, at: 1min, length: 25min, delay: 200ms}",
            raises: "convergence.pay_link"),
        Case(
            "{kind: hold, when: proxy.beforeUpdateWrite, until: core.afterGateway, at_most: 5s}",
            raises: "poller.loop_duration"),
        Case("{kind: delay, when: proxy.beforeUpdateWrite, delay: 5s}", raises: "poller.loop_duration"),
    ]

    private static let clocks = [
        Case(
            "{kind: clock_offset, target: payments-poller-1, at: 5min, length: 20min, offset: 1h}",
            raises: "poller.calls"),
        Case("{kind: clock_drift, target: payments-poller-1, drift: 500000ppm}", raises: "poller.calls"),
        Case("{kind: clock_step, target: payments-poller-1, at: 5min, offset: 1h}", raises: "poller.calls"),
    ]

    private static let links = [
        Case(
            "{kind: link_delay, target: \"core-* -> kafka-gateway.test\", at: 5min, delay: 3s, direction: answer}",
            raises: "network.timed_out"),
        Case("{kind: link_loss, target: \"* -> silfi.test\", share: 50%}", raises: "network.timed_out"),
        Case("{kind: link_duplicate, target: \"core-* -> kafka-gateway.test\"}", raises: "kafka.records"),
        Case(
            "{kind: link_reorder, target: \"payments-poller-1 -> *\", share: 50%, delay: 5s}",
            raises: "poller.loop_duration"),
        Case("{kind: link_bandwidth, target: \"* -> silfi.test\", bandwidth: 500B/s}", raises: "intermediary.latency"),
        Case(
            "{kind: link_partition, target: \"* -> ksqldb.test\", at: 5min, length: 5min, direction: answer}",
            raises: "network.timed_out"),
        Case("{kind: link_clog, target: \"* -> ksqldb.test\", at: 5min, length: 5min}", raises: "network.timed_out"),
    ]

    private static let hosts = [
        Case("{kind: host_refuse, target: silfi.test, share: 50%}", raises: "network.refused"),
        Case("{kind: host_unanswered, target: silfi.test, share: 50%}", raises: "network.timed_out"),
        Case("{kind: host_reset_before, target: silfi.test, share: 50%, method: post}", raises: "network.reset"),
        Case("{kind: host_reset_after, target: silfi.test, share: 50%, path: /}", raises: "network.reset"),
        Case("{kind: host_answer_lost, target: silfi.test, share: 50%}", raises: "network.timed_out"),
        Case("{kind: host_dribble, target: silfi.test, delay: 5s}", raises: "intermediary.latency"),
        Case("{kind: host_empty_answer, target: silfi.test}", raises: "convergence.creation_failed"),
        Case("{kind: host_malformed_answer, target: silfi.test}", raises: "convergence.creation_failed"),
        Case("{kind: host_error, target: core.test, status: 503, share: 20%}", raises: "network.server_errors"),
        Case("{kind: host_down, target: ksqldb.test, at: 5min, length: 5min}", raises: "network.timed_out"),
        Case("{kind: host_maintenance, target: silfi.test, at: 5min}", raises: "network.server_errors"),
        Case("{kind: host_rate_limit, target: silfi.test, limit: 6/min}", raises: "intermediary.rate_limited"),
        Case("{kind: host_slow, target: core.test, replica: core-1, factor: 100}", raises: "convergence.pay_link"),
        Case(
            "{kind: host_slow_start, target: core.test, length: 30min, factor: 100}", raises: "convergence.pay_link"),
        Case(
            "{kind: gateway_cut_off, target: kafka-gateway.test, at: 5min, length: 10min}",
            raises: "convergence.creation_pending"),
    ]

    private static let stores = [
        Case("{kind: store_put_fails, target: silfi-payment-proxy.test, share: 50%}", raises: "poller.failed_calls"),
        Case(
            "{kind: store_put_answer_lost, target: silfi-payment-proxy.test, share: 50%}", raises: "poller.failed_calls"
        ),
        Case(
            "{kind: store_stale_read, target: silfi-payment-proxy.test, age: 1min}", raises: "violations.safety",
            ScenarioFolder.lastWriteWins),
        Case("{kind: store_list_lag, target: core, age: 20min}", raises: "violations.I28"),
        Case("{kind: store_unavailable, target: core, share: 50%}", raises: "network.server_errors"),
        Case("{kind: store_delay, target: core, delay: 1s}", raises: "convergence.pay_link"),
    ]

    private static let kafka = [
        Case("{kind: kafka_broker_down, target: 0, at: 5min, length: 2min}", raises: "convergence.pay_link"),
        Case("{kind: kafka_leader_failover, target: payments, at: 5min, to: 1}", raises: "kafka.elections", twoCopies),
        Case("{kind: kafka_replication_lag, target: 1, delay: 5s}", raises: "convergence.pay_link", twoCopies),
        Case("{kind: kafka_produce_lost, target: payments, share: 30%}", raises: "convergence.pay_link"),
        Case("{kind: kafka_acknowledgement_lost, target: payments, share: 30%}", raises: "kafka.records"),
        Case("{kind: kafka_delay, target: \"payment-dispatcher-*\", delay: 5s}", raises: "convergence.pay_link"),
        Case(
            "{kind: kafka_coordinator_down, target: payment-updater, at: 5min, length: 5min}",
            raises: "kafka.lag"),
    ]

    private static func outcome(_ settings: [String], wire: PayloadForm = .typed) throws -> RunFindings {
        let scenario = try ScenarioFolder.load(
            "smoke", settings: ["duration=30min", "healing=1h", "expect=[]"] + settings)
        return try TwinRun(scenario: scenario, seed: 1, wire: wire).findings()
    }

    /// Without any fault, as most cases compare.
    private static let calm = Result { try outcome([]) }

    /// The mean of a distribution, or the value.
    private func figure(_ outcome: RunFindings, _ name: String) throws -> Double {
        switch try #require(outcome.measures.first { $0.name == name }, "\(name)").figure {
        case .value(let value): value
        case .distribution(let summary): summary.mean
        }
    }

    @Test("There is a case of every kind")
    func allKinds() { #expect(Self.cases.map(\.kind) == FaultKind.allCases.map(\.rawValue)) }

    @Test("It hits, its cost shows, it is over when healing begins, and both wire forms agree", arguments: cases)
    func shows(_ example: Case) throws {
        let setting = "faults=[\(example.fault)]"
        let without = try example.settings.isEmpty ? Self.calm.get() : Self.outcome(example.settings)
        let typed = try Self.outcome(example.settings + [setting])
        let bytes = try Self.outcome(example.settings + [setting], wire: .bytes)
        #expect(typed.traceHash == bytes.traceHash)
        #expect(typed.traceHash != without.traceHash)
        let fault = try #require(typed.faults.first)
        #expect(typed.faults == bytes.faults)
        #expect(fault.kind == example.kind)
        #expect(fault.occurrences > 0)
        #expect(fault.hits > 0)
        #expect(try #require(fault.end) <= 1_800_000_000_000)
        let (before, after) = (try figure(without, example.measure), try figure(typed, example.measure))
        #expect(after > before, "\(example.measure): \(before) without, \(after) with")
    }

    @Test(
        "Delays that are centuries together end no run as a defect",
        arguments: [
            "{kind: link_delay, target: \"* -> *\", delay: 36500d}",
            "{kind: kafka_delay, target: \"*\", delay: 36500d}",
            "{kind: link_reorder, target: \"* -> *\", share: 50%, delay: 36500d}",
            "{kind: store_delay, target: \"*\", delay: 36500d}", "{kind: host_dribble, target: \"*\", delay: 36500d}",
        ])
    func centuries(_ fault: String) throws {
        let findings = try Self.outcome(["faults=[\(fault), \(fault), \(fault)]"])
        #expect(findings.verdict != .crashed)
        #expect(findings.faults.allSatisfy { $0.hits > 0 })
    }
}
