import PaymentModel
import VirtualTime

/// Synthetic Italian tax codes of the right shape; they name nobody.
enum TaxCode {
    /// The eleven digits of an organisation: ten digits and the Luhn-like check digit of Italian VAT numbers.
    static func ofOrganisation(_ number: UInt64) -> String {
        var digits = Array(repeating: UInt64(0), count: 10)
        var rest = number
        for position in stride(from: 9, through: 0, by: -1) {
            digits[position] = rest % 10
            rest /= 10
        }
        var sum: UInt64 = 0
        for (position, digit) in digits.enumerated() {
            let doubled = digit * 2
            sum += position.isMultiple(of: 2) ? digit : doubled / 10 + doubled % 10
        }
        digits.append((10 - sum % 10) % 10)
        return String(decoding: digits.map { UInt8(ascii: "0") + UInt8($0) }, as: UTF8.self)
    }

    /// The sixteen characters of a person's code: letters and digits in their places.
    static func ofPerson(_ stream: inout RandomStream) -> String {
        let shape: [Bool] = [
            true, true, true, true, true, true, false, false, true, false, false, true, false, false, false, true,
        ]
        return String(
            decoding: shape.map { isLetter in
                isLetter
                    ? UInt8(ascii: "A") + UInt8(stream.next(below: 26))
                    : UInt8(ascii: "0") + UInt8(stream.next(below: 10))
            }, as: UTF8.self)
    }
}

extension EntityID {
    /// A version 4 UUID from a named stream.
    static func random(_ stream: inout RandomStream) -> EntityID {
        EntityID(
            high: stream.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000,
            low: stream.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }
}
