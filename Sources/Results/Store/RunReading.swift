import Foundation
import GRDB
import Observation
import Scenarios
import ServicePorts
import Statistics
import Twin
import VirtualTime

/// Reads runs back as they were written.
struct RunReading {
    let db: Database
    let shared: SharedRows

    func headings() throws -> [RunHeading] {
        try Row.fetchAll(db, sql: Self.headingSQL + " ORDER BY stored_run.id").map(heading)
    }

    func run(_ id: Int64) throws -> StoredRun? {
        let sql = """
            SELECT stored_run.*, scenario.name AS scenario_name, scenario.text AS scenario_text
            FROM stored_run JOIN scenario ON scenario.id = scenario_id WHERE stored_run.id = ?
            """
        guard let row = try Row.fetchOne(db, sql: sql, arguments: [id]) else { return nil }
        return try Self.unpacking {
            let heading = try heading(row)
            let decisions = try decisions(row)
            let ticket = try ticket(row, heading: heading, decisions)
            let unpacked = try unpacked(row, of: id, decisions)
            return StoredRun(heading: heading, ending: try ending(row, of: id, ticket, unpacked))
        }
    }

    /// What a run of the ticket found, in brief: without buckets, series and life lines, which take most of the room.
    /// The run is not asked for its ticket.
    func briefEnding(_ id: Int64, of ticket: RunTicket) throws -> RunEnding? {
        let sql = """
            SELECT exit_code, crash_cause, crash_reason, trace_hash, events, jobs, virtual_time_ns, wall_time_ns,
                peak_memory_bytes, cost_measures, drawn_faults, decision_log
            FROM stored_run WHERE id = ?
            """
        guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [id]) else { return nil }
        return try Self.unpacking { try ending(row, of: id, ticket, Unpacked(decisions: try decisions(row))) }
    }

    /// The runs of a group that stand for its cells: the oldest of each that ended as its ticket alone decides.
    func runs(of group: CellGroup) throws -> [CellGroup.Member: Int64] {
        let sql = """
            SELECT stored_run.id, seed, replication
            FROM scenario JOIN stored_run ON scenario_id = scenario.id
            WHERE hash = ? AND text = ? AND code_version = ? AND wire = ? AND schedule = ?
                AND crash_cause IS NULL AND is_replay = 0
            ORDER BY stored_run.id
            """
        let rows = try Row.fetchCursor(
            try db.cachedStatement(sql: sql),
            arguments: [
                group.scenario.hash, group.scenario.text, group.codeVersion, group.wire.rawValue,
                group.schedule.rawValue,
            ])
        var runs: [CellGroup.Member: Int64] = [:]
        while let row = try rows.next() {
            guard let seed = UInt64(row["seed"] as String), let replication = UInt64(row["replication"] as String)
            else { throw Self.damage("seed or replication") }
            let member = CellGroup.Member(seed: seed, replication: replication)
            runs[member] = runs[member] ?? row["id"]
        }
        return runs
    }

    static func unpacking<Value>(_ read: () throws -> Value) throws -> Value {
        do { return try read() } catch is PackedReader.Damage {
            throw Self.damage("what is packed")
        } catch let error as DecisionLog.Malformed {
            throw Self.damage("the decisions (\(error))")
        }
    }

    // MARK: The run

    private static let headingSQL = """
        SELECT stored_run.id, started, scenario.name AS scenario_name, file, settings, seed, replication, schedule,
            trace_hash, exit_code, code_version
        FROM stored_run JOIN scenario ON scenario.id = scenario_id
        """

    /// - Parameter what: of the run, in words.
    static func damage(_ what: String) -> ResultStoreError {
        ResultStoreError(path: "", problem: .unreadableRun(what))
    }

    func heading(_ row: Row) throws -> RunHeading {
        guard let seed = UInt64(row["seed"] as String), let replication = UInt64(row["replication"] as String),
            let verdict = Verdict(rawValue: row["exit_code"]),
            let settings = Self.texts(in: row["settings"])
        else { throw Self.damage("seed, settings or verdict") }
        return RunHeading(
            id: row["id"], started: row["started"], scenario: row["scenario_name"], file: row["file"],
            settings: settings, seed: seed, replication: replication, schedule: row["schedule"],
            traceHash: UInt64(bitPattern: row["trace_hash"] as Int64), verdict: verdict,
            codeVersion: row["code_version"])
    }

    /// Nil when they are none. Most lists have no text, and a decoder takes its time.
    private static func texts(in json: String) -> [String]? {
        json == "[]" ? [] : try? JSONDecoder().decode([String].self, from: Data(json.utf8))
    }

    private func decisions(_ row: Row) throws -> DecisionLog {
        try DecisionLog(bytes: [UInt8](row["decision_log"] as Data))
    }

    /// What takes room, and is of use where one run is looked at.
    private struct Unpacked {
        /// Of each measure that has samples, by its place.
        var buckets: [(measure: Int, buckets: [SampleBucket])] = []
        var series: [TimeSeries] = []
        var lifeLines: [PaymentLifeLine] = []
        var decisions = DecisionLog()
    }

    private func unpacked(_ row: Row, of id: Int64, _ decisions: DecisionLog) throws -> Unpacked {
        Unpacked(
            buckets: try PackedBuckets.buckets(in: [UInt8](row["buckets"] as Data)),
            series: try series(of: id, points: [UInt8](row["points"] as Data)),
            lifeLines: try PackedLifeLines.lines(in: [UInt8](row["life_lines"] as Data)), decisions: decisions)
    }

    private func ending(
        _ row: Row, of id: Int64, _ ticket: RunTicket, _ unpacked: Unpacked
    ) throws -> RunEnding {
        guard let verdict = Verdict(rawValue: row["exit_code"]) else { throw Self.damage("the verdict") }
        let measures = try measures(of: id, unpacked.buckets)
        let costs = min(measures.count, row["cost_measures"] as Int)
        let findings = RunFindings(
            verdict: verdict, crash: try crash(row, verdict: verdict),
            traceHash: UInt64(bitPattern: row["trace_hash"] as Int64),
            events: UInt64(row["events"] as Int64), jobs: UInt64(row["jobs"] as Int64),
            virtualTime: .nanoseconds(row["virtual_time_ns"] as Int64), measures: Array(measures.dropLast(costs)),
            gates: try gates(of: id), violations: try violations(of: id),
            promises: try promises(of: id), series: unpacked.series, lifeLines: unpacked.lifeLines,
            decisions: unpacked.decisions,
            faults: try faults(of: id), drawnFaults: row["drawn_faults"])
        let cost = RunEnding.Cost(
            wallTime: .nanoseconds(row["wall_time_ns"] as Int64), peakMemoryBytes: row["peak_memory_bytes"],
            measures: Array(measures.suffix(costs)))
        return RunEnding(ticket: ticket, findings: findings, cost: cost)
    }

    private func crash(_ row: Row, verdict: Verdict) throws -> RunCrash? {
        let (cause, reason) = (row["crash_cause"] as String?, row["crash_reason"] as String?)
        guard (verdict == .crashed) == (cause != nil) else { throw Self.damage("the verdict") }
        guard let cause, let reason else { return nil }
        guard let known = RunCrash.Cause(rawValue: cause) else { throw Self.damage("the crash") }
        return RunCrash(known, reason: reason)
    }

    private func ticket(_ row: Row, heading: RunHeading, _ decisions: DecisionLog) throws -> RunTicket {
        let scenario: Scenario
        do {
            scenario = try shared.scenario(of: row["scenario_text"], source: "scenario of run \(heading.id)")
        } catch {
            throw Self.damage("\(error)")
        }
        guard let wire = PayloadForm(rawValue: row["wire"]),
            let schedule = Scenario.Schedule(rawValue: row["schedule"])
        else { throw Self.damage("wire or schedule") }
        return RunTicket(
            scenario, file: heading.file, settings: heading.settings, seed: heading.seed,
            replication: heading.replication, wire: wire, schedule: schedule,
            decisions: row["is_replay"] as Bool ? decisions : nil, codeVersion: heading.codeVersion)
    }

    // MARK: What it found

    private func rows(_ sql: String, of id: Int64) throws -> [Row] {
        try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [id])
    }

    func measures(
        of id: Int64, _ buckets: [(measure: Int, buckets: [SampleBucket])] = []
    ) throws -> [Measure] {
        let sql = """
            SELECT value, count, mean, p50, p95, p99, max, definition_id FROM figure WHERE run_id = ? ORDER BY position
            """
        let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [id])
        var measures: [Measure] = []
        while let row = try rows.next() {
            guard let words = try shared.words(of: row[7], db) else { throw Self.damage("a measure") }
            measures.append(
                Measure(name: words.name, unit: words.unit, meaning: words.meaning, figure: figure(row)))
        }
        for (place, buckets) in buckets {
            guard measures.indices.contains(place) else { throw PackedReader.Damage() }
            measures[place].buckets = buckets
        }
        return measures
    }

    private func figure(_ row: Row) -> Measure.Figure {
        guard let count = row[1] as Int64? else { return .value(number(row[0])) }
        return .distribution(
            SampleSummary(
                count: UInt64(count), mean: number(row[2]), p50: number(row[3]), p95: number(row[4]),
                p99: number(row[5]), max: number(row[6])))
    }

    /// SQLite keeps "not a number" as NULL.
    private func number(_ stored: Double?) -> Double { stored ?? .nan }

    private func series(of id: Int64, points: [UInt8]) throws -> [TimeSeries] {
        let values = try PackedSeries.values(in: points)
        let rows = try rows("SELECT * FROM series WHERE run_id = ? ORDER BY position", of: id)
        guard rows.count == values.count else { throw PackedReader.Damage() }
        return zip(rows, values).map { row, values in
            TimeSeries(
                name: row["name"], unit: row["unit"], resolution: .nanoseconds(row["resolution_ns"] as Int64),
                values: values)
        }
    }

    private func gates(of id: Int64) throws -> [GateResult] {
        let sql = "SELECT * FROM gate WHERE run_id = ? ORDER BY position"
        return try rows(sql, of: id).map { row in
            GateResult(
                expression: row["expression"], held: row["held"], actual: row["actual"], unit: row["unit"])
        }
    }

    private func violations(of id: Int64) throws -> [Violation] {
        let sql = "SELECT * FROM violation WHERE run_id = ? ORDER BY position"
        return try rows(sql, of: id).map { row in
            guard let grade = Violation.Grade(rawValue: row["grade"]) else {
                throw Self.damage("the grade of a violation")
            }
            return Violation(
                invariant: row["invariant"], grade: grade, instantNanoseconds: row["instant_ns"],
                subject: row["subject"], message: row["message"])
        }
    }

    private func promises(of id: Int64) throws -> [PromiseOutcome] {
        let sql = "SELECT * FROM promise WHERE run_id = ? ORDER BY position"
        return try rows(sql, of: id).map { row in
            guard let invariant = Invariant(rawValue: row["invariant"]),
                let missing = Self.texts(in: row["missing"])
            else { throw Self.damage("a promise") }
            return PromiseOutcome(
                invariant: invariant, broken: UInt64(row["broken"] as Int64), missing: missing)
        }
    }

    private func faults(of id: Int64) throws -> [InjectedFault] {
        let sql = "SELECT * FROM fault WHERE run_id = ? ORDER BY position"
        return try rows(sql, of: id).map { row in
            InjectedFault(
                index: row["position"], kind: row["kind"], target: row["target"], text: row["text"],
                occurrences: UInt64(row["occurrences"] as Int64), begin: row["begin_ns"], end: row["end_ns"],
                activeNanoseconds: row["active_ns"], hits: UInt64(row["hits"] as Int64), hitUnit: row["hit_unit"])
        }
    }
}
