/// A value with a documented byte form: what a Kafka record or an HTTP body carries.
///
/// Between parts of one program the immutable value itself may be handed on; over a wire its bytes are (`PayloadForm`).
/// A class that is one conforms to `WireContent` as well, and is then handed on without a box.
///
/// Its digest is that of its bytes where the type does not write one of its own, which costs a fraction of the coding.
public protocol WireValue: Digestible, Sendable {
    /// The bytes a consumer of the real topic or endpoint would read (UTF-8 JSON throughout the flow).
    func wireBytes() throws -> [UInt8]
    /// Decodes and validates; the error names the offending field.
    init(wireBytes: [UInt8]) throws
    /// The declared size in bytes that models of batching, bandwidth and retention use, whichever form is handed on.
    var nominalSize: Int { get }

    /// What a payload holds for this value. Provided for all: a box, or the object itself.
    func wireContent() -> any WireContent
    /// The value, when `content` holds one of this type. The counterpart of `wireContent()`.
    static func held(by content: any WireContent) -> Self?
}

/// What a payload holds: one immutable object, so that passing a body on costs one reference.
public protocol WireContent: AnyObject, Sendable {
    /// The bytes of its value, or the bytes that it holds.
    func wireBytes() throws -> [UInt8]
    /// The declared size of the value, also of one that has become bytes; the number of bytes that never were one.
    var nominalSize: Int { get }
    /// The type of the value, as errors name it; nil for bytes.
    var valueType: Any.Type? { get }
    /// The digest of the value, also of one that has become bytes; that of the bytes where there never was a value.
    var contentDigest: UInt64 { get }
}

extension WireValue {
    /// Enters the bytes; of a value that has none, only that.
    public func digest(into digest: inout WireDigest) {
        if let bytes = try? wireBytes() { digest.enter(bytes) } else { digest.enterAbsence() }
    }

    /// A box with the value.
    @inlinable
    public func wireContent() -> any WireContent { WireBox(self) }

    /// The value in a box of this type.
    @inlinable
    public static func held(by content: any WireContent) -> Self? {
        // A final class has no subclass to look for: to compare types is to cast.
        guard type(of: content) == WireBox<Self>.self else { return nil }
        return unsafeDowncast(content, to: WireBox<Self>.self).value
    }
}

extension WireValue where Self: WireContent {
    /// The object itself.
    @inlinable
    public func wireContent() -> any WireContent { self }

    /// The object itself, when it is one of this type.
    @inlinable
    public static func held(by content: any WireContent) -> Self? { content as? Self }

    /// The object's own type.
    public var valueType: Any.Type? { Self.self }

    /// The object's own digest.
    @inlinable
    public var contentDigest: UInt64 { WireDigest.of(self) }
}

/// Holds a value that is no object.
@usableFromInline
final class WireBox<Value: WireValue>: WireContent {
    @usableFromInline let value: Value

    @inlinable
    init(_ value: Value) { self.value = value }

    @usableFromInline
    func wireBytes() throws -> [UInt8] { try value.wireBytes() }

    @usableFromInline var nominalSize: Int { value.nominalSize }
    @usableFromInline var valueType: Any.Type? { Value.self }
    @usableFromInline var contentDigest: UInt64 { WireDigest.of(value) }
}

/// Holds bytes that came over a wire.
final class WireBytes: WireContent {
    let bytes: [UInt8]
    /// Of the value that the bytes were made of; nil for bytes that never were one.
    private let digestOfValue: UInt64?
    /// Declared by the value that the bytes were made of, so that whoever passes them on sends as much in either form.
    let nominalSize: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        digestOfValue = nil
        nominalSize = bytes.count
    }

    /// The bytes of a value.
    init(_ bytes: [UInt8], of value: any WireContent) {
        self.bytes = bytes
        digestOfValue = value.contentDigest
        nominalSize = value.nominalSize
    }

    func wireBytes() -> [UInt8] { bytes }
    var valueType: Any.Type? { nil }

    var contentDigest: UInt64 { digestOfValue ?? WireDigest.of(bytes: bytes) }
}
