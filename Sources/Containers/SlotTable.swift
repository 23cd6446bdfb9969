/// Names one record of a `SlotTable` until it is removed. Its upper four bits are free for a tag.
@usableFromInline
package struct SlotToken: Hashable, Sendable {
    /// The generation above the place, 60 bits together.
    @usableFromInline package let raw: UInt64

    @inlinable static var mask: UInt64 { 1 << 60 - 1 }

    /// The token of a place in one of its generations, as `generation(after:)` counts them.
    @inlinable package init(slot: UInt32, generation: UInt32) { raw = UInt64(generation) << 32 | UInt64(slot) }

    /// The token in a word whose upper four bits say something else.
    @inlinable package init(untagging word: UInt64) { raw = word & Self.mask }

    /// The place of the record in its table: places are used again, tokens are not.
    @inlinable package var slot: Int { Int(UInt32(truncatingIfNeeded: raw)) }
    /// How many records have had the place before, in 28 bits.
    @inlinable package var generation: UInt32 { UInt32(raw >> 32) }

    /// The generation of a place after this one. 28 bits of it are counted, and then from 0 again.
    @inlinable @inline(__always)
    package static func generation(after generation: UInt32) -> UInt32 { (generation &+ 1) & 0x0FFF_FFFF }
}

/// Records under way, found by token in constant time; the places of removed records are used again, the last one
/// first.
///
/// In memory of its own: a record is large, and reading one of its fields through an array of optionals copies it
/// whole.
@usableFromInline
package struct SlotTable<Record: ~Copyable>: ~Copyable {
    @usableFromInline struct Mark {
        @usableFromInline var generation: UInt32 = 0
        /// The free place after this one, -1 at the end of the list, or that the place is taken.
        @usableFromInline var nextFree: Int32 = -1

        @inlinable static var taken: Int32 { -2 }
        @inlinable var isTaken: Bool { nextFree == Self.taken }

        @inlinable init() {}
    }

    @usableFromInline var records: GrowableBuffer<Record>
    @usableFromInline var marks: GrowableBuffer<Mark>
    @usableFromInline var used = 0
    @usableFromInline var firstFree: Int32 = -1
    @usableFromInline var recordCount = 0

    /// The number of records.
    @inlinable package var count: Int { recordCount }

    /// - Parameter capacity: places to begin with.
    @inlinable
    package init(capacity: Int = 64) {
        records = GrowableBuffer(capacity: capacity)
        marks = GrowableBuffer(capacity: capacity)
    }

    @inlinable
    deinit {
        for index in 0..<used where marks.base[index].isTaken { (records.base + index).deinitialize(count: 1) }
    }

    /// Adds a record and names it.
    @inlinable
    package mutating func insert(_ record: consuming Record) -> SlotToken {
        recordCount += 1
        let index: Int
        if firstFree >= 0 {
            index = Int(firstFree)
            firstFree = marks.base[index].nextFree
        } else {
            if used == records.capacity { grow() }
            index = used
            used += 1
            (marks.base + index).initialize(to: Mark())
        }
        marks.base[index].nextFree = Mark.taken
        (records.base + index).initialize(to: record)
        return SlotToken(slot: UInt32(index), generation: marks.base[index].generation)
    }

    /// Whether the record of a token is still there.
    @inlinable @inline(__always)
    package func contains(_ token: SlotToken) -> Bool {
        token.slot < used && marks.base[token.slot].isTaken && marks.base[token.slot].generation == token.generation
    }

    /// The record of a token that is still valid; traps otherwise.
    @inlinable package subscript(_ token: SlotToken) -> Record {
        @inline(__always) _read {
            precondition(contains(token), "The record of this token is gone.")
            yield records.base[token.slot]
        }
        @inline(__always) _modify {
            precondition(contains(token), "The record of this token is gone.")
            yield &records.base[token.slot]
        }
    }

    /// Takes a record out, which must be there.
    @inlinable @discardableResult
    package mutating func remove(_ token: SlotToken) -> Record {
        precondition(contains(token), "A record is removed once.")
        recordCount -= 1
        let index = token.slot
        marks.base[index].generation = SlotToken.generation(after: marks.base[index].generation)
        marks.base[index].nextFree = firstFree
        firstFree = Int32(index)
        return (records.base + index).move()
    }

    /// The token of the record that has this place; nil when none has.
    @inlinable
    package func token(atSlot slot: Int) -> SlotToken? {
        guard slot < used, marks.base[slot].isTaken else { return nil }
        return SlotToken(slot: UInt32(slot), generation: marks.base[slot].generation)
    }

    /// The tokens of all records that satisfy `condition`, by place.
    @inlinable
    package func tokens(where condition: (borrowing Record) -> Bool) -> [SlotToken] {
        var tokens: [SlotToken] = []
        for index in 0..<used where marks.base[index].isTaken && condition(records.base[index]) {
            tokens.append(SlotToken(slot: UInt32(index), generation: marks.base[index].generation))
        }
        return tokens
    }

    /// Shows every record, by place. None may come or go meanwhile.
    @inlinable
    package func forEach(_ body: (borrowing Record) -> Void) {
        for index in 0..<used where marks.base[index].isTaken { body(records.base[index]) }
    }

    /// Where a record lies until the table grows; for hints to the processor, and only as long as the record is there.
    @inlinable @inline(__always)
    package func address(of token: SlotToken) -> UnsafePointer<Record> { UnsafePointer(records.base + token.slot) }

    /// Without a free place every one holds a record.
    @usableFromInline mutating func grow() {
        precondition(used < Int(Int32.max) / 2, "A slot table numbers a thousand million records.")
        records.grow(moving: used)
        marks.grow(moving: used)
    }
}

/// `@unchecked Sendable`: its memory is its own, and it cannot be copied.
extension SlotTable: @unchecked Sendable where Record: Sendable, Record: ~Copyable {}
