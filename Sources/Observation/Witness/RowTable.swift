import Containers
import PaymentModel

/// The rows of what is open, found by id: facts name what they are about, and rows name each other by token.
struct RowTable<Row: Identifiable & Sendable>: ~Copyable where Row.ID == EntityID {
    private var rows = SlotTable<Row>()
    /// The places of the rows.
    private var index = KeyIndex()

    var count: Int { rows.count }

    @inline(__always)
    func token(of id: EntityID) -> SlotToken? {
        index.number(of: id.indexHash) { isRow(at: $0, id) }.map { rows.token(atSlot: $0)! }
    }

    @inline(__always)
    private func isRow(at slot: Int, _ id: EntityID) -> Bool { rows.token(atSlot: slot).map { rows[$0].id } == id }

    subscript(token: SlotToken) -> Row {
        @inline(__always) _read { yield rows[token] }
        @inline(__always) _modify { yield &rows[token] }
    }

    mutating func insert(_ row: Row) -> SlotToken {
        precondition(token(of: row.id) == nil, "\(row.id) has its row.")
        let hash = row.id.indexHash
        let token = rows.insert(row)
        index.insert(token.slot, hash: hash)
        return token
    }

    mutating func remove(_ token: SlotToken) {
        let row = rows.remove(token)
        index.remove(token.slot, hash: row.id.indexHash)
    }

    /// All rows, by place.
    var tokens: [SlotToken] { rows.tokens { _ in true } }
}

extension EntityID {
    /// For tables that are searched by id.
    var indexHash: UInt64 { KeyIndex.hash(high, low) }
}
