import Foundation

/// Bytes that are not the JSON of the type that their reader expects.
public struct WireFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The JSON path from the top of the body, for example `lines[0].price`; empty for the body itself.
    public let field: String
    /// What is wrong there, in words.
    public let reason: String

    /// - Parameters:
    ///   - field: the JSON path from the top of the body.
    ///   - reason: what is wrong there, as the end of a sentence that begins with the field.
    public init(field: String, reason: String) {
        self.field = field
        self.reason = reason
    }

    /// What Foundation's decoder says of these bytes, in these words.
    public init(_ error: DecodingError, of bytes: [UInt8]) {
        let (path, reason): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .valueNotFound(_, let context): (context.codingPath, "is null")
            case .typeMismatch(let type, let context): (context.codingPath, "is not \(Self.words(for: type))")
            case .dataCorrupted(let context) where context.codingPath.isEmpty: ([], Self.trouble(with: bytes))
            case .dataCorrupted(let context): (context.codingPath, "cannot be read: \(context.debugDescription)")
            @unknown default: ([], "cannot be read")
            }
        self.init(field: JSONCoders.text(of: path), reason: reason)
    }

    /// Of a number that does not fit its member the decoder says that it is no JSON, and not where.
    private static func trouble(with bytes: [UInt8]) -> String {
        let isJSON = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
        return isJSON ? "has a number that its member cannot hold" : "is not JSON"
    }

    private static func words(for type: Any.Type) -> String {
        switch type {
        case is String.Type: "text"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is [Any].Type: "a list"
        case is [String: Any].Type: "an object"
        default: "of type \(type)"
        }
    }

    /// The path and what is wrong there, as one sentence.
    public var description: String { "\(field.isEmpty ? "the body" : field) \(reason)" }
}
