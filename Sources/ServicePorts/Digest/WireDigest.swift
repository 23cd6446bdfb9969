/// What is said, in 64 bits: equal for equal values in every process, and for values that differ another, as far as 64
/// bits can tell. Not cryptographic. By it contents are compared without being kept.
///
/// Unlike `Hasher` it knows no seed of the process.
public struct WireDigest: Sendable, Equatable {
    /// Of all that was entered, in its order.
    public private(set) var value: UInt64

    /// The digest of nothing.
    @inlinable
    public init() { self.init(value: 0x9AE1_6A3B_2F90_404F) }

    @usableFromInline
    init(value: UInt64) { self.value = value }

    /// The digest of one value.
    @inlinable @inline(__always)
    public static func of(_ value: some Digestible) -> UInt64 {
        var digest = WireDigest()
        value.digest(into: &digest)
        return digest.value
    }

    /// The digest of bytes.
    static func of(bytes: [UInt8]) -> UInt64 {
        var digest = WireDigest()
        digest.enter(bytes)
        return digest.value
    }

    /// Enters one word.
    @inlinable @inline(__always)
    public mutating func enter(_ word: UInt64) {
        var value = value
        Self.mix(word, into: &value)
        self = WireDigest(value: value)
    }

    /// Enters a number.
    @inlinable @inline(__always)
    public mutating func enter(_ number: some FixedWidthInteger) { enter(UInt64(truncatingIfNeeded: number)) }

    /// Enters a truth value.
    @inlinable @inline(__always)
    public mutating func enter(_ flag: Bool) { enter(flag ? 1 : 2 as UInt64) }

    /// Enters a text by its UTF-8 bytes: two texts that only look the same differ.
    public mutating func enter(_ text: String) {
        let start = value
        let value = text.utf8.withContiguousStorageIfAvailable {
            Self.value(start, entering: UnsafeRawBufferPointer($0))
        }
        if let value { self = WireDigest(value: value) } else { enter(Array(text.utf8)) }
    }

    /// Enters a text or that there is none, which is no empty one.
    public mutating func enter(_ text: String?) {
        if let text { enter(text) } else { enterAbsence() }
    }

    /// Enters bytes.
    public mutating func enter(_ bytes: [UInt8]) { bytes.withUnsafeBytes { enter($0) } }

    /// Enters bytes with their number, so that what follows them is not taken for more of them.
    public mutating func enter(_ bytes: UnsafeRawBufferPointer) {
        self = WireDigest(value: Self.value(value, entering: bytes))
    }

    @inline(__always)
    private static func value(_ start: UInt64, entering bytes: UnsafeRawBufferPointer) -> UInt64 {
        var (value, left) = (start, bytes.count)
        Self.mix(UInt64(left), into: &value)
        if var next = bytes.baseAddress {
            while left >= 16 {
                Self.mix(Self.word(at: next), Self.word(at: next + 8), into: &value)
                next += 16
                left -= 16
            }
            if left >= 8 {
                Self.mix(Self.word(at: next), into: &value)
                next += 8
                left -= 8
            }
            if left > 0 { Self.mix(Self.shortWord(at: next, of: left), into: &value) }
        }
        return value
    }

    @inline(__always)
    private static func word(at place: UnsafeRawPointer) -> UInt64 {
        UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
    }

    /// One to seven bytes, the first in the lowest place.
    @inline(__always)
    private static func shortWord(at place: UnsafeRawPointer, of count: Int) -> UInt64 {
        if count >= 4 {
            // Two halves, which overlap where there are fewer than eight.
            let last = (place + (count &- 4)).loadUnaligned(as: UInt32.self)
            return UInt64(UInt32(littleEndian: place.loadUnaligned(as: UInt32.self)))
                | UInt64(UInt32(littleEndian: last)) << UInt64(8 &* (count &- 4))
        }
        let (middle, last) = (count >> 1, count &- 1)
        return UInt64(place.load(as: UInt8.self))
            | UInt64(place.load(fromByteOffset: middle, as: UInt8.self)) << UInt64(8 &* middle)
            | UInt64(place.load(fromByteOffset: last, as: UInt8.self)) << UInt64(8 &* last)
    }

    @usableFromInline @inline(__always)
    static func mix(_ word: UInt64, into value: inout UInt64) {
        let product = (value ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        value = product.high ^ product.low ^ (word &+ 0x1656_67B1_9E37_79F9)
    }

    /// Two words by one multiplication.
    @inline(__always)
    private static func mix(_ first: UInt64, _ second: UInt64, into value: inout UInt64) {
        let product = (value ^ first).multipliedFullWidth(by: second ^ 0x9E37_79B9_7F4A_7C15)
        value = product.high ^ product.low ^ (first &+ 0x1656_67B1_9E37_79F9) ^ (second << 32 | second >> 32)
    }

    /// Enters a part of what is said.
    @inlinable @inline(__always)
    public mutating func enter(_ part: some Digestible) { part.digest(into: &self) }

    /// Enters a part, or that there is none.
    @inlinable @inline(__always)
    public mutating func enter(_ part: (some Digestible)?) {
        if let part {
            enter(1 as UInt64)
            part.digest(into: &self)
        } else {
            enterAbsence()
        }
    }

    /// Enters parts in their order, and how many there are.
    @inlinable @inline(__always)
    public mutating func enter(_ parts: [some Digestible]) {
        enter(UInt64(parts.count))
        for part in parts { part.digest(into: &self) }
    }

    /// No count and no mark of presence.
    @usableFromInline
    mutating func enterAbsence() { enter(UInt64.max) }
}

/// What has a part in a digest.
public protocol Digestible {
    /// Enters all that this says. Equal values enter the same words; two values that a reader can tell apart do not.
    func digest(into digest: inout WireDigest)
}
