import ServicePorts

/// A book that a reader has taken home.
public struct Loan: CodableWireValue, Hashable {
    public var id: String
    public var reader: String

    public init(id: String, reader: String) {
        self.id = id
        self.reader = reader
    }
}
