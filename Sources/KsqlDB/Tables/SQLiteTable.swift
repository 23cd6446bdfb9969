import GRDBSQLite

/// The latest row per key. SQLite holds a row number, the key and the indexed columns, from which it finds rows; the
/// rows themselves stay Swift values, from which the other columns are computed when a query names them. The names of
/// the schema are views.
///
/// An indexed column is asleep, empty in SQLite and without an index, until a query compares it: to keep one up that
/// nobody asks for would be most of the work of an update.
///
/// For one user at a time, who calls synchronously.
final class SQLiteTable<Row: Sendable> {
    let schema: TableSchema<Row>
    private let database: SQLiteMemory
    private let queryGuard: QueryGuard
    private let cells: RowCells
    private let rows: TableRows<Row>
    /// Columns of the schema that SQLite holds; the key comes first.
    private let stored: [Int]
    private let storedName: String
    /// Which of those are kept up.
    private var isAwake: [Bool]
    /// Columns of the schema that are kept up, but for the key: an update writes only what differs, because each index
    /// it touches costs.
    private var compared: [Int] = []
    private let insertion: SQLiteStatement
    private var updates: [UInt64: Update] = [:]
    private var queries: QueryCache

    init(_ schema: TableSchema<Row>) throws {
        self.schema = schema
        stored = schema.columns.indices.filter { $0 == 0 || schema.columns[$0].isIndexed }
        precondition(stored.count <= 64, "An update's columns fit one word.")
        isAwake = stored.map { $0 == 0 }
        storedName = "\(schema.name) rows"
        let columns = schema.columns
        let rows = TableRows(of: schema)
        self.rows = rows
        cells = RowCells { row, column in columns[column].value(rows[row]) }
        database = try SQLiteMemory()
        try Self.createTables(for: schema, stored: stored, named: storedName, in: database, cells: cells)
        let places = Array(repeating: "?", count: stored.count + 1).joined(separator: ", ")
        insertion = try database.prepare("INSERT INTO \(storedName.asSQLName) VALUES (\(places))").statement!
        let numbered = ([schema.name] + schema.subsets.map(\.name)).map(TableNames.numbered)
        queryGuard = QueryGuard(of: database, hiddenTables: [storedName] + numbered)
        queries = QueryCache(
            database: database, queryGuard: queryGuard, names: TableNames(schema, stored: stored))
    }

    var rowCount: Int { rows.count }

    // MARK: Queries

    /// Runs one `SELECT`. Only `SELECT` is accepted.
    /// - Throws: `SQLFailure`.
    func answer(_ sql: String) throws -> TableAnswer<Row> {
        let query = try queries.statement(for: sql) { try wake($0) }
        defer { query.statement.reset() }
        cells.visited = 0
        let content: TableAnswer<Row>.Content
        if let columns = query.columnsOfRows {
            var found: [Row] = []
            while let number = try query.statement.nextInteger() { found.append(rows[number]) }
            content = .rows(found, columns: columns)
        } else {
            var values: [[SQLValue]] = []
            while let row = try query.statement.nextRow() { values.append(row) }
            content = .values(values)
        }
        return TableAnswer(
            columns: query.columns, content: content, tables: query.tables, rowsScanned: cells.visited)
    }

    /// From now on SQLite knows these columns, or all.
    private func wake(_ columns: [Int]?) throws {
        for (place, column) in stored.enumerated() where !isAwake[place] && columns?.contains(column) != false {
            isAwake[place] = true
            compared.append(column)
            for number in 0..<rows.count { try update(number, 1 << UInt64(compared.count - 1)) }
            try Self.createIndex(of: schema.columns[column].name, at: place, of: storedName, in: database)
        }
    }

    // MARK: Updates

    /// Inserts or replaces, in order: the last row of a key wins.
    func upsert(_ newRows: [Row]) throws {
        // One transaction saves a commit per row.
        if newRows.count > 1 { try database.execute("BEGIN") }
        for row in newRows {
            let (number, change) = rows.put(row, comparing: compared)
            switch change {
            case .new: try insert(number)
            case .columns(0): break
            case .columns(let changed): try update(number, changed)
            }
        }
        if newRows.count > 1 { try database.execute("COMMIT") }
    }

    private func insert(_ number: Int) throws {
        let row = rows[number]
        insertion.bind(.integer(Int64(number)), at: 1)
        for (place, column) in stored.enumerated() {
            insertion.bind(isAwake[place] ? schema.columns[column].value(row) : .null, at: Int32(place + 2))
        }
        try insertion.run()
    }

    private func update(_ number: Int, _ changed: UInt64) throws {
        let update = try updates[changed] ?? prepareUpdate(changed)
        var parameter: Int32 = 0
        for column in update.columns {
            parameter += 1
            update.statement.bind(schema.columns[column].value(rows[number]), at: parameter)
        }
        update.statement.bind(.integer(Int64(number)), at: parameter + 1)
        try update.statement.run()
    }

    private func prepareUpdate(_ changed: UInt64) throws -> Update {
        let columns = compared.indices.filter { changed & 1 << UInt64($0) != 0 }.map { compared[$0] }
        let assignments = columns.map { "\(schema.columns[$0].name.asSQLName) = ?" }
        let sql =
            "UPDATE \(storedName.asSQLName) SET \(assignments.joined(separator: ", ")) WHERE \(Self.rowNumber) = ?"
        let update = Update(columns: columns, statement: try database.prepare(sql).statement!)
        updates[changed] = update
        return update
    }

    // MARK: Definitions

    private static var rowNumber: String { TableNames.rowNumber.asSQLName }

    private static func createIndex(
        of column: String, at place: Int, of table: String, in database: SQLiteMemory
    ) throws {
        let unique = place == 0 ? "UNIQUE" : ""
        try database.execute(
            "CREATE \(unique) INDEX \("by \(place)".asSQLName) ON \(table.asSQLName) (\(column.asSQLName))")
    }

    private static func createTables(
        for schema: TableSchema<Row>, stored: [Int], named storedName: String, in database: SQLiteMemory,
        cells: RowCells
    ) throws {
        cells.register(in: database)
        let names = stored.map { schema.columns[$0].name.asSQLName }
        let table = storedName.asSQLName
        try database.execute(
            "CREATE TABLE \(table) (\(rowNumber) INTEGER PRIMARY KEY, \(names.joined(separator: ", ")))")
        try createIndex(of: schema.columns[0].name, at: 0, of: storedName, in: database)
        let columns = schema.columns.indices.map { index in
            let name = schema.columns[index].name.asSQLName
            return stored.contains(index) ? name : "\(RowCells.cell)(\(rowNumber), \(index)) AS \(name)"
        }
        let numbered = { (name: String) in TableNames.numbered(name).asSQLName }
        for (name, columns) in [(schema.name.asSQLName, columns), (numbered(schema.name), [rowNumber] + columns)] {
            try database.execute(
                """
                CREATE VIEW \(name) AS SELECT \(columns.joined(separator: ", ")) FROM \(table)
                WHERE \(RowCells.visit)(\(rowNumber))
                """)
        }
        for subset in schema.subsets {
            // `IS TRUE` keeps the planner from entering by the subset's own columns, which most rows may share, when
            // the query has a narrower way in; and the engine looks no further once it knows.
            for (name, source) in [
                (subset.name.asSQLName, schema.name.asSQLName), (numbered(subset.name), numbered(schema.name)),
            ] {
                try database.execute(
                    "CREATE VIEW \(name) AS SELECT * FROM \(source) WHERE (\(subset.condition)) IS TRUE")
            }
        }
    }
}

/// How some columns of the schema are written.
private struct Update {
    let columns: [Int]
    let statement: SQLiteStatement
}

extension String {
    /// As a quoted identifier.
    var asSQLName: String { "\"\(replacing("\"", with: "\"\""))\"" }
}
