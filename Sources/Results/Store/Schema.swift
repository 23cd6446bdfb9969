import GRDB

/// The tables of a result database. Every row belongs to one run; columns carry their unit last.
enum Schema {
    /// "GEML", so that `file` and we ourselves can tell a result database from any other.
    static let applicationID = 0x4745_4D4C
    static let version = 2

    /// 64-bit unsigned values that may pass SQLite's signed range (seed, replication) are decimal text.
    static let definition = """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY,
            started TEXT NOT NULL,
            code_version TEXT NOT NULL,
            repeat_line TEXT NOT NULL,
            scenario_name TEXT NOT NULL,
            scenario_text TEXT NOT NULL,
            scenario_hash TEXT NOT NULL,
            seed TEXT NOT NULL,
            replication TEXT NOT NULL,
            trace_hash TEXT NOT NULL,
            verdict TEXT NOT NULL,
            exit_code INTEGER NOT NULL,
            events INTEGER NOT NULL,
            jobs INTEGER NOT NULL,
            virtual_time_ns INTEGER NOT NULL,
            wall_time_ns INTEGER NOT NULL,
            decision_log BLOB NOT NULL,
            drawn_faults TEXT
        );
        CREATE TABLE measure (
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            unit TEXT NOT NULL,
            meaning TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('value', 'distribution')),
            value REAL,
            count INTEGER,
            mean REAL,
            p50 REAL,
            p95 REAL,
            p99 REAL,
            max REAL,
            PRIMARY KEY (run_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE bucket (
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            measure INTEGER NOT NULL,
            position INTEGER NOT NULL,
            value REAL,
            count INTEGER NOT NULL,
            PRIMARY KEY (run_id, measure, position)
        ) WITHOUT ROWID;
        CREATE TABLE series (
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            unit TEXT NOT NULL,
            resolution_ns INTEGER NOT NULL,
            PRIMARY KEY (run_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE point (
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            series INTEGER NOT NULL,
            position INTEGER NOT NULL,
            value REAL,
            PRIMARY KEY (run_id, series, position)
        ) WITHOUT ROWID;
        CREATE TABLE gate (
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            expression TEXT NOT NULL,
            held INTEGER NOT NULL,
            actual REAL,
            unit TEXT NOT NULL,
            PRIMARY KEY (run_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE violation (
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            invariant TEXT NOT NULL,
            kind TEXT NOT NULL,
            instant_ns INTEGER NOT NULL,
            subject TEXT NOT NULL,
            message TEXT NOT NULL,
            PRIMARY KEY (run_id, position)
        ) WITHOUT ROWID;
        CREATE TABLE fault (
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
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
        CREATE TABLE life_line (
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            payment_id TEXT NOT NULL,
            application_id TEXT NOT NULL,
            tenant TEXT NOT NULL,
            channel TEXT NOT NULL,
            status TEXT NOT NULL,
            checks INTEGER NOT NULL,
            submitted_ns INTEGER,
            creation_pending_ns INTEGER,
            payment_pending_ns INTEGER,
            pay_link_shown_ns INTEGER,
            money_moved_ns INTEGER,
            complete_published_ns INTEGER,
            complete_in_view_ns INTEGER,
            application_moved_ns INTEGER,
            page_shows_it_ns INTEGER,
            PRIMARY KEY (run_id, position)
        ) WITHOUT ROWID;
        """

    /// Makes the tables in an empty database; refuses one that is not ours or has another version.
    static func prepare(_ db: Database, path: String) throws {
        if try isNew(db) {
            try db.execute(sql: definition)
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
