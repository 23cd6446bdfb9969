/// A value with a documented byte form: what a Kafka record or an HTTP body carries.
///
/// Inside a simulation the immutable value itself may travel (`wire: typed`); over a real wire, and in the simulation's
/// `wire: bytes`, its bytes do. A conforming type is cheap to pass: one reference, or a few words.
public protocol WireValue: Sendable {
    /// The bytes a consumer of the real topic or endpoint would read (UTF-8 JSON throughout the flow).
    func wireBytes() throws -> [UInt8]
    /// Decodes and validates; the error names the offending field.
    init(wireBytes: [UInt8]) throws
    /// The declared size in bytes that models of batching, bandwidth and retention use, whatever the wire mode.
    var nominalSize: Int { get }
}

/// A message body: nothing, an immutable value, or bytes.
public enum Payload: Sendable {
    case empty
    case value(any WireValue)
    case bytes([UInt8])

    /// The value as `Value`, decoded when it came as bytes.
    /// - Throws: `PayloadError` when there is no body or the body is another type; the decoder's error otherwise.
    public func decode<Value: WireValue>(as type: Value.Type = Value.self) throws -> Value {
        switch self {
        case .empty: throw PayloadError.missing(expected: "\(Value.self)")
        case .value(let value):
            guard let typed = Self.opened(value, as: type) else {
                throw PayloadError.mismatch(expected: "\(Value.self)", found: "\(Swift.type(of: value))")
            }
            return typed
        case .bytes(let bytes): return try Value(wireBytes: bytes)
        }
    }

    /// The value, when there is one of this type; nothing is decoded.
    public func value<Value: WireValue>(as type: Value.Type = Value.self) -> Value? {
        guard case .value(let value) = self else { return nil }
        return Self.opened(value, as: type)
    }

    /// Out of its box a value's type is compared first; a cast of the box itself asks the runtime for all it might be.
    private static func opened<Held: WireValue, Value>(_ held: Held, as type: Value.Type) -> Value? { held as? Value }

    /// The byte form, whichever form the payload has now.
    public func wireBytes() throws -> [UInt8] {
        switch self {
        case .empty: []
        case .value(let value): try value.wireBytes()
        case .bytes(let bytes): bytes
        }
    }

    /// Size in bytes, as declared by a value or counted on bytes that never were one.
    public var nominalSize: Int {
        switch self {
        case .empty: 0
        case .value(let value): value.nominalSize
        case .bytes(let bytes): bytes.count
        }
    }
}

/// A body that is not what its reader expects.
public enum PayloadError: Error, Equatable, Sendable {
    case missing(expected: String)
    case mismatch(expected: String, found: String)
}
