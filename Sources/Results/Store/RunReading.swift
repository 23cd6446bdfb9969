import Foundation
import GRDB
import Observation
import Scenarios
import Statistics
import Twin

/// Reads runs back as they were written.
struct RunReading {
    let db: Database

    func headings() throws -> [RunHeading] {
        try Row.fetchAll(db, sql: "SELECT * FROM run ORDER BY id").map(heading)
    }

    func run(_ id: Int64) throws -> StoredRun? {
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM run WHERE id = ?", arguments: [id]) else { return nil }
        let heading = try heading(row)
        let outcome = RunOutcome(
            scenario: ScenarioIdentity(
                name: row["scenario_name"], text: row["scenario_text"], hash: row["scenario_hash"]),
            seed: heading.seed, replication: heading.replication, traceHash: heading.traceHash,
            verdict: heading.verdict, events: UInt64(row["events"] as Int64), jobs: UInt64(row["jobs"] as Int64),
            virtualTime: .nanoseconds(row["virtual_time_ns"] as Int64),
            wallTime: .nanoseconds(row["wall_time_ns"] as Int64), measures: try measures(of: id),
            gates: try gates(of: id), violations: try violations(of: id), series: try series(of: id),
            lifeLines: try lifeLines(of: id), decisionLog: [UInt8](row["decision_log"] as Data),
            faults: try faults(of: id), drawnFaults: row["drawn_faults"])
        return StoredRun(heading: heading, outcome: outcome)
    }

    private func heading(_ row: Row) throws -> RunHeading {
        guard
            let seed = UInt64(row["seed"] as String), let replication = UInt64(row["replication"] as String),
            let traceHash = UInt64(row["trace_hash"] as String, radix: 16),
            let verdict = Verdict(rawValue: row["exit_code"])
        else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a run's seed, hash or verdict is unreadable")
        }
        return RunHeading(
            id: row["id"],
            provenance: RunProvenance(
                started: row["started"], codeVersion: row["code_version"], repeatLine: row["repeat_line"]),
            scenario: row["scenario_name"],
            seed: seed, replication: replication, traceHash: traceHash, verdict: verdict)
    }

    private func measures(of id: Int64) throws -> [Measure] {
        let sql = "SELECT * FROM measure WHERE run_id = ? ORDER BY position"
        return try Row.fetchAll(db, sql: sql, arguments: [id]).map { row in
            Measure(
                name: row["name"], unit: row["unit"], meaning: row["meaning"], figure: figure(row),
                buckets: try buckets(of: id, measure: row["position"]))
        }
    }

    private func figure(_ row: Row) -> Measure.Figure {
        if row["kind"] as String == "value" { return .value(number(row["value"])) }
        return .distribution(
            SampleSummary(
                count: UInt64(row["count"] as Int64), mean: number(row["mean"]), p50: number(row["p50"]),
                p95: number(row["p95"]), p99: number(row["p99"]), max: number(row["max"])))
    }

    /// SQLite keeps "not a number" as NULL.
    private func number(_ stored: Double?) -> Double { stored ?? .nan }

    private func buckets(of id: Int64, measure: Int64) throws -> [(value: Double, count: UInt64)] {
        let sql = "SELECT value, count FROM bucket WHERE run_id = ? AND measure = ? ORDER BY position"
        return try Row.fetchAll(db, sql: sql, arguments: [id, measure]).map { row in
            (value: number(row[0]), count: UInt64(row[1] as Int64))
        }
    }

    private func series(of id: Int64) throws -> [TimeSeries] {
        let sql = "SELECT * FROM series WHERE run_id = ? ORDER BY position"
        let points = "SELECT value FROM point WHERE run_id = ? AND series = ? ORDER BY position"
        return try Row.fetchAll(db, sql: sql, arguments: [id]).map { row in
            let position: Int64 = row["position"]
            let values = try Double?.fetchAll(db, sql: points, arguments: [id, position])
            return TimeSeries(
                name: row["name"], unit: row["unit"], resolution: .nanoseconds(row["resolution_ns"] as Int64),
                values: values.map(number))
        }
    }

    private func gates(of id: Int64) throws -> [GateResult] {
        let sql = "SELECT * FROM gate WHERE run_id = ? ORDER BY position"
        return try Row.fetchAll(db, sql: sql, arguments: [id]).map { row in
            GateResult(
                expression: row["expression"], held: row["held"], actual: number(row["actual"]), unit: row["unit"])
        }
    }

    private func violations(of id: Int64) throws -> [Violation] {
        let sql = "SELECT * FROM violation WHERE run_id = ? ORDER BY position"
        return try Row.fetchAll(db, sql: sql, arguments: [id]).map { row in
            guard let kind = Violation.Kind(rawValue: row["kind"]) else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a violation's kind is unreadable")
            }
            return Violation(
                invariant: row["invariant"], kind: kind, instantNanoseconds: row["instant_ns"],
                subject: row["subject"], message: row["message"])
        }
    }

    private func faults(of id: Int64) throws -> [InjectedFault] {
        let sql = "SELECT * FROM fault WHERE run_id = ? ORDER BY position"
        return try Row.fetchAll(db, sql: sql, arguments: [id]).map { row in
            InjectedFault(
                index: row["position"], kind: row["kind"], target: row["target"], text: row["text"],
                occurrences: UInt64(row["occurrences"] as Int64), begin: row["begin_ns"], end: row["end_ns"],
                activeNanoseconds: row["active_ns"], hits: UInt64(row["hits"] as Int64), hitUnit: row["hit_unit"])
        }
    }

    private func lifeLines(of id: Int64) throws -> [PaymentLifeLine] {
        let sql = "SELECT * FROM life_line WHERE run_id = ? ORDER BY position"
        return try Row.fetchAll(db, sql: sql, arguments: [id]).map { row in
            var line = PaymentLifeLine(
                paymentID: row["payment_id"], applicationID: row["application_id"], tenant: row["tenant"],
                channel: row["channel"], status: row["status"], checks: row["checks"])
            line.submitted = row["submitted_ns"]
            line.creationPending = row["creation_pending_ns"]
            line.paymentPending = row["payment_pending_ns"]
            line.payLinkShown = row["pay_link_shown_ns"]
            line.moneyMoved = row["money_moved_ns"]
            line.completePublished = row["complete_published_ns"]
            line.completeInView = row["complete_in_view_ns"]
            line.applicationMoved = row["application_moved_ns"]
            line.pageShowsIt = row["page_shows_it_ns"]
            return line
        }
    }
}
