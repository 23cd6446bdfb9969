import GRDB
import Observation

/// The tables of a result database, and the views under which reports read them. Columns carry their unit last.
enum Schema {
    /// "GEML", so that `file` and we ourselves can tell a result database from any other.
    static let applicationID = 0x4745_4D4C
    static let version = 7

    /// What is stored. What all runs of a scenario have in common stands once; samples, points and life lines are
    /// packed, a run's in one row.
    ///
    /// 64-bit unsigned values that may pass SQLite's signed range (seed, replication) are decimal text; a trace hash is
    /// the signed number of the same bits. The plan of a sweep is JSON.
    private static let tables = """
        CREATE TABLE scenario (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            text TEXT NOT NULL,
            hash TEXT NOT NULL UNIQUE
        );
        CREATE TABLE measure_definition (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            unit TEXT NOT NULL,
            meaning TEXT NOT NULL,
            UNIQUE (name, unit, meaning)
        );
        CREATE TABLE stored_run (
            id INTEGER PRIMARY KEY,
            started TEXT NOT NULL,
            scenario_id INTEGER NOT NULL REFERENCES scenario(id),
            file TEXT NOT NULL,
            settings TEXT NOT NULL,
            seed TEXT NOT NULL,
            replication TEXT NOT NULL,
            wire TEXT NOT NULL,
            schedule TEXT NOT NULL,
            is_replay INTEGER NOT NULL,
            code_version TEXT NOT NULL,
            exit_code INTEGER NOT NULL,
            crash_cause TEXT,
            crash_reason TEXT,
            trace_hash INTEGER NOT NULL,
            events INTEGER NOT NULL,
            jobs INTEGER NOT NULL,
            virtual_time_ns INTEGER NOT NULL,
            wall_time_ns INTEGER NOT NULL,
            peak_memory_bytes INTEGER NOT NULL,
            cost_measures INTEGER NOT NULL,
            drawn_faults TEXT,
            decision_log BLOB NOT NULL,
            buckets BLOB NOT NULL,
            points BLOB NOT NULL,
            life_lines BLOB NOT NULL
        );
        CREATE INDEX cell ON stored_run (scenario_id, code_version, wire, schedule, seed, replication)
            WHERE crash_cause IS NULL AND is_replay = 0;
        CREATE TABLE figure (
            run_id INTEGER NOT NULL REFERENCES stored_run(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            definition_id INTEGER NOT NULL REFERENCES measure_definition(id),
            value REAL,
            count INTEGER,
            mean REAL,
            p50 REAL,
            p95 REAL,
            p99 REAL,
            max REAL,
            PRIMARY KEY (run_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE series (
            run_id INTEGER NOT NULL REFERENCES stored_run(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            unit TEXT NOT NULL,
            resolution_ns INTEGER NOT NULL,
            PRIMARY KEY (run_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE gate (
            run_id INTEGER NOT NULL REFERENCES stored_run(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            expression TEXT NOT NULL,
            held INTEGER NOT NULL,
            actual REAL,
            unit TEXT NOT NULL,
            PRIMARY KEY (run_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE violation (
            run_id INTEGER NOT NULL REFERENCES stored_run(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            invariant TEXT NOT NULL,
            grade TEXT NOT NULL,
            instant_ns INTEGER NOT NULL,
            subject TEXT NOT NULL,
            message TEXT NOT NULL,
            PRIMARY KEY (run_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE promise (
            run_id INTEGER NOT NULL REFERENCES stored_run(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            invariant TEXT NOT NULL,
            broken INTEGER NOT NULL,
            missing TEXT NOT NULL,
            PRIMARY KEY (run_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE fault (
            run_id INTEGER NOT NULL REFERENCES stored_run(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,
            target TEXT NOT NULL,
            text TEXT NOT NULL,
            occurrences INTEGER NOT NULL,
            begin_ns INTEGER,
            end_ns INTEGER,
            active_ns INTEGER NOT NULL,
            hits INTEGER NOT NULL,
            hit_unit TEXT NOT NULL,
            PRIMARY KEY (run_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE sweep (
            id INTEGER PRIMARY KEY,
            plan TEXT NOT NULL UNIQUE
        );
        CREATE TABLE sweep_shard (
            sweep_id INTEGER NOT NULL REFERENCES sweep(id),
            number INTEGER NOT NULL,
            PRIMARY KEY (sweep_id, number)
        ) WITHOUT ROWID;

        """

    /// What reports read. The functions `gemello_*` unpack what is packed; this program brings them.
    private static let views = """
        CREATE VIEW run AS SELECT
            stored_run.id AS id, started, code_version, scenario.name AS scenario_name, scenario.text AS scenario_text,
            scenario.hash AS scenario_hash, file, settings, seed, replication, wire, schedule, is_replay,
            printf('%016x', trace_hash) AS trace_hash,
            CASE exit_code \(verdictWords) END AS verdict, exit_code, crash_cause, crash_reason,
            events, jobs, virtual_time_ns, wall_time_ns, peak_memory_bytes, drawn_faults, decision_log
        FROM stored_run JOIN scenario ON scenario.id = scenario_id;
        CREATE VIEW measure AS SELECT
            run_id, position, name, unit, meaning, CASE WHEN count IS NULL THEN 'value' ELSE 'distribution' END AS kind,
            value, count, mean, p50, p95, p99, max
        FROM figure JOIN measure_definition ON measure_definition.id = definition_id;
        CREATE VIEW bucket AS SELECT
            stored_run.id AS run_id, row.value ->> 0 AS measure, row.value ->> 1 AS position,
            gemello_real(row.value ->> 2) AS value, row.value ->> 3 AS count
        FROM stored_run, json_each(gemello_buckets(buckets)) AS row;
        CREATE VIEW point AS SELECT
            stored_run.id AS run_id, row.value ->> 0 AS series, row.value ->> 1 AS position,
            gemello_real(row.value ->> 2) AS value
        FROM stored_run, json_each(gemello_points(points)) AS row;
        CREATE VIEW life_line AS SELECT
            stored_run.id AS run_id, row.key AS position, row.value ->> 0 AS payment_id,
            row.value ->> 1 AS application_id, row.value ->> 2 AS tenant, row.value ->> 3 AS channel,
            row.value ->> 4 AS status, row.value ->> 5 AS checks, row.value ->> 6 AS arrived_ns,
            row.value ->> 7 AS submitted_ns, row.value ->> 8 AS creation_pending_ns,
            row.value ->> 9 AS payment_pending_ns, row.value ->> 10 AS pay_link_shown_ns,
            row.value ->> 11 AS money_moved_ns, row.value ->> 12 AS complete_published_ns,
            row.value ->> 13 AS complete_in_view_ns, row.value ->> 14 AS application_moved_ns,
            row.value ->> 15 AS page_shows_it_ns
        FROM stored_run, json_each(gemello_life_lines(life_lines)) AS row;
        """

    private static var verdictWords: String {
        Verdict.allCases.map { "WHEN \($0.rawValue) THEN '\($0.word)'" }.joined(separator: " ")
    }

    /// Makes the tables in an empty database; refuses one that is not ours or has another version.
    static func prepare(_ db: Database, path: String) throws {
        if try isNew(db) {
            try db.execute(sql: tables + views)
            try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
        }
        try check(db, path: path)
        // SQLite lets even an immediate transaction begin on a read-only file: only a write tells.
        try db.execute(sql: "PRAGMA user_version = \(version)")
    }

    static func check(_ db: Database, path: String) throws {
        let found = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        guard found == applicationID else { throw ResultStoreError(path: path, problem: .foreign) }
        let foundVersion = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard foundVersion == version else {
            throw ResultStoreError(path: path, problem: .otherVersion(found: foundVersion, known: version))
        }
    }

    private static func isNew(_ db: Database) throws -> Bool {
        guard try Int.fetchOne(db, sql: "PRAGMA application_id") == 0 else { return false }
        guard try Int.fetchOne(db, sql: "PRAGMA user_version") == 0 else { return false }
        return try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
    }
}
