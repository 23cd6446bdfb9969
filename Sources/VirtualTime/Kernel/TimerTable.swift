/// Names one cancellable agenda entry.
public struct AgendaTicket: Hashable, Sendable {
    let slot: UInt32
    let generation: UInt32
}

/// What the cancellable agenda entries will call: an entry carries (slot, generation) and is dead when they differ.
struct TimerTable {
    private struct Slot {
        var generation: UInt32
        var handler: UInt16
        var token: UInt64
    }

    private var slots: [Slot] = []
    private var free: [UInt32] = []

    /// A ticket for a call of `handler` with `token`.
    mutating func issue(handler: UInt16, token: UInt64) -> AgendaTicket {
        if let index = free.popLast() {
            slots[Int(index)].handler = handler
            slots[Int(index)].token = token
            return AgendaTicket(slot: index, generation: slots[Int(index)].generation)
        }
        slots.append(Slot(generation: 0, handler: handler, token: token))
        return AgendaTicket(slot: UInt32(slots.count - 1), generation: 0)
    }

    /// The call a ticket stands for, once; nil when it has fired or was cancelled.
    mutating func redeem(_ ticket: AgendaTicket) -> (handler: UInt16, token: UInt64)? {
        guard isValid(ticket) else { return nil }
        let slot = slots[Int(ticket.slot)]
        slots[Int(ticket.slot)].generation &+= 1
        free.append(ticket.slot)
        return (slot.handler, slot.token)
    }

    func isValid(_ ticket: AgendaTicket) -> Bool {
        Int(ticket.slot) < slots.count && slots[Int(ticket.slot)].generation == ticket.generation
    }
}

extension AgendaTicket {
    var entryToken: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

    init(entryToken: UInt64) {
        slot = UInt32(truncatingIfNeeded: entryToken)
        generation = UInt32(truncatingIfNeeded: entryToken >> 32)
    }
}
