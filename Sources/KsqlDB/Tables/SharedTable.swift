import Synchronization

/// A table that its feed and its readers may use at the same time: one after the other, as its engine is made for one.
final class SharedTable<Row: Sendable>: Sendable {
    private let table: Mutex<SQLiteTable<Row>>

    /// - Throws: `SQLFailure` when the engine cannot make the table.
    init(_ schema: TableSchema<Row>) throws { table = Mutex(try SQLiteTable(schema)) }

    /// Inserts or replaces, in order: the last row of a key wins.
    func upsert(_ rows: [Row]) throws { try table.withLock { try $0.upsert(rows) } }

    /// Runs one `SELECT`. Only `SELECT` is accepted.
    /// - Throws: `SQLFailure`.
    func answer(_ sql: String) throws -> TableAnswer<Row> { try table.withLock { try $0.answer(sql) } }

    var rowCount: Int { table.withLock { $0.rowCount } }
}
