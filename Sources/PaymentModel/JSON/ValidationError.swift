import Foundation
import ServicePorts

/// A wire value that breaks its documented form.
public struct ValidationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of rule was broken, so that a reader can tell a type slip from a broken business rule.
    public enum Reason: Hashable, Sendable {
        /// The bytes, or those of the field, are no JSON.
        case notJSON
        /// Absent, or `null` where a value must stand.
        case missing
        /// Of another JSON type.
        case wrongType(expected: String)
        /// Text that its type cannot be read from: a date, an id, a decimal ...
        case unreadable(expected: String)
        /// A decimal written the Italian way, `42,10`.
        case decimalComma
        /// More Unicode characters than `limit`.
        case tooLong(limit: Int)
        /// Fewer Unicode characters than `limit`, or elements of a list.
        case tooShort(limit: Int)
        /// A number outside the range, which is told in words.
        case outOfRange(String)
        /// A word that its list has not.
        case unknownValue(String)
        /// The split sums neither to the amount nor to 1.00.
        case splitSum(EuroCents, amount: EuroCents)
    }

    /// The JSON path from the top of the body, for example `payment.split[0].amount`; empty for the body itself.
    public var field: String
    /// The broken rule.
    public var reason: Reason

    /// - Parameter field: the JSON path from the top of the body.
    public init(field: String, reason: Reason) {
        self.field = field
        self.reason = reason
    }

    /// The path and what is wrong there, as one sentence.
    public var description: String {
        let words =
            switch reason {
            case .notJSON: "is not JSON"
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
        return "\(field.isEmpty ? "the body" : field) \(words)"
    }
}

/// What Foundation's coders say, in these words.
extension ValidationError {
    init(at path: [any CodingKey], _ reason: Reason) { self.init(field: JSONCoders.text(of: path), reason: reason) }

    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context): self.init(at: context.codingPath + [key], .missing)
        case .valueNotFound(_, let context): self.init(at: context.codingPath, .missing)
        case .typeMismatch(let type, let context):
            self.init(at: context.codingPath, .wrongType(expected: Self.words(for: type)))
        case .dataCorrupted(let context): self.init(at: context.codingPath, .notJSON)
        @unknown default: self.init(field: "", reason: .notJSON)
        }
    }

    private static func words(for type: Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "a boolean"
        case is Int64.Type, is Int.Type: "an integer"
        case is Decimal.Type: "a number"
        case is [Any].Type: "a list"
        default: "an object"
        }
    }

    /// Checks a part of a body and names a broken rule from the top.
    static func placing(at field: String, _ check: () throws -> Void) throws {
        do {
            try check()
        } catch let error as ValidationError {
            let path = error.field.hasPrefix("[") || error.field.isEmpty ? error.field : "." + error.field
            throw ValidationError(field: field + path, reason: error.reason)
        }
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
