/// Bytes as they are written: whole numbers of any size in LEB128, the small ones in one byte.
struct PackedWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func append(count: Int) { append(UInt64(count)) }

    /// Numbers near zero are short, whatever their sign.
    mutating func append(signed number: Int64) {
        append(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
    }

    /// Eight bytes.
    mutating func append(bits number: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    mutating func append(byte: UInt8) { bytes.append(byte) }

    mutating func append(text: String) {
        let utf8 = Array(text.utf8)
        append(count: utf8.count)
        bytes += utf8
    }
}

/// Bytes as they are read back.
struct PackedReader {
    /// The bytes are not what a writer wrote.
    struct Damage: Error, Equatable {}

    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func number() throws(Damage) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            let byte = try self.byte()
            guard shift < 63 || byte < 2 else { throw Damage() }
            number |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return number }
        }
        throw Damage()
    }

    /// How many of something follow, each of a byte at least.
    mutating func count() throws(Damage) -> Int {
        let count = try number()
        guard count <= UInt64(bytes.count - offset) else { throw Damage() }
        return Int(count)
    }

    mutating func signed() throws(Damage) -> Int64 {
        let number = try number()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    mutating func bits() throws(Damage) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 8) { number |= UInt64(try byte()) << UInt64(shift) }
        return number
    }

    mutating func text() throws(Damage) -> String {
        let count = try count()
        defer { offset += count }
        guard let text = String(validating: bytes[offset..<offset + count], as: UTF8.self) else { throw Damage() }
        return text
    }

    /// The next `count` bytes.
    mutating func take(_ count: Int) throws(Damage) -> ArraySlice<UInt8> {
        guard count <= bytes.count - offset else { throw Damage() }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    private mutating func byte() throws(Damage) -> UInt8 {
        guard offset < bytes.count else { throw Damage() }
        defer { offset += 1 }
        return bytes[offset]
    }
}
