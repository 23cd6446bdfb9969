import GRDBSQLite

/// The two SQL functions behind a table's view: one computes a cell that SQLite does not hold, one counts the rows
/// visited.
final class RowCells {
    static let cell = "gemello_cell"
    static let visit = "gemello_visit"

    /// Rows that the engine has looked at since this was last set to zero.
    var visited = 0
    private let value: (_ row: Int, _ column: Int) -> SQLValue

    init(_ value: @escaping (_ row: Int, _ column: Int) -> SQLValue) { self.value = value }

    func register(in database: SQLiteMemory) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_create_function_v2(
            database.handle, Self.cell, 2, SQLITE_UTF8, context,
            { call, _, arguments in
                let cells = Unmanaged<RowCells>.fromOpaque(sqlite3_user_data(call)).takeUnretainedValue()
                let row = Int(sqlite3_value_int64(arguments![0]))
                let column = Int(sqlite3_value_int64(arguments![1]))
                RowCells.answer(cells.value(row, column), to: call)
            }, nil, nil, nil)
        // Not declared deterministic: SQLite must ask for every row, not once for all.
        sqlite3_create_function_v2(
            database.handle, Self.visit, 1, SQLITE_UTF8, context,
            { call, _, _ in
                Unmanaged<RowCells>.fromOpaque(sqlite3_user_data(call)).takeUnretainedValue().visited += 1
                sqlite3_result_int(call, 1)
            }, nil, nil, nil)
    }

    private static func answer(_ value: SQLValue, to call: OpaquePointer?) {
        switch value {
        case .null: sqlite3_result_null(call)
        case .integer(let integer): sqlite3_result_int64(call, integer)
        case .real(let real): sqlite3_result_double(call, real)
        case .text(var text):
            text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    sqlite3_result_text(
                        call, characters.baseAddress, Int32(characters.count), SQLiteStatement.copied)
                }
            }
        }
    }
}
