import Foundation
import ServicePorts

/// A book that a reader has taken home.
public struct Loan: Codable, Sendable, Hashable {
    public var id: String
    public var reader: String

    public init(id: String, reader: String) {
        self.id = id
        self.reader = reader
    }
}

extension Loan: WireValue {
    public init(wireBytes: [UInt8]) throws { self = try JSONDecoder().decode(Loan.self, from: Data(wireBytes)) }

    public func wireBytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try Array(encoder.encode(self))
    }

    public var nominalSize: Int { id.utf8.count + reader.utf8.count + 19 }
}
