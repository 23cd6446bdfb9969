import PaymentModel

/// A payment that a loop is to call.
struct DueRow: Sendable, Equatable {
    var url: KsqlCell
    /// `next_check_at`; nil for a payment without one, which is called when all are.
    var dueAt: Timestamp?
    /// Nil unless asked for.
    var tenant: EntityID?
}

/// In which order the payments of one loop are called, without IO.
enum CallOrder {
    /// What was due longest comes first, what has no time last; of equals, the first one.
    static func oldestDueFirst(_ rows: [DueRow]) -> [DueRow] {
        rows.enumerated().sorted { first, second in
            switch (first.element.dueAt, second.element.dueAt) {
            case (let a?, let b?) where a != b: a < b
            case (nil, .some): false
            case (.some, nil): true
            default: first.offset < second.offset
            }
        }.map(\.element)
    }

    /// Round robin: the oldest of each tenant, then the second of each, and so on. Tenants take turns in the order of
    /// their oldest, so that one who had no turn in this loop comes earlier in the next.
    static func fairByTenant(_ rows: [DueRow]) -> [DueRow] {
        var queues: [[DueRow]] = []
        var places: [EntityID?: Int] = [:]
        for row in oldestDueFirst(rows) {
            if let place = places[row.tenant] {
                queues[place].append(row)
            } else {
                places[row.tenant] = queues.count
                queues.append([row])
            }
        }
        var order: [DueRow] = []
        order.reserveCapacity(rows.count)
        var turn = 0
        while order.count < rows.count {
            queues.removeAll { $0.count <= turn }
            for queue in queues { order.append(queue[turn]) }
            turn += 1
        }
        return order
    }
}
