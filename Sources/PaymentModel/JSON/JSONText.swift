/// A value that JSON holds as a string: an id, an instant, a URL, a word out of a list.
public protocol JSONText: Codable, Sendable {
    /// The text on the wire.
    var wireText: String { get }
    /// Reads the text on the wire; nil when it is none of this type.
    init?(wireText: String)
    /// Why `text` is none of this type.
    static func refusal(of text: String) -> ValidationError.Reason
}

extension JSONText {
    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wireText)
    }

    /// Reads the text.
    /// - Throws: ``ValidationError`` for a text of another form; `DecodingError` for anything but a text.
    public init(from decoder: any Decoder) throws {
        self = try Self.read(try decoder.singleValueContainer().decode(String.self)) { decoder.codingPath }
    }

    /// Reads a text that stands at `path`, which is asked for only where an error has to name it.
    static func read(_ text: String, at path: () -> [any CodingKey]) throws(ValidationError) -> Self {
        guard let value = Self(wireText: text) else {
            throw ValidationError(at: path(), Self.refusal(of: text))
        }
        return value
    }
}

/// The words of a list are its raw values.
extension JSONText where Self: RawRepresentable, RawValue == String {
    /// The raw value.
    public var wireText: String { rawValue }

    /// The word with this raw value.
    public init?(wireText: String) { self.init(rawValue: wireText) }

    /// The list has no such word.
    public static func refusal(of text: String) -> ValidationError.Reason { .unknownValue(text) }

    /// Writes the raw value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// Reads the raw value.
    /// - Throws: ``ValidationError`` for a word that the list has not; `DecodingError` for anything but a text.
    public init(from decoder: any Decoder) throws {
        self = try Self.read(try decoder.singleValueContainer().decode(String.self)) { decoder.codingPath }
    }
}
