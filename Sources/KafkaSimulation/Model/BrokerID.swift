/// A broker of a cluster by its number, from 0: Kafka's `node.id`.
public struct BrokerID: Hashable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    public let number: Int

    public init(_ number: Int) { self.number = number }
    public init(integerLiteral number: Int) { self.number = number }

    public var description: String { "\(number)" }
}
