import GRDBSQLite

/// An SQLite database in memory, by the C interface that GRDB brings along.
///
/// GRDB's own queues cost a dispatch of about 8 us for every call, several times the work of one upsert, and its
/// statements refuse to run outside of them; a table that is used by one caller at a time needs no queue.
final class SQLiteMemory {
    let handle: OpaquePointer

    init() throws {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(":memory:", &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw SQLFailure(message: String(cString: sqlite3_errstr(code)))
        }
        handle = opened
        try execute("PRAGMA journal_mode = OFF; PRAGMA secure_delete = OFF; PRAGMA temp_store = MEMORY")
    }

    deinit { sqlite3_close_v2(handle) }

    var failure: SQLFailure { SQLFailure(message: String(cString: sqlite3_errmsg(handle))) }

    func execute(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure }
    }

    /// Prepares the first statement of `sql`, to be run many times.
    /// - Returns: the statement, nil when there was only white space, and whether something follows it.
    func prepare(_ sql: String) throws -> (statement: SQLiteStatement?, hasMore: Bool) {
        var sql = sql
        return try sql.withUTF8 { bytes in
            try bytes.withMemoryRebound(to: CChar.self) { text in
                var prepared: OpaquePointer?
                var tail: UnsafePointer<CChar>?
                let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
                let code = sqlite3_prepare_v3(handle, text.baseAddress, Int32(text.count), flags, &prepared, &tail)
                guard code == SQLITE_OK else { throw failure }
                let used = tail.map { $0 - text.baseAddress! } ?? text.count
                let hasMore = bytes[used...].contains { $0 > 0x20 && $0 != UInt8(ascii: ";") }
                return (prepared.map { SQLiteStatement($0, of: self) }, hasMore)
            }
        }
    }
}

/// A prepared statement; finalized when it is released.
final class SQLiteStatement {
    let handle: OpaquePointer
    private let database: SQLiteMemory

    init(_ handle: OpaquePointer, of database: SQLiteMemory) {
        self.handle = handle
        self.database = database
    }

    deinit { sqlite3_finalize(handle) }

    func bind(_ value: SQLValue, at index: Int32) {
        switch value {
        case .null: sqlite3_bind_null(handle, index)
        case .integer(let integer): sqlite3_bind_int64(handle, index, integer)
        case .real(let real): sqlite3_bind_double(handle, index, real)
        case .text(var text):
            text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    _ = sqlite3_bind_text(
                        handle, index, characters.baseAddress, Int32(characters.count),
                        SQLiteStatement.copied)
                }
            }
        }
    }

    /// Runs a statement that answers no rows.
    func run() throws {
        defer { sqlite3_reset(handle) }
        guard sqlite3_step(handle) == SQLITE_DONE else { throw database.failure }
    }

    /// The next row of a query's answer, nil behind the last.
    func nextRow() throws -> [SQLValue]? {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: try (0..<sqlite3_column_count(handle)).map(value)
        case SQLITE_DONE: nil
        default: throw database.failure
        }
    }

    /// The first column of the next row of a query's answer, nil behind the last.
    func nextInteger() throws -> Int? {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: Int(sqlite3_column_int64(handle, 0))
        case SQLITE_DONE: nil
        default: throw database.failure
        }
    }

    func reset() { sqlite3_reset(handle) }

    var columnNames: [String] {
        (0..<sqlite3_column_count(handle)).map { String(cString: sqlite3_column_name(handle, $0)) }
    }

    private func value(at index: Int32) throws -> SQLValue {
        switch sqlite3_column_type(handle, index) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, index))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, index))
        case SQLITE_TEXT:
            let text = UnsafeBufferPointer(
                start: sqlite3_column_text(handle, index), count: Int(sqlite3_column_bytes(handle, index)))
            return .text(String(decoding: text, as: UTF8.self))
        default: throw SQLFailure(message: "Blobs are not modelled: column \(index + 1) of the answer is one.")
        }
    }

    /// `SQLITE_TRANSIENT`: SQLite copies the text before the call returns.
    static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
