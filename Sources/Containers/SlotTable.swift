/// Names one record of a `SlotTable` until it is removed. Its upper four bits are free for a tag.
@frozen public struct SlotToken: Hashable, Sendable {
    public let raw: UInt64

    @inlinable static var mask: UInt64 { 1 << 60 - 1 }

    @inlinable public init(slot: UInt32, generation: UInt32) { raw = UInt64(generation) << 32 | UInt64(slot) }
    @inlinable public init(untagging word: UInt64) { raw = word & Self.mask }

    @inlinable public static func tag(of word: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: word >> 60) }

    /// This token with a tag below 16 in the free bits: what an agenda entry carries.
    @inlinable public func tagged(_ tag: UInt8) -> UInt64 { raw | UInt64(tag) << 60 }

    @inlinable public var slot: Int { Int(UInt32(truncatingIfNeeded: raw)) }
    @inlinable public var generation: UInt32 { UInt32(raw >> 32) }
}

/// Records in flight, found by token in constant time; the slots of removed records are used again.
///
/// In memory of its own: a record is large, and reading one of its fields through an array of optionals copies it whole.
public struct SlotTable<Record>: ~Copyable {
    @usableFromInline struct Mark {
        @usableFromInline var generation: UInt32 = 0
        @usableFromInline var isTaken = false
        @usableFromInline var nextFree: Int32 = -1

        @inlinable init() {}
    }

    @usableFromInline var records = UnsafeMutablePointer<Record>.allocate(capacity: 64)
    @usableFromInline var marks = UnsafeMutablePointer<Mark>.allocate(capacity: 64)
    @usableFromInline var capacity = 64
    @usableFromInline var used = 0
    @usableFromInline var firstFree: Int32 = -1
    @usableFromInline var recordCount = 0
    @inlinable public var count: Int { recordCount }

    @inlinable public init() {}

    @inlinable deinit {
        for index in 0..<used where marks[index].isTaken { (records + index).deinitialize(count: 1) }
        records.deallocate()
        marks.deallocate()
    }

    @inlinable public mutating func insert(_ record: consuming Record) -> SlotToken {
        recordCount += 1
        let index: Int
        if firstFree >= 0 {
            index = Int(firstFree)
            firstFree = marks[index].nextFree
        } else {
            if used == capacity { grow() }
            index = used
            used += 1
            (marks + index).initialize(to: Mark())
        }
        marks[index].isTaken = true
        (records + index).initialize(to: record)
        return SlotToken(slot: UInt32(index), generation: marks[index].generation)
    }

    @inlinable @inline(__always)
    public func contains(_ token: SlotToken) -> Bool {
        token.slot < used && marks[token.slot].isTaken && marks[token.slot].generation == token.generation
    }

    /// The record of a token that is still valid; traps otherwise.
    @inlinable public subscript(_ token: SlotToken) -> Record {
        @inline(__always) _read {
            precondition(contains(token))
            yield records[token.slot]
        }
        @inline(__always) _modify {
            precondition(contains(token))
            yield &records[token.slot]
        }
    }

    @inlinable @discardableResult
    public mutating func remove(_ token: SlotToken) -> Record {
        precondition(contains(token))
        recordCount -= 1
        let index = token.slot
        marks[index].generation = (marks[index].generation &+ 1) & 0x0FFF_FFFF
        marks[index].isTaken = false
        marks[index].nextFree = firstFree
        firstFree = Int32(index)
        return (records + index).move()
    }

    /// The tokens of all records that satisfy `condition`, in slot order.
    @inlinable public func tokens(where condition: (borrowing Record) -> Bool) -> [SlotToken] {
        var tokens: [SlotToken] = []
        for index in 0..<used where marks[index].isTaken && condition(records[index]) {
            tokens.append(SlotToken(slot: UInt32(index), generation: marks[index].generation))
        }
        return tokens
    }

    @inlinable mutating func grow() {
        let more = UnsafeMutablePointer<Record>.allocate(capacity: 2 * capacity)
        let moreMarks = UnsafeMutablePointer<Mark>.allocate(capacity: 2 * capacity)
        // Without a free slot every one holds a record.
        more.moveInitialize(from: records, count: used)
        moreMarks.moveInitialize(from: marks, count: used)
        records.deallocate()
        marks.deallocate()
        records = more
        marks = moreMarks
        capacity *= 2
    }
}
