import Foundation

/// `event_version` as it was written: the platform's standard allows numbers, the payment model texts
/// (<doc:EventVersions>).
public enum EventVersion: Hashable, Sendable, CustomStringConvertible {
    case text(String)
    /// The digits of the JSON number.
    case number(String)

    /// What this model writes.
    public static var two: EventVersion { .text("2.0") }

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

    init(json: JSONField) throws(ValidationError) {
        switch json.value {
        case .string(let text): self = .text(text)
        case .number(let digits): self = .number(digits)
        default: throw json.failure(.wrongType(expected: "a version"))
        }
    }

    func write(to writer: inout JSONWriter) {
        switch self {
        case .text(let text): writer.string(text)
        case .number(let digits): writer.value(.number(digits))
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

    public enum Decision: Hashable, Sendable {
        case process
        /// Not for this consumer: no error, a debug log at most (<doc:EventVersions>).
        case discardSilently
        /// Counts as a malformed event.
        case reject
    }

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
    public let version: EventVersion

    public init(version: EventVersion) { self.version = version }

    private static let words = "unsupported event_version "
    public var description: String { Self.words + version.description }

    /// Whether a record reported as malformed for `reason` is only of another version.
    public static func explains(reason: String) -> Bool { reason.hasPrefix(words) }
}
