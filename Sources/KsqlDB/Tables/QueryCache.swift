import GRDBSQLite
import PaymentModel

/// Prepared queries by their text, the last hundred of them.
struct QueryCache {
    struct Query {
        let statement: SQLiteStatement
        let columns: KsqlColumns
        /// Positions in the schema of the columns to be read from the rows whose numbers the statement answers; nil
        /// when it answers the values itself.
        let columnsOfRows: [Int]?
        /// Of the schema, those that the query names.
        let tables: [String]
    }

    private static let capacity = 100
    private let database: SQLiteMemory
    private let queryGuard: QueryGuard
    private let names: TableNames
    private var queries: [String: Query] = [:]
    private var oldestFirst: [String] = []
    private var frequent: [OneTextQuery] = []

    init(database: SQLiteMemory, queryGuard: QueryGuard, names: TableNames) {
        self.database = database
        self.queryGuard = queryGuard
        self.names = names
    }

    /// The statement of `sql` with its texts bound, ready to be stepped.
    /// - Parameter onRead: told the columns that a new query compares, nil for all, before it is prepared.
    /// - Throws: `SQLFailure`.
    mutating func statement(for sql: String, onRead: (_ compared: [Int]?) throws -> Void) throws -> Query {
        for query in frequent {
            if let text = query.text(in: sql) { return bind([text], to: query.query) }
        }
        if let text = QueryText(sql) {
            if let found = queries[text.pattern] { return bind(text.texts, to: found) }
            // A text in a place where no parameter may stand (an alias) leaves the query as it was written.
            if let query = try? prepare(text.pattern, parameters: text.texts.count, onRead) {
                keep(query, for: text.pattern)
                if let pattern = OneTextQuery(sql, query) { remember(pattern) }
                return bind(text.texts, to: query)
            }
        }
        if let found = queries[sql] { return found }
        let query = try prepare(sql, parameters: 0, onRead)
        keep(query, for: sql)
        return query
    }

    private func bind(_ texts: [String], to query: Query) -> Query {
        for (index, text) in texts.enumerated() { query.statement.bind(.text(text), at: Int32(index + 1)) }
        return query
    }

    private func prepare(_ sql: String, parameters: Int, _ onRead: ([Int]?) throws -> Void) throws -> Query {
        if let plain = PlainQuery(sql), let rowQuery = names.rowQuery(for: plain) {
            try onRead(rowQuery.compared)
            let statement = try database.prepare(rowQuery.sql).statement!
            try check(statement, parameters)
            return Query(
                statement: statement, columns: KsqlColumns(plain.columns), columnsOfRows: rowQuery.columns,
                tables: [plain.table])
        }
        let verb = sql.drop { $0.isWhitespace }.prefix { $0.isLetter }.uppercased()
        if verb != "SELECT", verb != "WITH", !verb.isEmpty {
            throw SQLFailure(message: "Only SELECT is accepted, not \(verb).")
        }
        try onRead(nil)
        let (prepared, hasMore) = try queryGuard.watching { try database.prepare(sql) }
        guard let statement = prepared else { throw SQLFailure(message: "The query is empty.") }
        if hasMore { throw SQLFailure(message: "Only one SELECT is accepted, not several statements.") }
        try check(statement, parameters)
        return Query(
            statement: statement, columns: KsqlColumns(statement.columnNames), columnsOfRows: nil,
            tables: names.tables(in: sql))
    }

    private func check(_ statement: SQLiteStatement, _ parameters: Int) throws {
        guard Int(sqlite3_bind_parameter_count(statement.handle)) == parameters else {
            throw SQLFailure(message: "Only SELECT without parameters is accepted.")
        }
    }

    private mutating func keep(_ query: Query, for text: String) {
        if oldestFirst.count == Self.capacity { queries[oldestFirst.removeFirst()] = nil }
        queries[text] = query
        oldestFirst.append(text)
    }

    private mutating func remember(_ query: OneTextQuery) {
        frequent.append(query)
        if frequent.count > 4 { frequent.removeFirst() }
    }
}

/// A prepared query with one text, told by what stands before and behind it: a page asks the same thing thousands of
/// times, each time about another id.
private struct OneTextQuery {
    let query: QueryCache.Query
    /// Up to the opening quote and from the closing quote on.
    private let before: [UInt8]
    private let behind: [UInt8]

    /// Nil when quotes stand elsewhere, too.
    init?(_ sql: String, _ query: QueryCache.Query) {
        let bytes = Array(sql.utf8)
        let quotes = bytes.indices.filter { bytes[$0] == UInt8(ascii: "'") }
        let otherQuotes = [UInt8(ascii: "\""), UInt8(ascii: "["), UInt8(ascii: "`")]
        guard quotes.count == 2, !bytes.contains(where: otherQuotes.contains) else { return nil }
        self.query = query
        before = Array(bytes[...quotes[0]])
        behind = Array(bytes[quotes[1]...])
    }

    /// The text, when `sql` is this query with a text that holds no quote.
    func text(in sql: String) -> String? {
        var sql = sql
        return sql.withUTF8 { bytes in
            let (start, end) = (before.count, bytes.count - behind.count)
            guard start <= end, bytes[..<start].elementsEqual(before), bytes[end...].elementsEqual(behind),
                !bytes[start..<end].contains(UInt8(ascii: "'"))
            else { return nil }
            return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
        }
    }
}
