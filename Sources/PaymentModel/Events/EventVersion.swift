import Foundation

/// `event_version` as it was written: the platform's standard allows numbers, the payment model texts
/// (<doc:EventVersions>).
public enum EventVersion: Hashable, Sendable, CustomStringConvertible {
    /// A JSON string.
    case text(String)
    /// The digits of a JSON number, without trailing zeros.
    case number(String)

    /// What this model writes.
    public static var two: EventVersion { .text("2.0") }

    /// The text, or the number's digits.
    public var description: String {
        switch self {
        case .text(let text), .number(let text): text
        }
    }

    /// The value as a floating point number, the way the platform's libraries compare it; nil for other texts.
    var numericValue: Double? {
        if self == .two { return 2 }
        let text = description.trimmingCharacters(in: .whitespaces)
        return text.utf8.contains { $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") } ? nil : Double(text)
    }
}

extension EventVersion: Codable {
    /// Reads a text or a number.
    /// - Throws: `DecodingError` for anything else.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        do {
            self = .text(try value.decode(String.self))
        } catch DecodingError.typeMismatch {
            do { self = .number(try value.decode(Decimal.self).description) } catch DecodingError.typeMismatch {
                throw ValidationError(at: decoder.codingPath, .wrongType(expected: "a version"))
            }
        }
    }

    /// Writes what was read.
    /// - Throws: `EncodingError` for digits that are no number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let digits):
            guard let number = Decimal(string: digits) else {
                throw EncodingError.invalidValue(
                    self, .init(codingPath: encoder.codingPath, debugDescription: "\(digits) is no number"))
            }
            try container.encode(number)
        }
    }
}

/// Trouble with the form of an event of another version says no more than that it is one.
extension EventVersion {
    /// - Throws: ``UnsupportedEventVersion`` for what `body` has to say about the form of an event of another version.
    func reading<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error where error is ValidationError || error is DecodingError {
            guard EventVersionRule.numericTwo.decide(self) == .process else {
                throw UnsupportedEventVersion(version: self)
            }
            throw error
        }
    }
}

/// How a consumer decides by `event_version` whether an event is for it (<doc:EventVersions>).
public enum EventVersionRule: String, CaseIterable, Hashable, Sendable {
    /// Numeric 2.0, as a string or as a number; the default of the flow.
    case numericTwo
    /// Payment library 1.x: the text contains "1", so that "2.1" passes.
    case textContains1
    /// Payment library from 2.x: `float(v) == 2.0`; a text that is no number raises.
    case floatTwo
    /// Application library: the text contains "2", so that "1.2" and "12" pass.
    case textContains2
    /// Library 4.x: the field is a string, and a number is refused.
    case stringOnly

    /// What a consumer does with an event.
    public enum Decision: Hashable, Sendable {
        /// It is for this consumer.
        case process
        /// Not for this consumer: no error, a debug log at most (<doc:EventVersions>).
        case discardSilently
        /// Counts as a malformed event.
        case reject
    }

    /// What a consumer with this rule does with an event of `version`.
    public func decide(_ version: EventVersion) -> Decision {
        switch self {
        case .numericTwo: version.numericValue == 2 ? .process : .discardSilently
        case .textContains1: version.description.contains("1") ? .process : .discardSilently
        case .textContains2: version.description.contains("2") ? .process : .discardSilently
        case .floatTwo: Self.decideAsFloat(version)
        case .stringOnly:
            if case .number = version { .reject } else { Self.decideAsFloat(version) }
        }
    }

    /// Whether an event of this version is one for the consumer.
    public func accepts(_ version: EventVersion) -> Bool { decide(version) == .process }

    private static func decideAsFloat(_ version: EventVersion) -> Decision {
        guard let value = version.numericValue else { return .reject }
        return value == 2 ? .process : .discardSilently
    }
}

/// An event of a version that this model cannot read. Consumers discard it silently (<doc:EventVersions>).
public struct UnsupportedEventVersion: Error, Hashable, Sendable, CustomStringConvertible {
    /// The event's.
    public let version: EventVersion

    /// - Parameter version: the event's.
    public init(version: EventVersion) { self.version = version }

    private static let words = "unsupported event_version "
    /// What is wrong, as ``explains(reason:)`` finds it again.
    public var description: String { Self.words + version.description }

    /// Whether a record reported as malformed for `reason` is only of another version.
    public static func explains(reason: String) -> Bool { reason.hasPrefix(words) }
}
