import Foundation
import GRDB

/// What the database remembers of sweeps.
extension ResultStore {
    /// Writes down that a shard of a sweep begins here. To say it again changes nothing.
    /// - Parameter shard: its number, from 1.
    public func note(_ sweep: StoredSweep, shard: Int) throws(ResultStoreError) {
        do {
            try queue.inDatabase { db in
                try db.inTransaction(.immediate) {
                    try SweepNotes(db: db).note(sweep, shards: [shard])
                    return .commit
                }
            }
        } catch {
            throw ResultStoreError(path: path, cause: error)
        }
    }
}

/// Reads and writes them inside the transaction of its caller.
struct SweepNotes {
    let db: Database

    func note(_ sweep: StoredSweep, shards: some Sequence<Int>) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let plan = String(decoding: try encoder.encode(sweep), as: UTF8.self)
        try db.execute(sql: "INSERT OR IGNORE INTO sweep (plan) VALUES (?)", arguments: [plan])
        for shard in shards {
            try db.execute(
                sql: "INSERT OR IGNORE INTO sweep_shard SELECT id, ? FROM sweep WHERE plan = ?",
                arguments: [shard, plan])
        }
    }

    /// Every sweep, and which of its shards began here, ascending.
    func all() throws -> [(sweep: StoredSweep, shards: [Int])] {
        try Row.fetchAll(db, sql: "SELECT * FROM sweep ORDER BY id").map { row in
            guard let sweep = try? JSONDecoder().decode(StoredSweep.self, from: Data((row["plan"] as String).utf8))
            else { throw ResultStoreError(path: "", problem: .unreadableRun("the plan of a sweep")) }
            let numbers = "SELECT number FROM sweep_shard WHERE sweep_id = ? ORDER BY number"
            return (sweep, try Int.fetchAll(db, sql: numbers, arguments: [row["id"] as Int64]))
        }
    }
}
