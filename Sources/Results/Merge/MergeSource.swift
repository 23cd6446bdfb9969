import GRDB
import Observation

/// What one of the databases to be merged holds.
struct MergeSource: Sendable, Equatable {
    /// As it was named.
    var path: String
    /// In their order there.
    var runs: [MergeRun]
    var sweeps: [Note]

    /// A sweep, and which of its shards began there.
    struct Note: Sendable, Equatable {
        var sweep: StoredSweep
        var shards: [Int]
    }
}

/// A run of a database that is to be merged: what tells it from others, and what tells two results of one cell apart.
struct MergeRun: Sendable, Equatable {
    var id: Int64
    var block: StoredSweep.Block
    var seed: UInt64
    var replication: UInt64
    var codeVersion: String
    /// Whether it stands for its cell: it did not crash, and repeated no choices made before.
    var isCell: Bool
    var findings: Findings
    var started: String
    var wallTimeNanoseconds: Int64

    /// Of two runs of one cell all of this agrees.
    struct Findings: Sendable, Equatable {
        var traceHash: UInt64
        var exitCode: Int32
        var events: Int64
        var jobs: Int64
        var virtualTimeNanoseconds: Int64
    }
}

extension MergeSource {
    /// Reads what there is, without anything that takes room.
    /// - Throws: `ResultStoreError`, whose path is that of the database.
    init(reading path: String) throws(ResultStoreError) {
        let store = try ResultStore(reading: path)
        (runs, sweeps) = try store.reading { db in
            let sweeps = try SweepNotes(db: db).all().map { Note(sweep: $0.sweep, shards: $0.shards) }
            return (try Self.runs(in: db), sweeps)
        }
        self.path = path
    }

    private static func runs(in db: Database) throws -> [MergeRun] {
        let sql = """
            SELECT stored_run.id, hash, wire, schedule, seed, replication, code_version, crash_cause, is_replay,
                trace_hash, exit_code, events, jobs, virtual_time_ns, started, wall_time_ns
            FROM stored_run JOIN scenario ON scenario.id = scenario_id ORDER BY stored_run.id
            """
        return try Row.fetchAll(db, sql: sql).map { row in
            guard let seed = UInt64(row["seed"] as String), let replication = UInt64(row["replication"] as String)
            else { throw ResultStoreError(path: "", problem: .unreadableRun("seed or replication")) }
            let findings = MergeRun.Findings(
                traceHash: UInt64(bitPattern: row["trace_hash"] as Int64), exitCode: row["exit_code"],
                events: row["events"], jobs: row["jobs"], virtualTimeNanoseconds: row["virtual_time_ns"])
            let crash: String? = row["crash_cause"]
            let isReplay: Bool = row["is_replay"]
            return MergeRun(
                id: row["id"],
                block: .init(scenarioHash: row["hash"], wire: row["wire"], schedule: row["schedule"]), seed: seed,
                replication: replication, codeVersion: row["code_version"], isCell: crash == nil && !isReplay,
                findings: findings, started: row["started"], wallTimeNanoseconds: row["wall_time_ns"])
        }
    }
}
