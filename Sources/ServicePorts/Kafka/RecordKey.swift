/// A record's key: bytes, which most producers write as text. It decides the partition and, in a compacted topic, what
/// is replaced.
///
/// Keys are the same when their bytes are; two texts that only look the same are two keys.
public struct RecordKey: Sendable {
    /// The text, so that a key costs what a text costs; of bytes that are no UTF-8 each as the scalar of its number.
    @usableFromInline let characters: String
    @usableFromInline let isText: Bool

    /// The UTF-8 bytes of a text.
    @inlinable
    public init(_ text: String) { (characters, isText) = (text, true) }

    /// These bytes, whatever they mean.
    public init(bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        isText = text.utf8.elementsEqual(bytes)
        characters = isText ? text : String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// As they travel.
    public var bytes: [UInt8] {
        isText ? Array(characters.utf8) : characters.unicodeScalars.map { UInt8($0.value) }
    }

    /// Nil when the bytes are no UTF-8.
    @inlinable
    public var text: String? { isText ? characters : nil }

    /// How many bytes it has.
    @inlinable
    public var count: Int { isText ? characters.utf8.count : characters.unicodeScalars.count }

    /// What `body` makes of the bytes, which are not copied where they lie in one piece.
    @inlinable @inline(__always)
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if isText, let result = characters.utf8.withContiguousStorageIfAvailable(body) { return result }
        return bytes.withUnsafeBufferPointer(body)
    }
}

extension RecordKey: Hashable {
    /// The same text, or the same bytes; a text is another key than its bytes.
    public static func == (a: Self, b: Self) -> Bool {
        a.isText == b.isText && a.characters.utf8.elementsEqual(b.characters.utf8)
    }

    /// By its bytes.
    public func hash(into hasher: inout Hasher) { withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) } }
}

extension RecordKey: ExpressibleByStringInterpolation {
    /// The UTF-8 bytes of the literal.
    @inlinable
    public init(stringLiteral text: String) { self.init(text) }
}

extension RecordKey: CustomStringConvertible {
    /// The text; of bytes that are no UTF-8 what can be read of them.
    public var description: String { text ?? String(decoding: bytes, as: UTF8.self) }
}
