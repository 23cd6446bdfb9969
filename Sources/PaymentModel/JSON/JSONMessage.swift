import Foundation
import ServicePorts

/// A value with a documented JSON form, read and written by Foundation's coders through `Codable`.
///
/// Members of an object are written in the order of their names, so that a value has the same bytes in every process.
/// An absent optional is written as `null` where the type does not say otherwise, and reads back from `null` and from
/// nothing alike. A number is written without trailing zeros, so that 42.10 euro are `42.1`. Members that nobody asks
/// for are passed over; of a name written twice the first counts.
public protocol JSONMessage: Codable, Sendable {
    /// Checks the rules that the types do not hold by themselves. Reading bytes ends with it; a receiver of a value
    /// that never was bytes calls it, and so treats both alike.
    /// - Throws: ``ValidationError``, which names the field.
    func validate() throws
    /// The size in bytes that models of batching and bandwidth use: that of a typical instance, one for the whole type,
    /// so that it does not depend on whether bytes were ever made.
    static var typicalSize: Int { get }
}

extension JSONMessage {
    /// 200 bytes, for messages of which no one asks.
    public static var typicalSize: Int { 200 }

    /// Holds for any value: a type without rules of its own.
    public func validate() throws {}

    /// The size in bytes that models of batching and bandwidth use, whatever the bytes are.
    public var nominalSize: Int { Self.typicalSize }

    /// The UTF-8 JSON text.
    public func wireBytes() throws -> [UInt8] { Array(try JSONCoders.encoder.encode(self)) }

    /// Reads the UTF-8 JSON text and checks it.
    /// - Throws: ``ValidationError``, which names the field; what the type itself throws.
    public init(wireBytes: [UInt8]) throws {
        do {
            self = try JSONCoders.decoder.decode(Self.self, from: Data(wireBytes))
        } catch let error as DecodingError {
            throw ValidationError(error)
        }
        try validate()
    }
}
