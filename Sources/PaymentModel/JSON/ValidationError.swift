/// A wire value that breaks its documented form. `field` is the JSON path from the top of the body, for example
/// `payment.split[0].amount`; it is empty when the bytes are not JSON at all.
public struct ValidationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of rule was broken, so that a reader can tell a type slip from a broken business rule.
    public enum Reason: Hashable, Sendable {
        case notJSON(atByte: Int)
        case missing
        case wrongType(expected: String)
        /// Text that its type cannot be read from: a date, an id, a decimal ...
        case unreadable(expected: String)
        /// A decimal written the Italian way, `42,10` (`domain.md` 2.7).
        case decimalComma
        case tooLong(limit: Int)
        case tooShort(limit: Int)
        case outOfRange(String)
        case unknownValue(String)
        /// The split sums neither to the amount nor to 1.00 (`domain.md` 2.5).
        case splitSum(EuroCents, amount: EuroCents)
    }

    public var field: String
    public var reason: Reason

    public init(field: String, reason: Reason) {
        self.field = field
        self.reason = reason
    }

    public var description: String {
        let words =
            switch reason {
            case .notJSON(let offset): "not JSON at byte \(offset)"
            case .missing: "missing"
            case .wrongType(let expected): "must be \(expected)"
            case .unreadable(let expected): "is not \(expected)"
            case .decimalComma: "is a decimal with a comma"
            case .tooLong(let limit): "is longer than \(limit)"
            case .tooShort(let limit): "is shorter than \(limit)"
            case .outOfRange(let rule): "must be \(rule)"
            case .unknownValue(let value): "has the unknown value \"\(value)\""
            case .splitSum(let sum, let amount): "sums to \(sum), neither \(amount) nor 1.00"
            }
        return field.isEmpty ? words : "\(field) \(words)"
    }
}

/// Rules that hold for a value whichever way it came, from bytes or built by hand.
extension ValidationError {
    /// Requires a length in Unicode characters, as the platform counts; an absent text has none.
    static func require(
        _ text: String?, length: ClosedRange<Int>, field: @autoclosure () -> String
    ) throws(ValidationError) {
        guard let text else { return }
        // No text has more characters than bytes, so that most need no counting.
        if length.lowerBound == 0, text.utf8.count <= length.upperBound { return }
        let count = text.unicodeScalars.count
        if count > length.upperBound {
            throw ValidationError(field: field(), reason: .tooLong(limit: length.upperBound))
        }
        if count < length.lowerBound {
            throw ValidationError(field: field(), reason: .tooShort(limit: length.lowerBound))
        }
    }

    /// Requires an amount of `least` or more that fits a `decimal(12,2)`.
    static func require(
        _ amount: EuroCents, least: EuroCents, field: @autoclosure () -> String
    ) throws(ValidationError) {
        guard amount < least || amount > .largestOnTheWire else { return }
        throw ValidationError(
            field: field(), reason: .outOfRange("from \(least) to \(EuroCents.largestOnTheWire)"))
    }
}
