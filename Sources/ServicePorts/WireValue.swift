/// A value with a documented byte form: what a Kafka record or an HTTP body carries.
///
/// Inside a simulation the immutable value itself may travel (`wire: typed`); over a real wire, and in the simulation's
/// `wire: bytes`, its bytes do. A class that is one conforms to `WireContent` as well, and then travels without a box.
public protocol WireValue: Sendable {
    /// The bytes a consumer of the real topic or endpoint would read (UTF-8 JSON throughout the flow).
    func wireBytes() throws -> [UInt8]
    /// Decodes and validates; the error names the offending field.
    init(wireBytes: [UInt8]) throws
    /// The declared size in bytes that models of batching, bandwidth and retention use, whatever the wire mode.
    var nominalSize: Int { get }

    /// What a payload holds for this value. Provided for all: a box, or the object itself.
    func wireContent() -> any WireContent
    /// The value, when `content` holds one of this type. The counterpart of `wireContent()`.
    static func held(by content: any WireContent) -> Self?
}

/// What a payload holds: one immutable object, so that passing a body on costs one reference.
public protocol WireContent: AnyObject, Sendable {
    func wireBytes() throws -> [UInt8]
    var nominalSize: Int { get }
    /// The type of the value, as errors name it; nil for bytes.
    var valueType: Any.Type? { get }
}

extension WireValue {
    @inlinable
    public func wireContent() -> any WireContent { WireBox(self) }

    @inlinable
    public static func held(by content: any WireContent) -> Self? { (content as? WireBox<Self>)?.value }
}

extension WireValue where Self: WireContent {
    @inlinable
    public func wireContent() -> any WireContent { self }

    @inlinable
    public static func held(by content: any WireContent) -> Self? { content as? Self }

    public var valueType: Any.Type? { Self.self }
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
}

/// Holds bytes that came over a wire.
final class WireBytes: WireContent {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func wireBytes() -> [UInt8] { bytes }
    var nominalSize: Int { bytes.count }
    var valueType: Any.Type? { nil }
}
