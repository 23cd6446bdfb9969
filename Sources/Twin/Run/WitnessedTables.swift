import PaymentModel
import ServicePorts

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
        let found = try base.query(sql)
        if Self.asksPollerTable(sql) { feed.pollerQueryAnswered(scanned: found.rowsScanned) }
        return found
    }

    func answer(_ sql: String) throws -> (answer: TableAnswer<Row>, rowsScanned: Int) {
        let found = try base.answer(sql)
        if Self.asksPollerTable(sql) { feed.pollerQueryAnswered(scanned: found.rowsScanned) }
        return found
    }

    var rowCount: Int { base.rowCount }

    private static func asksPollerTable(_ sql: String) -> Bool {
        var sql = sql
        return sql.withUTF8 { text in pollerTable.withUTF8Buffer { holds(text, $0) } }
    }

    /// Whether `text` holds `name`, which has neither capitals nor spaces: where one of those would be its end, none of the
    /// places under it can be, and most of a query is passed over.
    private static func holds(_ text: UnsafeBufferPointer<UInt8>, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        var end = name.count
        while end <= text.count {
            let last = text[end - 1]
            if last == name[name.count - 1], text[(end - name.count)..<end].elementsEqual(name) { return true }
            end += last < UInt8(ascii: "_") ? name.count : 1
        }
        return false
    }
}
