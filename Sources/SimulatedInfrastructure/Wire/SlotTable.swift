/// Names one record of a `SlotTable` until it is removed. Its upper four bits are free for a tag.
struct SlotToken: Hashable, Sendable {
    let raw: UInt64

    private static let mask: UInt64 = 1 << 60 - 1

    init(slot: UInt32, generation: UInt32) { raw = UInt64(generation) << 32 | UInt64(slot) }
    init(untagging word: UInt64) { raw = word & Self.mask }

    static func tag(of word: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: word >> 60) }

    /// This token with a tag below 16 in the free bits: what an agenda entry carries.
    func tagged(_ tag: UInt8) -> UInt64 { raw | UInt64(tag) << 60 }

    var slot: Int { Int(UInt32(truncatingIfNeeded: raw)) }
    var generation: UInt32 { UInt32(raw >> 32) }
}

/// Records in flight, found by token in constant time; the slots of removed records are used again.
struct SlotTable<Record> {
    private struct Slot {
        var record: Record?
        var generation: UInt32 = 0
        var nextFree = -1
    }

    private var slots = ContiguousArray<Slot>()
    private var firstFree = -1
    private(set) var count = 0

    mutating func insert(_ record: Record) -> SlotToken {
        count += 1
        guard firstFree >= 0 else {
            slots.append(Slot(record: record))
            return SlotToken(slot: UInt32(slots.count - 1), generation: 0)
        }
        let index = firstFree
        firstFree = slots[index].nextFree
        slots[index].record = record
        return SlotToken(slot: UInt32(index), generation: slots[index].generation)
    }

    func contains(_ token: SlotToken) -> Bool {
        token.slot < slots.count && slots[token.slot].generation == token.generation
    }

    /// The record of a token that is still valid; traps otherwise.
    subscript(_ token: SlotToken) -> Record {
        @inline(__always) _read {
            precondition(contains(token))
            yield slots[token.slot].record!
        }
        @inline(__always) _modify {
            precondition(contains(token))
            yield &slots[token.slot].record!
        }
    }

    @discardableResult
    mutating func remove(_ token: SlotToken) -> Record {
        precondition(contains(token))
        count -= 1
        let record = slots[token.slot].record.take()!
        slots[token.slot].generation = (slots[token.slot].generation &+ 1) & 0x0FFF_FFFF
        slots[token.slot].nextFree = firstFree
        firstFree = token.slot
        return record
    }

    /// The tokens of all records that satisfy `condition`, in slot order.
    func tokens(where condition: (Record) -> Bool) -> [SlotToken] {
        slots.indices.compactMap { index in
            guard let record = slots[index].record, condition(record) else { return nil }
            return SlotToken(slot: UInt32(index), generation: slots[index].generation)
        }
    }
}
