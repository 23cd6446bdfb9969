import Containers
import PaymentModel

/// A cell of a query's answer.
enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
}

/// A column of a table. Indexed columns are stored by the engine and can be searched fast; the others are computed from
/// the row when a query names them.
struct TableColumn<Row: Sendable>: Sendable {
    let name: String
    let isIndexed: Bool
    let value: @Sendable (Row) -> SQLValue
    /// Whether two rows say the same in this column: asked of every update, so cheaper than comparing their values.
    let isSame: @Sendable (Row, Row) -> Bool

    init(_ name: String, isIndexed: Bool = false, value: @escaping @Sendable (Row) -> SQLValue) {
        self.init(name, isIndexed: isIndexed, value: value) { value($0) == value($1) }
    }

    /// - Parameter isSame: must agree with comparing the values.
    init(
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
enum TableKey: Equatable, Sendable {
    /// Sixteen bytes, such as those of a UUID.
    case words(UInt64, UInt64)
    case value(SQLValue)

    static func == (a: TableKey, b: TableKey) -> Bool {
        switch (a, b) {
        case (.words(let a, let c), .words(let b, let d)): a == b && c == d
        case (.value(.text(let a)), .value(.text(let b))): KeyIndex.isSame(a, b)
        case (.value(let a), .value(let b)): a == b
        default: false
        }
    }

    /// Equal for equal keys.
    var indexHash: UInt64 {
        switch self {
        case .words(let first, let second): KeyIndex.hash(first, second)
        case .value(.null): 0
        case .value(.integer(let integer)): KeyIndex.hash(1, UInt64(bitPattern: integer))
        // The two zeros are equal.
        case .value(.real(let real)): KeyIndex.hash(2, real == 0 ? 0 : real.bitPattern)
        case .value(.text(let text)): KeyIndex.hash(text)
        }
    }
}

/// The latest row per key, and named subsets of them, queried with SQL.
struct TableSchema<Row: Sendable>: Sendable {
    let name: String
    /// The first column is the primary key.
    let columns: [TableColumn<Row>]
    /// Derived tables: a name and the SQL condition on indexed columns that selects their rows.
    let subsets: [(name: String, condition: String)]
    /// Equal for the rows whose first columns are equal.
    let key: @Sendable (Row) -> TableKey

    /// - Parameter key: the first column itself when absent.
    init(
        name: String, columns: [TableColumn<Row>], subsets: [(name: String, condition: String)],
        key: (@Sendable (Row) -> TableKey)? = nil
    ) {
        precondition(!columns.isEmpty, "A table has a key.")
        self.name = name
        self.columns = columns
        self.subsets = subsets
        let first = columns[0].value
        self.key = key ?? { .value(first($0)) }
    }
}

/// The answer to one query.
struct TableAnswer<Row: Sendable>: Sendable {
    /// The form that costs the table least.
    enum Content: Sendable {
        case values([[SQLValue]])
        /// Whole rows, of which the query named these columns: their positions in the schema.
        case rows([Row], columns: [Int])
    }

    let columns: KsqlColumns
    let content: Content
    /// The table and its subsets, as far as the query names them.
    let tables: [String]
    /// Rows that the engine looked at to find the answer.
    let rowsScanned: Int
}

/// A query that cannot be answered: what the engine said of it.
struct SQLFailure: Error, Equatable, Sendable {
    let message: String
}
