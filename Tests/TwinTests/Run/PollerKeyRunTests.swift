import ShippedScenarios
import Testing

@testable import Observation
@testable import Scenarios
@testable import Twin

/// Each key of the poller and of the check schedule, with trouble that it has to do with.
@Suite("What a poller is told changes what it does")
struct PollerKeyRunTests {
    struct Row: CustomTestStringConvertible {
        var key: String
        var value: String
        /// Both with the key and without it.
        var extra: [String] = []

        var testDescription: String { "\(key)=\(value)" }
    }

    /// Twenty busy minutes, and ten to end.
    private static let short = [
        "duration=20min", "healing=10min", "citizens.payments=3000/day", "citizens.online=0%",
    ]
    /// A proxy that refuses every second check.
    private static let refusals =
        "faults=[{kind: host_error, target: silfi-payment-proxy.test, path: /update/, share: 50%}]"
    private static let outage =
        "faults=[{kind: host_error, target: silfi-payment-proxy.test, path: /update/, during: [5min, 9min]}]"
    private static let unknown =
        "faults=[{kind: host_error, target: silfi-payment-proxy.test, path: /update/, status: 404, share: 50%}]"
    private static let slow =
        "faults=[{kind: host_slow, target: silfi.test, method: get, factor: 60}]"
    private static let cut = "faults=[{kind: host_unanswered, target: ksqldb.test, during: [5min, 10min]}]"
    private static let busy =
        "faults=[{kind: host_rate_limit, target: silfi-payment-proxy.test, limit: 1/s, burst: 1}]"

    private static func poller(_ words: String...) -> [String] { words.map { "services.poller.\($0)" } }

    private static let rows: [Row] = [
        Row(key: "replicas", value: "2"),
        Row(key: "loop_time", value: "80s"),
        Row(key: "pacing", value: "pause_between_loops"),
        Row(key: "pacing", value: "adaptive"),
        Row(key: "shortest_loop_time", value: "20s", extra: poller("pacing=adaptive")),
        Row(key: "jitter", value: "equal"),
        Row(key: "jitter", value: "full"),
        Row(key: "overlap", value: "skip", extra: [slow]),
        Row(key: "overlap", value: "replace", extra: [slow]),
        Row(key: "overlap", value: "concurrent", extra: [slow]),
        Row(key: "selection", value: "all"),
        Row(key: "rows_max", value: "2"),
        Row(key: "order", value: "oldest_due_first", extra: poller("selection=all")),
        Row(key: "order", value: "fair_by_tenant"),
        Row(key: "concurrency", value: "8"),
        Row(key: "call_timeout", value: "2s", extra: [slow]),
        Row(key: "query_timeout", value: "5s", extra: [cut]),
        Row(key: "retry_after", value: "obey", extra: [busy]),
        Row(key: "on_error", value: "end_loop", extra: [refusals]),
        Row(key: "failed_call", value: "back_off", extra: [refusals]),
        Row(key: "not_found", value: "back_off", extra: [unknown]),
        Row(key: "not_found", value: "give_up", extra: [unknown]),
        Row(key: "back_off_first", value: "4min", extra: [refusals] + poller("failed_call=back_off")),
        Row(key: "back_off_longest", value: "2min", extra: [refusals] + poller("failed_call=back_off")),
        Row(key: "circuit_breaker", value: "per_host", extra: [outage]),
        Row(key: "breaker_failures", value: "2", extra: [outage] + poller("circuit_breaker=per_host")),
        Row(key: "breaker_open_time", value: "5min", extra: [outage] + poller("circuit_breaker=per_host")),
        Row(
            key: "breaker_probes", value: "3",
            extra: [refusals] + poller("circuit_breaker=per_host", "breaker_failures=2", "breaker_open_time=1s")),
        Row(key: "division", value: "shares", extra: poller("replicas=2")),
        Row(key: "division", value: "lease", extra: poller("replicas=2")),
        Row(key: "lease_time", value: "60s", extra: poller("replicas=2", "division=lease")),
    ]

    private func hash(_ settings: [String]) throws -> UInt64 {
        try TwinRun(scenario: ScenarioFolder.short(Self.short + settings), seed: 3).findings().traceHash
    }

    @Test("Every key of the poller changes the run, if there is trouble that it has to do with", arguments: rows)
    func everyKey(_ row: Row) throws {
        #expect(try hash(row.extra + ["services.poller.\(row.key)=\(row.value)"]) != hash(row.extra))
    }

    @Test("No key of the poller is left out of these, and no choice")
    func allKeys() throws {
        for key in ScenarioSchema.keys where key.path.hasPrefix("services.poller.") {
            let rows = Self.rows.filter { key.path == "services.poller.\($0.key)" }
            #expect(!rows.isEmpty, "\(key.path)")
            guard key.expected.hasPrefix("one of ") else { continue }
            let choices = key.expected.dropFirst("one of ".count).split(separator: ", ").map(String.init)
            #expect(rows.count == choices.count - 1, "\(key.path)")
        }
    }

    /// What a table says of a payment's second month, no short run can show: `CheckScheduleTests` does.
    @Test(
        "A schedule that checks otherwise makes another run, and one that keeps its own promise",
        arguments: ["check_schedule=daily", "expire_after=10min"])
    func schedule(_ setting: String) throws {
        func findings(_ settings: [String]) throws -> RunFindings {
            try TwinRun(scenario: ScenarioFolder.short(Self.short + settings), seed: 3).findings()
        }
        let (usual, other) = (try findings([]), try findings(["services.proxy.\(setting)"]))
        #expect(usual.traceHash != other.traceHash)
        for findings in [usual, other] { #expect(!findings.violations.contains { $0.invariant == "I27" }) }
    }
}
