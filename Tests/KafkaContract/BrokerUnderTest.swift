import ServicePorts

/// What the contract needs of a broker, whatever is behind its ports. A broker starts without groups and topics.
public protocol BrokerUnderTest: Sendable {
    /// Makes an empty topic and returns its name.
    func makeTopic(partitions: Int32) async throws -> String
    func makeProducer(_ settings: ProducerSettings) async throws -> any EventProducer<ContractEvent>
    /// Writes values that are no contract events.
    func makeForeignProducer() async throws -> any EventProducer<ForeignText>
    func makeConsumer(_ settings: ConsumerSettings) async throws -> any EventConsumer<ContractEvent>
    /// Ends a consumer as a crash of its process would: it says goodbye to nobody.
    func crash(_ consumer: any EventConsumer<ContractEvent>) async throws
    /// Lets no coordinator answer, or all of them again.
    func setCoordinators(areThere: Bool) async throws
    /// By the consumers' clock.
    func now() async -> Duration
}

/// What the contract writes and reads: text behind the prefix `event:`.
public struct ContractEvent: WireValue, Equatable {
    public var text: String

    public init(_ text: String) { self.text = text }

    public init(wireBytes: [UInt8]) throws {
        let text = String(decoding: wireBytes, as: UTF8.self)
        guard text.hasPrefix("event:") else { throw NotAnEvent() }
        self.text = String(text.dropFirst(6))
    }

    public func wireBytes() throws -> [UInt8] { Array("event:\(text)".utf8) }
    public var nominalSize: Int { 6 + text.utf8.count }
}

/// Bytes that a reader of contract events cannot read.
public struct ForeignText: WireValue {
    public var text: String
    public init(_ text: String) { self.text = text }
    public init(wireBytes: [UInt8]) { text = String(decoding: wireBytes, as: UTF8.self) }
    public func wireBytes() throws -> [UInt8] { Array(text.utf8) }
    public var nominalSize: Int { text.utf8.count }
}

struct NotAnEvent: Error, CustomStringConvertible {
    var description: String { "prefix: not that of an event" }
}

/// A promise that the broker did not keep.
public struct ContractBreach: Error, CustomStringConvertible, Equatable {
    public var expected: String
    public var found: String
    public var description: String { "expected \(expected), found \(found)" }
}

/// One promise and how to try it.
public struct ContractCase: Sendable, CustomStringConvertible {
    /// The promise as a sentence.
    public var name: String
    /// - Throws: `ContractBreach`, or an error of the broker where none may come.
    public var run: @Sendable (_ broker: any BrokerUnderTest) async throws -> Void
    public var description: String { name }

    init(_ name: String, _ run: @escaping @Sendable (any BrokerUnderTest) async throws -> Void) {
        self.name = name
        self.run = run
    }
}

/// What any broker behind `EventProducer` and `EventConsumer` promises, tried with these ports alone. Time passes only
/// inside their calls.
public enum KafkaContract {
    public static let cases =
        producing + records + reading + positions + offsets + committing + timeouts + subscribing + assigning + groups
        + cooperation + fencing + endings
}
