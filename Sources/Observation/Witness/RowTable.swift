import Containers
import PaymentModel

/// Rows under a small number each, found by id. A removed row's number serves the next one, so that the table grows
/// with what is open and not with what ever was.
///
/// No `SlotTable` of `Containers`: facts name a row by its id, which is looked up each time, so that no token of a
/// removed row is ever held, and the table is copied with the values of the witness.
package struct RowTable<Row: Identifiable & Sendable>: Sendable where Row.ID == EntityID {
    /// Rows in use and rows that wait to be used again.
    package var rows: [Row] = []
    private var index = KeyIndex()
    private var free: [Int32] = []

    package init() {}

    package var count: Int { index.count }

    @inline(__always)
    package func slot(of id: EntityID) -> Int? { index.number(of: id.indexHash) { rows[$0].id == id } }

    package mutating func insert(_ row: Row) -> Int {
        precondition(slot(of: row.id) == nil, "\(row.id) has its row.")
        let slot: Int
        if let last = free.popLast() {
            slot = Int(last)
            rows[slot] = row
        } else {
            slot = rows.count
            rows.append(row)
        }
        index.insert(slot, hash: row.id.indexHash)
        return slot
    }

    package mutating func remove(_ id: EntityID) {
        guard let slot = slot(of: id) else { preconditionFailure("There is no row \(id).") }
        index.remove(slot, hash: id.indexHash)
        free.append(Int32(slot))
    }

    /// The numbers of the rows in use, ascending.
    package var used: [Int] {
        var isFree = [Bool](repeating: false, count: rows.count)
        for slot in free { isFree[Int(slot)] = true }
        return rows.indices.filter { !isFree[$0] }
    }
}

extension EntityID {
    /// For tables that are searched by id.
    package var indexHash: UInt64 { KeyIndex.hash(high, low) }
}
