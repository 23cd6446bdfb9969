import PaymentModel

/// Rows under a small number each, found by id. A removed row's number serves the next one, so that the table grows
/// with what is open and not with what ever was.
struct SlotTable<Row>: Sendable where Row: Sendable {
    /// Rows in use and rows that wait to be used again.
    var rows: [Row] = []
    private var slots: [EntityID: Int32] = [:]
    private var free: [Int32] = []

    var count: Int { slots.count }

    @inline(__always)
    func slot(of id: EntityID) -> Int? { slots[id].map(Int.init) }

    mutating func insert(_ row: Row, id: EntityID) -> Int {
        guard let slot = free.popLast() else {
            slots[id] = Int32(rows.count)
            rows.append(row)
            return rows.count - 1
        }
        slots[id] = slot
        rows[Int(slot)] = row
        return Int(slot)
    }

    mutating func remove(_ id: EntityID) {
        guard let slot = slots.removeValue(forKey: id) else { preconditionFailure("There is no row \(id).") }
        free.append(slot)
    }

    /// The numbers of the rows in use, ascending.
    var used: [Int] {
        let unused = Set(free)
        return rows.indices.filter { !unused.contains(Int32($0)) }
    }
}
