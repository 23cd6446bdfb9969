import Foundation

/// A `Codable` type that travels as its JSON: as the value of a Kafka record, an HTTP body or a stored object.
///
/// One word makes a type one, and nothing has to be written by hand:
///
/// ```swift
/// struct OrderPlaced: CodableWireValue {
///     var id: Int
///     var cents: Int
/// }
/// ```
///
/// A body is written once, where it is sent, and read back once at the same place; what its readers get is what the
/// bytes say. So a value that does not survive its own JSON is found by them in either `PayloadForm`, and one that
/// cannot be written at all (a `Double` that is no number) fails where it is sent. Members are written in the order of
/// their names. A `Set`, and a dictionary whose keys are neither text nor whole numbers nor `CodingKeyRepresentable`,
/// has no order that is the same in every process: it is refused by its place. Write it as a sorted array.
public protocol CodableWireValue: WireValue, Codable {
    /// What writes its JSON. Unless told otherwise, Foundation's with its own strategies. Whatever it says of the order
    /// of keys, they are sorted; one of a class of its own has to sort them itself.
    static var wireEncoder: JSONEncoder { get }
    /// What reads it.
    static var wireDecoder: JSONDecoder { get }
}

extension CodableWireValue {
    /// Keys sorted, slashes as they are, dates and data as Foundation writes them by itself.
    public static var wireEncoder: JSONEncoder { JSONCoders.encoder }

    /// Foundation's own.
    public static var wireDecoder: JSONDecoder { JSONCoders.decoder }

    /// Its JSON in UTF-8.
    /// - Throws: `EncodingError`, for what is written in the order of hashes, too; what the type's own encoding throws.
    public func wireBytes() throws -> [UInt8] {
        guard let encoder = Self.wireEncoder.sortingKeys() else {
            let reason = "\(type(of: Self.wireEncoder)) writes keys in no order: give it `.sortedKeys`"
            throw EncodingError.invalidValue(self, .init(codingPath: [], debugDescription: reason))
        }
        try OrderCheck.check(self, userInfo: encoder.userInfo)
        return Array(try encoder.encode(self))
    }

    /// Reads its JSON in UTF-8.
    /// - Throws: `WireFormatError`, which names the field; what the type's own decoding throws.
    public init(wireBytes: [UInt8]) throws {
        do {
            self = try Self.wireDecoder.decode(Self.self, from: Data(wireBytes))
        } catch let error as DecodingError {
            throw WireFormatError(error, of: wireBytes)
        }
    }

    /// The number of bytes of its JSON, which is written to be counted; a payload remembers it. None when it cannot be
    /// written.
    public var nominalSize: Int { (try? wireBytes().count) ?? 0 }

    /// Its bytes, and what they read back as.
    public func wireContent() -> any WireContent {
        do { return WrittenValue<Self>(bytes: try wireBytes()) } catch { return UnwritableContent(error: error) }
    }

    /// What the bytes read back as, when they were written by this type and are one of it.
    public static func held(by content: any WireContent) -> Self? {
        guard type(of: content) == WrittenValue<Self>.self else { return nil }
        return unsafeDowncast(content, to: WrittenValue<Self>.self).value
    }
}

/// Holds a value's bytes, and what a reader of its own type makes of them. To readers of another type it is bytes.
private final class WrittenValue<Value: CodableWireValue>: WireContent {
    let bytes: [UInt8]
    /// Nil when the bytes do not read back.
    let value: Value?

    init(bytes: [UInt8]) {
        self.bytes = bytes
        value = try? Value(wireBytes: bytes)
    }

    func wireBytes() -> [UInt8] { bytes }
    var nominalSize: Int { bytes.count }
    var valueType: Any.Type? { nil }
    var contentDigest: UInt64 { WireDigest.of(bytes: bytes) }
}

/// Stands for a value that cannot be written: whoever sends it hears why.
final class UnwritableContent: WireContent {
    private let error: any Error

    init(error: any Error) { self.error = error }

    func wireBytes() throws -> [UInt8] { throw error }
    var nominalSize: Int { 0 }
    var valueType: Any.Type? { nil }
    var contentDigest: UInt64 { WireDigest().value }
}
