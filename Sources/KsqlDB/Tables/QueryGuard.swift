import GRDBSQLite

/// Lets a query read the named tables of a schema and nothing else; says what it refused.
///
/// SQLite asks while it prepares a statement; outside of `watching` everything passes, because then the table itself
/// prepares its own.
final class QueryGuard {
    private let hiddenTables: Set<String>
    private var isWatching = false
    private var refused: String?

    /// - Parameter hiddenTables: open to the schema's views and to the table itself only.
    init(of database: SQLiteMemory, hiddenTables: [String]) {
        self.hiddenTables = Set(hiddenTables)
        sqlite3_set_authorizer(
            database.handle,
            { context, code, first, second, _, accessor in
                let queryGuard = Unmanaged<QueryGuard>.fromOpaque(context!).takeUnretainedValue()
                return queryGuard.allows(code, first, second, accessor) ? SQLITE_OK : SQLITE_DENY
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// - Throws: `SQLFailure` that names what was refused; the error of `body` when nothing was.
    func watching<Result>(_ body: () throws -> Result) throws -> Result {
        isWatching = true
        refused = nil
        defer { isWatching = false }
        do { return try body() } catch {
            guard let refused else { throw error }
            throw SQLFailure(message: "Only SELECT is accepted, not \(refused).")
        }
    }

    private func allows(
        _ code: Int32, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?,
        _ accessor: UnsafePointer<CChar>?
    ) -> Bool {
        guard isWatching else { return true }
        switch code {
        case SQLITE_SELECT, SQLITE_FUNCTION, SQLITE_RECURSIVE: return true
        case SQLITE_READ:
            // No column is named where a query only counts the rows of a view.
            guard accessor == nil, let first, let second, second.pointee != 0 else { return true }
            let table = String(cString: first)
            guard hiddenTables.contains(table) else { return true }
            refused = "reading \"\(table)\""
        default:
            let action = Self.names[code] ?? "action \(code)"
            refused = refused ?? (first.map { "\(action) \(String(cString: $0))" } ?? action)
        }
        return false
    }

    private static let names: [Int32: String] = [
        SQLITE_INSERT: "INSERT INTO", SQLITE_UPDATE: "UPDATE", SQLITE_DELETE: "DELETE FROM", SQLITE_PRAGMA: "PRAGMA",
    ]
}
