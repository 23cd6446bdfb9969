import ServicePorts
import Synchronization

/// A table that understands `SELECT a, b FROM t [WHERE c = 'x' | c <= 'x'];` and subsets of the form
/// `c = 'x' OR c = 'y'`, which is all the services ask of one.
final class FakeTable<Row: Sendable>: MaterializedTable {
    private let schema: TableSchema<Row>
    private let state = Mutex<(rows: [Row], upserts: [Int])>(([], []))

    init(_ schema: TableSchema<Row>) { self.schema = schema }

    /// Sizes of the batches that were written.
    var upserts: [Int] { state.withLock { $0.upserts } }
    var rowCount: Int { state.withLock { $0.rows.count } }

    func upsert(_ rows: [Row]) {
        let key = schema.columns[0]
        state.withLock { state in
            state.upserts.append(rows.count)
            for row in rows {
                if let place = state.rows.firstIndex(where: { key.value($0) == key.value(row) }) {
                    state.rows[place] = row
                } else {
                    state.rows.append(row)
                }
            }
        }
    }

    func query(_ sql: String) throws -> (result: SQLResult, rowsScanned: Int) {
        let words = sql.split(whereSeparator: { " ;,".contains($0) }).map(String.init)
        guard words.first == "SELECT", let from = words.firstIndex(of: "FROM"), from + 1 < words.count else {
            throw SQLFailure(message: "Only SELECT is accepted.")
        }
        let columns = try words[1..<from].map(column)
        let rows = try state.withLock { try $0.rows.filter(condition(of: words[from + 1])) }
        let selected: [Row]
        if words.count > from + 3, words[from + 2] == "WHERE" {
            let name = try column(words[from + 3])
            let value = SQLValue.text(words[from + 5].replacing("'", with: ""))
            let isEqual = words[from + 4] == "="
            selected = rows.filter { row in
                guard case .text(let found) = name.value(row), case .text(let wanted) = value else { return false }
                return isEqual ? found == wanted : found <= wanted
            }
        } else {
            selected = rows
        }
        let result = SQLResult(
            columns: columns.map(\.name), rows: selected.map { row in columns.map { $0.value(row) } })
        return (result, rows.count)
    }

    private func column(_ name: String) throws -> TableColumn<Row> {
        guard let found = schema.columns.first(where: { $0.name == name }) else {
            throw SQLFailure(message: "no such column: \(name)")
        }
        return found
    }

    private func condition(of table: String) throws -> (Row) throws -> Bool {
        if table == schema.name { return { _ in true } }
        guard let subset = schema.subsets.first(where: { $0.name == table }) else {
            throw SQLFailure(message: "no such table: \(table)")
        }
        let comparisons = try subset.condition.split(separator: " OR ").map { text in
            let sides = text.split(separator: " = '").map(String.init)
            precondition(sides.count == 2, "Subsets of this table are told by the values of columns.")
            return (column: try column(sides[0]), wanted: SQLValue.text(String(sides[1].dropLast())))
        }
        return { row in comparisons.contains { $0.column.value(row) == $0.wanted } }
    }
}

/// Makes `FakeTable`s and lets a test keep hold of the last one.
final class FakeTables: TableFactory {
    private let last = Mutex<(any Sendable)?>(nil)

    func makeTable<Row: Sendable>(_ schema: TableSchema<Row>) -> any MaterializedTable<Row> {
        let table = FakeTable(schema)
        last.withLock { $0 = table }
        return table
    }

    func table<Row: Sendable>(of type: Row.Type = Row.self) -> FakeTable<Row>? {
        last.withLock { $0 as? FakeTable<Row> }
    }
}
