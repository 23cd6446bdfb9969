import Foundation

/// An exact amount of euro in whole cents. Arithmetic traps on overflow; no floating point is involved anywhere, on the
/// wire neither, where an amount is a decimal number.
public struct EuroCents: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Hundredths of a euro.
    public var cents: Int64

    /// - Parameter cents: hundredths of a euro.
    public init(cents: Int64) { self.cents = cents }

    /// 0.00.
    public static let zero = EuroCents(cents: 0)
    /// The least amount that can be paid online (<doc:PagoPA>).
    public static let oneCent = EuroCents(cents: 1)
    /// The sum of a split made of weights instead of amounts (<doc:PaymentEvents>).
    public static let oneEuro = EuroCents(cents: 100)
    /// A digital revenue stamp always costs this much (<doc:Glossary>).
    public static let revenueStamp = EuroCents(cents: 1600)
    /// The largest value of a `decimal(12,2)` field (<doc:PaymentEvents>).
    public static let largestOnTheWire = EuroCents(cents: 999_999_999_999)

    /// The sum.
    public static func + (a: Self, b: Self) -> Self { EuroCents(cents: a.cents + b.cents) }
    /// The difference.
    public static func - (a: Self, b: Self) -> Self { EuroCents(cents: a.cents - b.cents) }
    /// The amount that many times.
    public static func * (a: Self, times: Int64) -> Self { EuroCents(cents: a.cents * times) }
    /// Adds in place.
    public static func += (a: inout Self, b: Self) { a = a + b }
    /// The order of the amounts.
    public static func < (a: Self, b: Self) -> Bool { a.cents < b.cents }

    /// The amount with a dot and two decimals.
    public var description: String {
        let magnitude = cents.magnitude
        let rest = magnitude % 100
        return "\(cents < 0 ? "-" : "")\(magnitude / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}

/// Why a decimal text is no amount.
public enum EuroTextError: Error, Hashable, Sendable {
    /// `42,10`: accepted by citizens' forms only, never on the wire (<doc:MalformedEvents>).
    case decimalComma
    /// No decimal number.
    case notANumber
    /// More cents than an `Int64` holds.
    case tooLarge
}

extension EuroCents {
    /// Reads the digits of a decimal number (JSON's grammar, so `4.21e1` too), rounding half-up, away from zero,
    /// to cents as the platform does (<doc:PaymentEvents>).
    public init(decimalText text: some StringProtocol) throws(EuroTextError) {
        var digits: [UInt8] = []
        var exponent = 0
        var negative = false
        var seenDot = false
        var bytes = text.utf8.makeIterator()
        var next = bytes.next()
        if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") {
            negative = next == UInt8(ascii: "-")
            next = bytes.next()
        }
        scan: while let byte = next {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard digits.count < 40 else { throw .tooLarge }
                if digits == [0] { digits.removeAll(keepingCapacity: true) }
                digits.append(byte - UInt8(ascii: "0"))
                exponent -= seenDot ? 1 : 0
            case UInt8(ascii: ".") where !seenDot: seenDot = true
            case UInt8(ascii: ","): throw .decimalComma
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard let power = Self.exponent(from: &bytes) else { throw .notANumber }
                exponent += power
                break scan
            default: throw .notANumber
            }
            next = bytes.next()
        }
        guard !digits.isEmpty else { throw .notANumber }
        let magnitude = try Self.roundedCents(digits: digits, exponent: exponent)
        self.init(cents: negative ? -magnitude : magnitude)
    }

    private static func exponent<Bytes: IteratorProtocol<UInt8>>(from bytes: inout Bytes) -> Int? {
        var value = 0
        var count = 0
        var sign = 1
        var next = bytes.next()
        if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") {
            sign = next == UInt8(ascii: "-") ? -1 : 1
            next = bytes.next()
        }
        while let byte = next {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), count < 3 else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            count += 1
            next = bytes.next()
        }
        return count > 0 ? sign * value : nil
    }

    private static func roundedCents(digits: [UInt8], exponent: Int) throws(EuroTextError) -> Int64 {
        let kept = digits.count + exponent + 2
        var cents: Int64 = 0
        for position in 0..<max(kept, 0) {
            let digit = position < digits.count ? digits[position] : 0
            let (product, tooLarge) = cents.multipliedReportingOverflow(by: 10)
            let (sum, stillTooLarge) = product.addingReportingOverflow(Int64(digit))
            guard !tooLarge, !stillTooLarge else { throw .tooLarge }
            cents = sum
        }
        let roundsUp = kept >= 0 && kept < digits.count && digits[kept] >= 5
        guard roundsUp else { return cents }
        let (rounded, tooLarge) = cents.addingReportingOverflow(1)
        guard !tooLarge else { throw .tooLarge }
        return rounded
    }
}

extension EuroCents: Codable {
    /// The amount as a JSON number holds it, which is exact.
    var decimal: Decimal {
        Decimal(sign: cents < 0 ? .minus : .plus, exponent: -2, significand: Decimal(cents.magnitude))
    }

    /// Writes a JSON number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(decimal)
    }

    /// Reads a `decimal(12,2)` of zero or more, as a JSON number or as a numeric string.
    /// - Throws: ``ValidationError`` for another text or an amount out of range; `DecodingError` for `null`.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        self = try Self.read(
            number: { try value.decode(Decimal.self) }, text: { try value.decode(String.self) },
            at: { decoder.codingPath })
    }

    /// Reads an amount through a container.
    /// - Parameter path: where the amount stands; asked for only where an error has to name it.
    static func read(
        number: () throws -> Decimal, text: () throws -> String, at path: () -> [any CodingKey]
    ) throws -> EuroCents {
        let digits: String
        do {
            digits = try number().description
        } catch DecodingError.typeMismatch {
            do { digits = try text() } catch DecodingError.typeMismatch {
                throw ValidationError(at: path(), .wrongType(expected: "a decimal"))
            }
        } catch let error as DecodingError {
            throw error
        } catch {
            // The coder's own trouble with the digits: more of them, or a larger power of ten, than a decimal holds.
            throw ValidationError(at: path(), .unreadable(expected: "a decimal"))
        }
        return try onTheWire(digits) { ValidationError(at: path(), $0) }
    }

    private static func onTheWire(
        _ digits: String, failure: (ValidationError.Reason) -> ValidationError
    ) throws(ValidationError) -> EuroCents {
        let amount: EuroCents
        do {
            amount = try EuroCents(decimalText: digits)
        } catch {
            switch error {
            case .decimalComma: throw failure(.decimalComma)
            case .notANumber: throw failure(.unreadable(expected: "a decimal"))
            case .tooLarge: throw failure(.outOfRange("at most \(largestOnTheWire)"))
            }
        }
        guard amount >= .zero else { throw failure(.outOfRange("at least 0.00")) }
        guard amount <= .largestOnTheWire else { throw failure(.outOfRange("at most \(largestOnTheWire)")) }
        return amount
    }
}

/// An amount that JSON holds as an integer of cents, as pagoPA's interfaces do.
@propertyWrapper
public struct WholeCents: Hashable, Codable, Sendable {
    /// The amount.
    public var wrappedValue: EuroCents

    /// Holds `wrappedValue`.
    public init(wrappedValue: EuroCents) { self.wrappedValue = wrappedValue }

    /// Writes the cents.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue.cents)
    }

    /// Reads the cents.
    /// - Throws: ``ValidationError`` for a number that is no `Int64`; `DecodingError` for anything but a number.
    public init(from decoder: any Decoder) throws {
        do {
            wrappedValue = EuroCents(cents: try decoder.singleValueContainer().decode(Int64.self))
        } catch let error as DecodingError {
            throw error
        } catch {
            throw ValidationError(at: decoder.codingPath, .wrongType(expected: "an integer"))
        }
    }
}
