import Foundation
import GRDB

/// Writes what a plan has joined into a new database, whole or not at all.
struct MergeWriting {
    let plan: MergePlan

    /// The tables that have rows of a run.
    private static let tables = ["figure", "series", "gate", "violation", "promise", "fault"]

    /// - Parameter path: of a file that there is not; what is half written lies beside it.
    func write(to path: String) throws(ResultStoreError) {
        let partial = "\(path).partial"
        do {
            try? FileManager.default.removeItem(atPath: partial)
            do {
                try fill(ResultStore(writing: partial))
                try FileManager.default.moveItem(atPath: partial, toPath: path)
            } catch {
                try? FileManager.default.removeItem(atPath: partial)
                throw error
            }
        } catch {
            throw ResultStoreError(path: path, cause: error)
        }
    }

    private func fill(_ store: ResultStore) throws {
        try store.queue.inDatabase { db in
            for (place, source) in plan.sources.enumerated() {
                try db.execute(sql: "ATTACH ? AS source", arguments: [source.path])
                try db.inTransaction(.immediate) {
                    try copy(from: place, db)
                    return .commit
                }
                try db.execute(sql: "DETACH source")
            }
            try db.inTransaction(.immediate) {
                let notes = SweepNotes(db: db)
                for note in plan.sweeps { try notes.note(note.sweep, shards: note.shards) }
                return .commit
            }
        }
        try store.queue.close()
    }

    private func copy(from place: Int, _ db: Database) throws {
        try db.execute(
            sql: """
                DROP TABLE IF EXISTS temp.mapping;
                CREATE TEMP TABLE mapping (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
                INSERT OR IGNORE INTO main.scenario (name, text, hash)
                    SELECT name, text, hash FROM source.scenario ORDER BY hash;
                INSERT OR IGNORE INTO main.measure_definition (name, unit, meaning)
                    SELECT name, unit, meaning FROM source.measure_definition ORDER BY id;
                """)
        let insert = try db.makeStatement(sql: "INSERT INTO mapping VALUES (?, ?)")
        for (index, member) in plan.members.enumerated() where member.source == place {
            try insert.execute(arguments: [member.run.id, Int64(index + 1)])
        }
        let scenario =
            "(SELECT id FROM main.scenario WHERE hash = (SELECT hash FROM source.scenario WHERE id = row.scenario_id))"
        try copy("stored_run", key: "id", replacing: ["scenario_id": scenario], db)
        let definition = """
            (SELECT known.id FROM source.measure_definition AS meant JOIN main.measure_definition AS known
                USING (name, unit, meaning) WHERE meant.id = row.definition_id)
            """
        for table in Self.tables { try copy(table, key: "run_id", replacing: ["definition_id": definition], db) }
    }

    /// - Parameters:
    ///   - key: the column with the number of the run.
    ///   - replaced: what stands in place of columns that number something else.
    private func copy(_ table: String, key: String, replacing replaced: [String: String], _ db: Database) throws {
        let columns = try db.columns(in: table).map(\.name)
        let values = columns.map { $0 == key ? "mapping.new" : replaced[$0] ?? "row.\($0)" }
        try db.execute(
            sql: """
                INSERT INTO main.\(table) (\(columns.joined(separator: ", ")))
                    SELECT \(values.joined(separator: ", "))
                    FROM mapping JOIN source.\(table) AS row ON row.\(key) = mapping.old ORDER BY mapping.new
                """)
    }
}
