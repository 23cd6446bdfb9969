import PaymentModel
import Ports

/// Tables that tell the feed what they take and what the poller's queries cost, and are otherwise those under them.
struct WitnessedTables: TableFactory {
    private let feed: WitnessFeed
    private let base: any TableFactory

    init(feed: WitnessFeed, under base: any TableFactory) {
        self.feed = feed
        self.base = base
    }

    func makeTable<Row: Sendable>(_ schema: TableSchema<Row>) throws -> any MaterializedTable<Row> {
        WitnessedTable(base: try base.makeTable(schema), feed: feed)
    }
}

private struct WitnessedTable<Row: Sendable>: MaterializedTable {
    let base: any MaterializedTable<Row>
    let feed: WitnessFeed

    /// Only the poller asks this table.
    private static var pollerTable: StaticString { "payments_open" }

    func upsert(_ rows: [Row]) throws {
        try base.upsert(rows)
        if let rows = rows as? [PaymentEvent] { feed.rowsUpserted(rows) }
    }

    func query(_ sql: String) throws -> (result: SQLResult, rowsScanned: Int) {
        let answer = try base.query(sql)
        if Self.asksPollerTable(sql) { feed.pollerQueryAnswered(scanned: answer.rowsScanned) }
        return answer
    }

    var rowCount: Int { base.rowCount }

    private static func asksPollerTable(_ sql: String) -> Bool {
        var sql = sql
        return sql.withUTF8 { text in
            pollerTable.withUTF8Buffer { name in
                guard text.count >= name.count else { return false }
                return (0...(text.count - name.count)).contains { start in
                    text[start] == name[0]
                        && UnsafeBufferPointer(rebasing: text[start..<(start + name.count)]).elementsEqual(name)
                }
            }
        }
    }
}
