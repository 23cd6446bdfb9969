/// A message body: nothing, an immutable value, or bytes. One reference, whatever it holds.
public struct Payload: Sendable {
    @usableFromInline let content: (any WireContent)?

    @inlinable
    init(_ content: (any WireContent)?) { self.content = content }

    /// No body; in a Kafka record a tombstone.
    @inlinable
    public static var empty: Payload { Payload(nil) }

    /// A body that is a value.
    @inlinable
    public static func value(_ value: some WireValue) -> Payload { Payload(value.wireContent()) }

    /// A body that came over a wire.
    public static func bytes(_ bytes: [UInt8]) -> Payload { Payload(WireBytes(bytes)) }

    /// Whether there is no body.
    @inlinable
    public var isEmpty: Bool { content == nil }

    /// Whether it holds a value that never was bytes, and so was never checked by a decoder.
    public var isValue: Bool { content?.valueType != nil }

    /// The value, when there is one of this type; nothing is decoded.
    @inlinable @inline(__always)
    public func value<Value: WireValue>(as type: Value.Type = Value.self) -> Value? {
        guard let content else { return nil }
        return Value.held(by: content)
    }

    /// The value as `Value`, decoded when it came as bytes.
    /// - Throws: `PayloadError` when there is no body or the body is another type; the decoder's error otherwise.
    @inlinable @inline(__always)
    public func decode<Value: WireValue>(as type: Value.Type = Value.self) throws -> Value {
        if let value = value(as: type) { return value }
        return try Value(wireBytes: bytesToDecode(as: type))
    }

    @usableFromInline
    func bytesToDecode(as type: Any.Type) throws -> [UInt8] {
        guard let content else { throw PayloadError.missing(expected: "\(type)") }
        if let valueType = content.valueType {
            throw PayloadError.mismatch(expected: "\(type)", found: "\(valueType)")
        }
        return try content.wireBytes()
    }

    /// The byte form, whichever form the payload has now.
    public func wireBytes() throws -> [UInt8] { try content?.wireBytes() ?? [] }

    /// Whether the body travels in this form as it stands; one that cannot be written travels in none.
    public func isReady(for form: PayloadForm) -> Bool {
        form == .typed ? !isUnwritable : !isUnwritable && !isValue
    }

    /// The same body in the given form. Bytes stay bytes: only its reader knows which value they are.
    /// - Throws: the encoder's error, when there are no bytes of the value.
    public func inForm(_ form: PayloadForm) throws -> Payload {
        switch form {
        case .typed: try checkIsWritable()
        case .bytes: return try asBytes()
        }
        return self
    }

    /// The same body as a real wire carries it: a value as its bytes, which keep its digest and its size.
    /// - Throws: the encoder's error, when there are no bytes of the value.
    public func asBytes() throws -> Payload {
        try checkIsWritable()
        guard let content, isValue else { return self }
        return Payload(WireBytes(try content.wireBytes(), of: content))
    }

    /// Of the body: of a value as it digests itself, whether it travels as the value or as its bytes; of bytes that
    /// never were a value as bytes; 0 without a body.
    @inlinable
    public var contentDigest: UInt64 { content?.contentDigest ?? 0 }

    /// A value of which it is known that it cannot be written is sent in neither form.
    private func checkIsWritable() throws {
        if isUnwritable { _ = try wireBytes() }
    }

    @inline(__always)
    private var isUnwritable: Bool {
        guard let content else { return false }
        return type(of: content) == UnwritableContent.self
    }

    /// Size in bytes, as declared by the value, whichever form it has now, or counted on bytes that never were one.
    public var nominalSize: Int { content?.nominalSize ?? 0 }
}

/// In which form a body is handed on. Whoever reads it finds the same in either.
public enum PayloadForm: String, Sendable, CaseIterable {
    /// The immutable value itself, by reference: between parts of one program.
    case typed
    /// The bytes that its codec makes of it: what a real wire carries.
    case bytes
}

/// A body that is not what its reader expects.
public enum PayloadError: Error, Equatable, Sendable {
    /// There is nothing where a value was expected.
    case missing(expected: String)
    /// There is a value of another type.
    case mismatch(expected: String, found: String)
}
