/// A cell of a query's answer.
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
}

/// A column of a materialized table. Indexed columns are stored and can be searched fast; the others are computed from
/// the row's event when a query names them.
public struct TableColumn<Row: Sendable>: Sendable {
    public var name: String
    public var isIndexed: Bool
    public var value: @Sendable (Row) -> SQLValue

    public init(_ name: String, isIndexed: Bool = false, value: @escaping @Sendable (Row) -> SQLValue) {
        self.name = name
        self.isIndexed = isIndexed
        self.value = value
    }
}

/// The latest row per key, and named subsets of them, queried with SQL.
public struct TableSchema<Row: Sendable>: Sendable {
    public var name: String
    /// The first column is the primary key.
    public var columns: [TableColumn<Row>]
    /// Derived tables: a name and the SQL condition on indexed columns that selects their rows.
    public var subsets: [(name: String, condition: String)]

    public init(name: String, columns: [TableColumn<Row>], subsets: [(name: String, condition: String)]) {
        self.name = name
        self.columns = columns
        self.subsets = subsets
    }
}

/// The answer to one query.
public struct SQLResult: Equatable, Sendable {
    public var columns: [String]
    public var rows: [[SQLValue]]

    public init(columns: [String], rows: [[SQLValue]]) {
        self.columns = columns
        self.rows = rows
    }
}

/// A query that cannot be answered: what the engine said of it.
public struct SQLFailure: Error, Equatable, Sendable {
    public var message: String

    public init(message: String) { self.message = message }
}

/// A table that holds the latest row per primary key. Calls are synchronous: the table lives in the caller's process.
public protocol MaterializedTable<Row>: Sendable {
    associatedtype Row: Sendable
    /// Inserts or replaces, in order: the last row of a key wins.
    func upsert(_ rows: [Row]) throws
    /// Runs one `SELECT`. Only `SELECT` is accepted.
    /// - Returns: the answer and the number of rows the engine visited to find it.
    func query(_ sql: String) throws -> (result: SQLResult, rowsScanned: Int)
    var rowCount: Int { get }
}

/// Makes tables; each incarnation of a view starts from empty ones.
public protocol TableFactory: Sendable {
    func makeTable<Row: Sendable>(_ schema: TableSchema<Row>) throws -> any MaterializedTable<Row>
}
