import Testing

@testable import Scenarios

/// Each key of each consumer, with trouble that it has to do with.
@Suite("Each key of a consumer changes what it does")
struct ConsumerKeyTests {
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
        func hash(_ settings: [String]) throws -> String {
            let settings = ["expect=[]"] + trouble + row.extra + settings
            return try BuiltProgram().tell("smoke", seed: 3, settings: settings).traceHash
        }
        #expect(try hash(["services.\(row.service).consumer.\(row.setting)"]) != hash([]))
    }
}
