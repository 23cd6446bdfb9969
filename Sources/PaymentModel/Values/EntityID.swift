import Foundation

/// The UUID of an entity or event, as sixteen bytes held in two words. Its text is lower case, as everywhere in the flow.
public struct EntityID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var high: UInt64
    public var low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    public init(_ uuid: UUID) {
        (high, low) = withUnsafeBytes(of: uuid.uuid) {
            (
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    public static func < (a: Self, b: Self) -> Bool { (a.high, a.low) < (b.high, b.low) }

    /// An id that always comes out the same for one `name`, in RFC 9562's version 8 (our own mixing, not cryptographic).
    /// It serves the deterministic payment ids of `domain.md` 5.2, where a replayed application must meet its payment.
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
    static let textLength = 36

    /// Reads the dashed form, either case; anything else is `nil`.
    public init?(_ text: some StringProtocol) {
        let parsed = text.utf8.withContiguousStorageIfAvailable { EntityID(utf8: $0) }
        guard let id = parsed ?? Array(text.utf8).withUnsafeBufferPointer({ EntityID(utf8: $0) }) else { return nil }
        self = id
    }

    /// Reads the dashed form, either case, from bytes.
    init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == Self.textLength else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        for position in 0..<Self.textLength {
            let byte = bytes[position]
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = Self.hexDigit(byte) else { return nil }
            if position < 18 {
                words.0 = words.0 << 4 | digit
            } else {
                words.1 = words.1 << 4 | digit
            }
        }
        self.init(high: words.0, low: words.1)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// Appends the text to `bytes`; with `dashes` false the 32 digits alone, which is the form of an IUD.
    public func append(to bytes: inout [UInt8], dashes: Bool = true) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.textLength) { buffer in
            let length = write(into: buffer, dashes: dashes)
            bytes.append(contentsOf: buffer[..<length])
        }
    }

    /// Eight digits at a time: an id is written several times for each check of a payment.
    private func write(into buffer: UnsafeMutableBufferPointer<UInt8>, dashes: Bool) -> Int {
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

    /// The 32 digits without dashes: the IUD of the payment with this id (`domain.md` 1).
    public var hexText: String {
        String(unsafeUninitializedCapacity: Self.textLength) { write(into: $0, dashes: false) }
    }

    public var uuid: UUID {
        var bytes: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        withUnsafeMutableBytes(of: &bytes) {
            $0.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
            $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return UUID(uuid: bytes)
    }
}
