import GRDBSQLite
import Ports

/// Prepared queries by their text, the last hundred of them.
struct QueryCache {
    struct Query {
        let statement: SQLiteStatement
        let columns: [String]
    }

    private static let capacity = 100
    private let database: SQLiteMemory
    private let queryGuard: QueryGuard
    private var queries: [String: Query] = [:]
    private var oldestFirst: [String] = []

    init(database: SQLiteMemory, queryGuard: QueryGuard) {
        self.database = database
        self.queryGuard = queryGuard
    }

    /// The statement of `sql` with its texts bound, ready to be stepped.
    /// - Throws: `SQLFailure`.
    mutating func statement(for sql: String) throws -> Query {
        if let text = QueryText(sql) {
            if let found = queries[text.pattern] { return bind(text.texts, to: found) }
            // A text in a place where no parameter may stand (an alias) leaves the query as it was written.
            if let query = try? prepare(text.pattern, parameters: text.texts.count) {
                keep(query, for: text.pattern)
                return bind(text.texts, to: query)
            }
        }
        if let found = queries[sql] { return found }
        let query = try prepare(sql, parameters: 0)
        keep(query, for: sql)
        return query
    }

    private func bind(_ texts: [String], to query: Query) -> Query {
        for (index, text) in texts.enumerated() { query.statement.bind(.text(text), at: Int32(index + 1)) }
        return query
    }

    private func prepare(_ sql: String, parameters: Int) throws -> Query {
        let verb = sql.drop { $0.isWhitespace }.prefix { $0.isLetter }.uppercased()
        if verb != "SELECT", verb != "WITH", !verb.isEmpty {
            throw SQLFailure(message: "Only SELECT is accepted, not \(verb).")
        }
        let (prepared, hasMore) = try queryGuard.watching { try database.prepare(sql) }
        guard let statement = prepared else { throw SQLFailure(message: "The query is empty.") }
        if hasMore { throw SQLFailure(message: "Only one SELECT is accepted, not several statements.") }
        guard Int(sqlite3_bind_parameter_count(statement.handle)) == parameters else {
            throw SQLFailure(message: "Only SELECT without parameters is accepted.")
        }
        return Query(statement: statement, columns: statement.columnNames)
    }

    private mutating func keep(_ query: Query, for text: String) {
        if oldestFirst.count == Self.capacity { queries[oldestFirst.removeFirst()] = nil }
        queries[text] = query
        oldestFirst.append(text)
    }
}
