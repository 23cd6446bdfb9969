import Containers

/// What the agenda keeps for one handler, packed into a word: what waits there for days costs tens of bytes.
///
/// An enum whose raw values are small unsigned integers needs nothing but the conformance. An entry that is about one
/// of many things names it by a `NumberedEntry` or an `EpochEntry`; one of several kinds about one of many things is a
/// `TaggedEntry` of both.
public protocol AgendaEntry: Sendable {
    /// The entry as the agenda keeps it.
    var word: UInt64 { get }

    /// The entry that was kept as `word`. Traps when no entry of this type was.
    init(word: UInt64)
}

extension AgendaEntry where Self: RawRepresentable, RawValue == UInt8 {
    /// The raw value.
    @inlinable @inline(__always)
    public var word: UInt64 { UInt64(rawValue) }

    /// The case with this raw value. Traps when there is none.
    @inlinable @inline(__always)
    public init(word: UInt64) {
        guard word <= UInt64(UInt8.max), let entry = Self(rawValue: UInt8(truncatingIfNeeded: word)) else {
            preconditionFailure("The agenda gave this handler an entry that it did not make.")
        }
        self = entry
    }
}

/// An entry about something by its number, such as a place in an array of the handler. Not negative.
@frozen public struct NumberedEntry: AgendaEntry, Hashable {
    /// What it is about.
    public let number: Int

    /// Traps below 0.
    @inlinable @inline(__always)
    public init(_ number: Int) {
        precondition(number >= 0, "What an agenda entry is about is numbered from 0.")
        self.number = number
    }

    /// The number.
    @inlinable @inline(__always)
    public var word: UInt64 { UInt64(truncatingIfNeeded: number) }

    /// The entry that was kept as `word`.
    @inlinable @inline(__always)
    public init(word: UInt64) {
        assert(word >> 63 == 0, "The agenda gave this handler an entry that it did not make.")
        number = Int(truncatingIfNeeded: word)
    }
}

/// An entry about something in one of its epochs: when that has passed by the time the entry is due, it means nothing.
@frozen public struct EpochEntry: AgendaEntry, Hashable {
    /// What it is about, below 2 to the 32.
    public let number: Int
    /// In which of its epochs, below 2 to the 28.
    public let epoch: Int

    /// Traps where there is no room for the number or the epoch.
    @inlinable @inline(__always)
    public init(_ number: Int, epoch: Int) {
        precondition(number >= 0 && number >> 32 == 0, "An entry with an epoch has room for 32 bits of number.")
        precondition(epoch >= 0 && epoch >> 28 == 0, "An entry with an epoch has room for 28 bits of it.")
        (self.number, self.epoch) = (number, epoch)
    }

    /// The epoch above the number.
    @inlinable @inline(__always)
    public var word: UInt64 { UInt64(truncatingIfNeeded: epoch << 32 | number) }

    /// The entry that was kept as `word`.
    @inlinable @inline(__always)
    public init(word: UInt64) {
        precondition(word >> 60 == 0, "The agenda gave this handler an entry that it did not make.")
        number = Int(UInt32(truncatingIfNeeded: word))
        epoch = Int(word >> 32)
    }
}

/// An entry of one of at most 16 kinds about something that takes at most 60 bits.
@frozen public struct TaggedEntry<Tag: RawRepresentable & Sendable, Subject: AgendaEntry>: AgendaEntry
where Tag.RawValue == UInt8 {
    /// What is to happen.
    public let tag: Tag
    /// With what.
    public let subject: Subject

    /// An entry of a kind about something.
    @inlinable @inline(__always)
    public init(_ tag: Tag, _ subject: Subject) { (self.tag, self.subject) = (tag, subject) }

    /// An entry of a kind that is about nothing in particular: its subject is what the word 0 means.
    @inlinable @inline(__always)
    public init(_ tag: Tag) { self.init(tag, Subject(word: 0)) }

    /// The tag above the subject. Traps where there is no room for one of them.
    @inlinable @inline(__always)
    public var word: UInt64 {
        let (tag, subject) = (UInt64(tag.rawValue), subject.word)
        precondition(tag < 16 && subject >> 60 == 0, "A tagged entry has room for 4 bits of tag and 60 of subject.")
        return tag << 60 | subject
    }

    /// The entry that was kept as `word`. Traps when its tag is none.
    @inlinable @inline(__always)
    public init(word: UInt64) {
        guard let tag = Tag(rawValue: UInt8(truncatingIfNeeded: word >> 60)) else {
            preconditionFailure("The agenda gave this handler an entry that it did not make.")
        }
        self.tag = tag
        subject = Subject(word: word & (1 << 60 - 1))
    }
}

/// An entry about one record of a slot table. The record may be gone when it is due.
extension SlotToken: AgendaEntry {
    /// The whole token: it leaves room for a tag.
    @inlinable @inline(__always)
    package var word: UInt64 { raw }

    /// The token that was kept as `word`.
    @inlinable @inline(__always)
    package init(word: UInt64) { self.init(untagging: word) }
}
