/// A value with a documented JSON form. The three members of the byte form that services and topics use follow from it.
public protocol JSONMessage: Sendable {
    /// Writes the value, with the documented names in the documented order.
    func write(to writer: inout JSONWriter)
    /// Reads and validates.
    /// - Throws: `ValidationError`, which names the field.
    init(json: JSONField) throws
    /// Checks the rules that a value built by hand could break; one that was read has been checked. A receiver of a value
    /// that never was bytes calls it, and so treats both alike.
    /// - Throws: `ValidationError`, which names the field.
    func validate() throws
    /// The size in bytes that models of batching and bandwidth use: that of a typical instance, one for the whole type,
    /// so that it does not depend on whether bytes were ever made.
    static var typicalSize: Int { get }
}

extension JSONMessage {
    public static var typicalSize: Int { 200 }

    public func validate() throws {}

    /// The UTF-8 JSON text.
    public func wireBytes() throws -> [UInt8] {
        var writer = JSONWriter(capacity: Self.typicalSize)
        write(to: &writer)
        return writer.bytes
    }

    /// Reads the UTF-8 JSON text.
    /// - Throws: `ValidationError`, which names the field.
    public init(wireBytes: [UInt8]) throws { try self.init(json: JSONField(root: try JSONValue(parsing: wireBytes))) }

    public var nominalSize: Int { Self.typicalSize }
}
