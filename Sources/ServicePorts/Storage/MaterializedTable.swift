import Containers

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
    /// Whether two rows say the same in this column: asked of every update, so cheaper than comparing their values.
    public var isSame: @Sendable (Row, Row) -> Bool

    public init(_ name: String, isIndexed: Bool = false, value: @escaping @Sendable (Row) -> SQLValue) {
        self.init(name, isIndexed: isIndexed, value: value) { value($0) == value($1) }
    }

    /// - Parameter isSame: must agree with comparing the values.
    public init(
        _ name: String, isIndexed: Bool = false, value: @escaping @Sendable (Row) -> SQLValue,
        isSame: @escaping @Sendable (Row, Row) -> Bool
    ) {
        self.name = name
        self.isIndexed = isIndexed
        self.value = value
        self.isSame = isSame
    }
}

/// What a row is known by. Texts are compared byte by byte, as SQL does, and not by what they look like.
public enum TableKey: Equatable, Sendable {
    /// Sixteen bytes, such as those of a UUID.
    case words(UInt64, UInt64)
    case value(SQLValue)

    @inlinable
    public static func == (a: TableKey, b: TableKey) -> Bool {
        switch (a, b) {
        case (.words(let a, let c), .words(let b, let d)): a == b && c == d
        case (.value(.text(let a)), .value(.text(let b))): KeyIndex.isSame(a, b)
        case (.value(let a), .value(let b)): a == b
        default: false
        }
    }
}

/// The latest row per key, and named subsets of them, queried with SQL.
public struct TableSchema<Row: Sendable>: Sendable {
    public var name: String
    /// The first column is the primary key.
    public let columns: [TableColumn<Row>]
    /// Derived tables: a name and the SQL condition on indexed columns that selects their rows.
    public var subsets: [(name: String, condition: String)]
    /// Makes the place for one table's rows.
    public let makeRows: @Sendable () -> TableRows<Row>

    /// - Parameter key: equal for the rows whose first columns are equal; the first column itself when absent.
    @inlinable
    public init(
        name: String, columns: [TableColumn<Row>], subsets: [(name: String, condition: String)],
        key: (@Sendable (Row) -> TableKey)? = nil
    ) {
        precondition(!columns.isEmpty, "A table has a key.")
        self.name = name
        self.columns = columns
        self.subsets = subsets
        let first = columns[0].value
        let key = key ?? { .value(first($0)) }
        makeRows = { TableRows(columns: columns, key: key) }
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

/// The answer to one query in the form that costs its table least.
public enum TableAnswer<Row: Sendable>: Sendable {
    case values(SQLResult)
    /// Whole rows, of which the query named these columns: their positions in the schema, and their names.
    case rows([Row], columns: [Int], names: [String])
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
    /// The same for who can read the columns of a row without the table.
    func answer(_ sql: String) throws -> (answer: TableAnswer<Row>, rowsScanned: Int)
    var rowCount: Int { get }
}

extension MaterializedTable {
    public func answer(_ sql: String) throws -> (answer: TableAnswer<Row>, rowsScanned: Int) {
        let (result, scanned) = try query(sql)
        return (.values(result), scanned)
    }
}

/// Makes tables; each incarnation of a view starts from empty ones.
public protocol TableFactory: Sendable {
    func makeTable<Row: Sendable>(_ schema: TableSchema<Row>) throws -> any MaterializedTable<Row>
}
