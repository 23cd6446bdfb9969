import ShippedScenarios
import Testing

@testable import Observation
@testable import Scenarios
@testable import Twin

/// Each key of each consumer, with trouble that it has to do with.
@Suite("What a consumer is told changes what it does")
struct ConsumerKeyRunTests {
    /// One key where it is aimed.
    struct Row: CustomTestStringConvertible {
        var service: String
        var setting: String
        /// Of its processes, all or one.
        var processes: String
        var extra: [String] = []

        var testDescription: String { "services.\(service).consumer.\(setting)" }
    }

    private static let names = [
        "dispatcher": "payment-dispatcher", "updater": "payment-updater", "proxy": "silfi-payment-proxy",
        "ksql_view": "ksqldb",
    ]

    private static let rows: [Row] = ConsumerKeys.all.flatMap { keys in
        guard let name = names[keys.service] else { preconditionFailure("Every consumer has a process.") }
        let common = [
            "max_poll_records=1", "max_poll_interval=1ms", "session_timeout=6s", "heartbeat_interval=5s",
            "group_instance_id=true", "group_instance_id=left", "partition_assignment_strategy=cooperative-sticky",
        ]
        let rows = common.map { Row(service: keys.service, setting: $0, processes: "\(name)-1") }
        // Only a group that has lost its offsets, or records before it had any, asks where to begin.
        let reset = Row(
            service: keys.service, setting: "auto_offset_reset=latest", processes: "\(name)-*",
            extra: ["kafka.offsets_retention=1min"])
        let known = ScenarioSchema.keys.map(\.path)
        return (rows + [reset]).filter { row in known.contains(keys.path(String(row.setting.prefix { $0 != "=" }))) }
    }

    @Test("Every key of every consumer changes the run, if there is trouble that it has to do with", arguments: rows)
    func everyKey(_ row: Row) throws {
        let away = row.processes.hasSuffix("*") ? "25min" : "10s"
        let trouble = [
            "faults=[{kind: crash, target: \"\(row.processes)\", at: 10min, restart: \(away)}]", "duration=40min",
            "healing=20min",
        ]
        func hash(_ settings: [String]) throws -> UInt64 {
            try TwinRun(scenario: ScenarioFolder.short(trouble + row.extra + settings), seed: 3).findings().traceHash
        }
        #expect(try hash(["services.\(row.service).consumer.\(row.setting)"]) != hash([]))
    }

    private func findings(_ settings: [String]) throws -> RunFindings {
        try TwinRun(scenario: ScenarioFolder.short(settings), seed: 3).findings()
    }

    private func figure(_ findings: RunFindings, _ name: String) -> Double {
        switch findings.measures.first(where: { $0.name == name })?.figure {
        case .value(let value): value
        case .distribution(let summary): summary.max
        case nil: .nan
        }
    }

    private let crash = "faults=[{kind: crash, target: payment-updater-1, at: 10min, restart: 10s}]"

    @Test("A group waits for a dead member until its session ends, and not at all for a static one")
    func sessions() throws {
        let time = "kafka.rebalance_time.payment-updater"
        let usual = try figure(findings([crash]), time)
        #expect(usual > 25 && usual < 46)
        let short = try figure(findings([crash, "services.updater.consumer.session_timeout=15s"]), time)
        #expect(short < 15)
        let isStatic = try findings([crash, "services.updater.consumer.group_instance_id=true"])
        #expect(figure(isStatic, time) < 10)
        #expect(try figure(isStatic, "kafka.rebalances") < figure(findings([crash]), "kafka.rebalances"))
    }

    @Test("Without the redeployments of the case nobody waits for the busy member but the group's first division")
    func busyMemberAlone() throws {
        let delay = "{kind: delay, when: proxy.beforeCreate, target: silfi-payment-proxy-1, delay: 20s}"
        let scenario = try ScenarioFolder.load("cases/deploy-waits-for-busy-member", settings: ["faults=[\(delay)]"])
        let findings = try TwinRun(scenario: scenario).findings()
        #expect(figure(findings, "kafka.rebalance_time.silfi-payment-proxy") < 10)
    }

    @Test("A group that was empty for too long reads all again, or what it missed not at all")
    func forgottenOffsets() throws {
        let away = "faults=[{kind: crash, target: payment-updater-*, at: 10min, restart: 25min}]"
        let kept = try findings([away])
        let again = try findings([away, "kafka.offsets_retention=1min"])
        let missed = try findings([
            away, "kafka.offsets_retention=1min", "services.updater.consumer.auto_offset_reset=latest",
        ])
        #expect(figure(kept, "violations.I7") > 0)
        #expect(figure(again, "kafka.redeliveries") > figure(kept, "kafka.redeliveries"))
        #expect(figure(missed, "convergence.unsettled") > 0)
        #expect(figure(kept, "convergence.unsettled") == 0)
        #expect(figure(again, "convergence.unsettled") == 0)
    }
}

@Suite("What topics keep decides what a view can read again")
struct RetentionRunTests {
    /// Records that the view, which dies at 50 minutes, reads a second time.
    private func readAgain(_ settings: String...) throws -> Double {
        let crash = "faults=[{kind: crash, target: ksqldb-1, at: 50min, restart: 1min}]"
        let findings = try TwinRun(scenario: ScenarioFolder.short([crash] + settings), seed: 3).findings()
        guard case .value(let records)? = findings.measures.first(where: { $0.name == "kafka.redeliveries" })?.figure
        else { return .nan }
        return records
    }

    @Test("By time: a closed segment is gone when all of it is older")
    func byTime() throws {
        let all = try readAgain()
        let some = try readAgain("kafka.retention=10min", "kafka.segment_time=5min")
        #expect(some > 0 && some < all)
        // An open segment stays as long as anything in it is young.
        #expect(try readAgain("kafka.retention=10min") > some)
    }

    @Test("By size: of each partition the newest segments stay")
    func bySize() throws {
        let all = try readAgain()
        let some = try readAgain("kafka.retention_bytes=40kB", "kafka.segment_bytes=10kB")
        #expect(some > 0 && some < all)
        #expect(try readAgain("kafka.retention_bytes=40kB") == all)
    }
}
