import Foundation

/// The UUID of an entity or event, as sixteen bytes held in two words. Its text is lower case, as everywhere in the
/// flow.
public struct EntityID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first eight bytes, the first in the highest byte.
    public var high: UInt64
    /// The last eight bytes.
    public var low: UInt64

    /// The id of these two words.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The same id.
    public init(_ uuid: UUID) {
        (high, low) = withUnsafeBytes(of: uuid.uuid) {
            (
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    /// The order of the texts.
    public static func < (a: Self, b: Self) -> Bool { (a.high, a.low) < (b.high, b.low) }

    /// An id that always comes out the same for one `name`, in RFC 9562's version 8 (our own mixing, not
    /// cryptographic): a replayed application meets its payment by it (<doc:Dispatcher>).
    public static func derived(from name: EntityID, salt: UInt64 = 0) -> EntityID {
        let first = mixed(name.high ^ mixed(name.low &+ 0x9E37_79B9_7F4A_7C15) ^ salt)
        let second = mixed(first ^ name.low &+ 0xD1B5_4A32_D192_ED03)
        return EntityID(
            high: first & 0xFFFF_FFFF_FFFF_0FFF | 0x8000,
            low: second & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        let once = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        let twice = (once ^ (once >> 27)) &* 0x94D0_49BB_1331_11EB
        return twice ^ (twice >> 31)
    }
}

extension EntityID {
    /// Length of the text with dashes.
    public static let textLength = 36

    /// Reads the dashed form, either case; anything else is `nil`.
    public init?(_ text: some StringProtocol) {
        let parsed = text.utf8.withContiguousStorageIfAvailable { EntityID(utf8: $0) }
        guard let id = parsed ?? Array(text.utf8).withUnsafeBufferPointer({ EntityID(utf8: $0) }) else { return nil }
        self = id
    }

    /// Reads the dashed form, either case, from bytes. Eight digits at a time, as it is written.
    public init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == Self.textLength, let text = UnsafeRawPointer(bytes.baseAddress) else { return nil }
        let dash = UInt8(ascii: "-")
        guard bytes[8] == dash, bytes[13] == dash, bytes[18] == dash, bytes[23] == dash else { return nil }
        func halves(at first: Int, _ second: Int) -> UInt64 {
            UInt64(UInt32(bigEndian: text.loadUnaligned(fromByteOffset: first, as: UInt32.self))) << 32
                | UInt64(UInt32(bigEndian: text.loadUnaligned(fromByteOffset: second, as: UInt32.self)))
        }
        guard let first = Self.value(halves(at: 0, 4)), let second = Self.value(halves(at: 9, 14)),
            let third = Self.value(halves(at: 19, 24)), let fourth = Self.value(halves(at: 28, 32))
        else { return nil }
        self.init(high: first << 32 | second, low: third << 32 | fourth)
    }

    /// The value of eight digits, the first in the highest byte; nil when one of them is none.
    private static func value(_ digits: UInt64) -> UInt64? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high = ones << 7
        guard digits & high == 0 else { return nil }
        // Of bytes below 128: the high bit of those that are at least `limit`.
        func atLeast(_ limit: UInt8, _ bytes: UInt64) -> UInt64 { (bytes + UInt64(128 - limit) * ones) & high }
        // In lower case; nothing but a capital becomes a letter by it.
        let lower = digits | ones << 5
        let isDigit = atLeast(UInt8(ascii: "0"), digits) & ~atLeast(UInt8(ascii: "9") + 1, digits)
        let isLetter = atLeast(UInt8(ascii: "a"), lower) & ~atLeast(UInt8(ascii: "f") + 1, lower)
        guard isDigit | isLetter == high else { return nil }
        let values = (digits & (0x0F * ones)) + (isLetter >> 7) * 9
        let pairs = (values >> 4 | values) & 0x00FF_00FF_00FF_00FF
        let quarters = (pairs >> 8 | pairs) & 0x0000_FFFF_0000_FFFF
        return (quarters >> 16 | quarters) & 0xFFFF_FFFF
    }

    /// Appends the dashed lower-case text to `bytes`.
    public func append(to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.textLength) { buffer in
            bytes.append(contentsOf: buffer[..<write(into: buffer, dashes: true)])
        }
    }

    /// Eight digits at a time: an id is written several times for each check of a payment.
    /// - Returns: how many bytes the text takes; the caller has room for them.
    func write(into buffer: UnsafeMutableBufferPointer<UInt8>, dashes: Bool) -> Int {
        guard let text = UnsafeMutableRawPointer(buffer.baseAddress) else { return 0 }
        let (first, second) = (Self.digits(high >> 32), Self.digits(high))
        let (third, fourth) = (Self.digits(low >> 32), Self.digits(low))
        guard dashes else {
            text.storeBytes(of: first.bigEndian, toByteOffset: 0, as: UInt64.self)
            text.storeBytes(of: second.bigEndian, toByteOffset: 8, as: UInt64.self)
            text.storeBytes(of: third.bigEndian, toByteOffset: 16, as: UInt64.self)
            text.storeBytes(of: fourth.bigEndian, toByteOffset: 24, as: UInt64.self)
            return 32
        }
        text.storeBytes(of: first.bigEndian, toByteOffset: 0, as: UInt64.self)
        Self.write(half: second >> 32, behindDashAt: 8, of: text)
        Self.write(half: second, behindDashAt: 13, of: text)
        Self.write(half: third >> 32, behindDashAt: 18, of: text)
        Self.write(half: third, behindDashAt: 23, of: text)
        text.storeBytes(of: fourth.bigEndian, toByteOffset: 28, as: UInt64.self)
        return Self.textLength
    }

    private static func write(half: UInt64, behindDashAt offset: Int, of text: UnsafeMutableRawPointer) {
        text.storeBytes(of: UInt8(ascii: "-"), toByteOffset: offset, as: UInt8.self)
        text.storeBytes(of: UInt32(truncatingIfNeeded: half).bigEndian, toByteOffset: offset + 1, as: UInt32.self)
    }

    /// The eight digits of the lower half of `word`, the first in the highest byte.
    private static func digits(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let half = word & 0xFFFF_FFFF
        let quarters = (half << 16 | half) & 0x0000_FFFF_0000_FFFF
        let bytes = (quarters << 8 | quarters) & 0x00FF_00FF_00FF_00FF
        let values = (bytes << 4 | bytes) & 0x0F0F_0F0F_0F0F_0F0F
        let isLetter = (values + 6 * ones) >> 4 & ones
        let gap = UInt64(UInt8(ascii: "a") - UInt8(ascii: "0") - 10)
        return values + UInt64(UInt8(ascii: "0")) * ones + isLetter * gap
    }

    /// The dashed lower-case text.
    public var description: String {
        String(unsafeUninitializedCapacity: Self.textLength) { write(into: $0, dashes: true) }
    }

    /// The dashed lower-case text behind a prefix, such as the key of an object.
    public func description(behind prefix: String) -> String {
        String(unsafeUninitializedCapacity: prefix.utf8.count + Self.textLength) { buffer in
            var text = TextBuffer(buffer)
            text.append(prefix)
            text.append(self)
            return text.length
        }
    }

    /// The 32 digits without dashes: the IUD of the payment with this id (<doc:Glossary>).
    public var hexText: String {
        String(unsafeUninitializedCapacity: Self.textLength) { write(into: $0, dashes: false) }
    }

    /// The same id.
    public var uuid: UUID {
        var bytes: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        withUnsafeMutableBytes(of: &bytes) {
            $0.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
            $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return UUID(uuid: bytes)
    }
}

extension EntityID: JSONText {
    /// The dashed lower-case text.
    public var wireText: String { description }

    /// Reads the dashed form, either case.
    public init?(wireText: String) { self.init(wireText) }

    /// It is no UUID.
    public static func refusal(of text: String) -> ValidationError.Reason { .unreadable(expected: "a UUID") }
}
