import GRDBSQLite
import Ports

/// Makes materialized tables on SQLite in memory.
public struct SQLiteTables: TableFactory {
    public init() {}

    public func makeTable<Row: Sendable>(_ schema: TableSchema<Row>) throws -> any MaterializedTable<Row> {
        try SQLiteTable(schema)
    }
}

/// The latest row per key. SQLite holds the key, the indexed columns and a row number; the rows themselves stay Swift
/// values, from which the other columns are computed when a query names them. The names of the schema are views.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
final class SQLiteTable<Row: Sendable>: MaterializedTable, @unchecked Sendable {
    private let schema: TableSchema<Row>
    private let database: SQLiteMemory
    private let queryGuard: QueryGuard
    private let cells: RowCells
    private let rows = RowArray<Row>()
    /// Columns of the schema that SQLite holds; the key comes first.
    private let stored: [Int]
    private let storedName: String
    /// What SQLite holds, row after row: an update writes only what differs, because each index it touches costs.
    @exclusivity(unchecked) private var storedValues = ContiguousArray<SQLValue>()
    @exclusivity(unchecked) private var rowNumbers: [SQLValue: Int] = [:]
    private let insertion: SQLiteStatement
    @exclusivity(unchecked) private var updates: [UInt64: Update] = [:]
    private var queries: QueryCache

    init(_ schema: TableSchema<Row>) throws {
        precondition(!schema.columns.isEmpty, "A table has a key.")
        self.schema = schema
        stored = schema.columns.indices.filter { $0 == 0 || schema.columns[$0].isIndexed }
        precondition(stored.count <= 64, "An update's columns fit one word.")
        storedName = "\(schema.name) rows"
        let columns = schema.columns
        cells = RowCells { [rows] row, column in columns[column].value(rows.rows[row]) }
        database = try SQLiteMemory()
        try Self.createTables(for: schema, stored: stored, named: storedName, in: database, cells: cells)
        let places = Array(repeating: "?", count: stored.count + 1).joined(separator: ", ")
        insertion = try database.prepare("INSERT INTO \(storedName.asSQLName) VALUES (\(places))").statement!
        queryGuard = QueryGuard(of: database, hiddenTable: storedName)
        queries = QueryCache(database: database, queryGuard: queryGuard)
    }

    var rowCount: Int { rows.rows.count }

    func upsert(_ newRows: [Row]) throws {
        // One transaction saves a commit per row.
        if newRows.count > 1 { try database.execute("BEGIN") }
        for row in newRows { try upsert(row) }
        if newRows.count > 1 { try database.execute("COMMIT") }
    }

    func query(_ sql: String) throws -> (result: SQLResult, rowsScanned: Int) {
        let query = try queries.statement(for: sql)
        defer { query.statement.reset() }
        cells.visited = 0
        var answer: [[SQLValue]] = []
        while let row = try query.statement.nextRow() { answer.append(row) }
        return (SQLResult(columns: query.columns, rows: answer), cells.visited)
    }

    private func upsert(_ row: Row) throws {
        let key = schema.columns[0].value(row)
        guard let number = rowNumbers[key] else {
            let number = rows.rows.count
            insertion.bind(.integer(Int64(number)), at: 1)
            for (place, column) in stored.enumerated() {
                let value = place == 0 ? key : schema.columns[column].value(row)
                insertion.bind(value, at: Int32(place + 2))
                storedValues.append(value)
            }
            rows.rows.append(row)
            rowNumbers[key] = number
            return try insertion.run()
        }
        rows.rows[number] = row
        var changed: UInt64 = 0
        let first = number * stored.count
        for place in 1..<max(stored.count, 1) {
            let value = schema.columns[stored[place]].value(row)
            guard storedValues[first + place] != value else { continue }
            storedValues[first + place] = value
            changed |= 1 << UInt64(place)
        }
        if changed != 0 { try update(number, changed) }
    }

    private func update(_ number: Int, _ changed: UInt64) throws {
        let update = try updates[changed] ?? prepareUpdate(changed)
        var parameter: Int32 = 0
        for place in update.places {
            parameter += 1
            update.statement.bind(storedValues[number * stored.count + place], at: parameter)
        }
        update.statement.bind(.integer(Int64(number)), at: parameter + 1)
        try update.statement.run()
    }

    private func prepareUpdate(_ changed: UInt64) throws -> Update {
        let places = (1..<stored.count).filter { changed & 1 << UInt64($0) != 0 }
        let assignments = places.map { "\(schema.columns[stored[$0]].name.asSQLName) = ?" }
        let sql =
            "UPDATE \(storedName.asSQLName) SET \(assignments.joined(separator: ", ")) WHERE \(Self.rowNumber) = ?"
        let update = Update(places: places, statement: try database.prepare(sql).statement!)
        updates[changed] = update
        return update
    }

    /// No column of a schema has a space in its name.
    private static var rowNumber: String { "\"row number\"" }

    private static func createTables(
        for schema: TableSchema<Row>, stored: [Int], named storedName: String, in database: SQLiteMemory,
        cells: RowCells
    ) throws {
        cells.register(in: database)
        let names = stored.map { schema.columns[$0].name.asSQLName }
        let table = storedName.asSQLName
        try database.execute(
            "CREATE TABLE \(table) (\(rowNumber) INTEGER PRIMARY KEY, \(names.joined(separator: ", ")))")
        for (place, name) in names.enumerated() {
            let unique = place == 0 ? "UNIQUE" : ""
            try database.execute("CREATE \(unique) INDEX \("by \(place)".asSQLName) ON \(table) (\(name))")
        }
        let columns = schema.columns.indices.map { index in
            let name = schema.columns[index].name.asSQLName
            return stored.contains(index) ? name : "\(RowCells.cell)(\(rowNumber), \(index)) AS \(name)"
        }
        try database.execute(
            """
            CREATE VIEW \(schema.name.asSQLName) AS SELECT \(columns.joined(separator: ", ")) FROM \(table)
            WHERE \(RowCells.visit)(\(rowNumber))
            """)
        for subset in schema.subsets {
            // The plus keeps the planner from entering by the subset's own columns, which most rows may share, when the
            // query has a narrower way in.
            try database.execute(
                """
                CREATE VIEW \(subset.name.asSQLName) AS SELECT * FROM \(schema.name.asSQLName)
                WHERE +(\(subset.condition))
                """)
        }
    }
}

/// How the columns at some places among the stored ones are written.
private struct Update {
    let places: [Int]
    let statement: SQLiteStatement
}

/// The rows behind a table, shared with the function that computes their cells.
private final class RowArray<Row> {
    @exclusivity(unchecked) var rows = ContiguousArray<Row>()
}

extension String {
    /// As a quoted identifier.
    var asSQLName: String { "\"\(replacing("\"", with: "\"\""))\"" }
}
