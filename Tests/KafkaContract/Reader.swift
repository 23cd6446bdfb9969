import ServicePorts

/// A consumer together with what it has brought and what its listener was told.
final class Reader: RebalanceListener, @unchecked Sendable {
    /// Touched only by the one task that runs a case: listeners are called from inside its polls.
    let consumer: any EventConsumer<ContractEvent>
    private(set) var records: [ConsumerRecord<ContractEvent>] = []
    private(set) var told: [String] = []
    var whenRevoked: (@Sendable ([TopicPartition]) async -> Void)?

    init(_ broker: any BrokerUnderTest, _ settings: ConsumerSettings, topics: [String]) async throws {
        consumer = try await broker.makeConsumer(settings)
        try await consumer.subscribe(to: topics, listener: self)
    }

    init(_ broker: any BrokerUnderTest, _ settings: ConsumerSettings, partitions: [TopicPartition]) async throws {
        consumer = try await broker.makeConsumer(settings)
        try await consumer.assign(partitions)
    }

    func partitionsAssigned(_ partitions: [TopicPartition]) async { tell("assigned", partitions) }

    func partitionsRevoked(_ partitions: [TopicPartition]) async {
        tell("revoked", partitions)
        await whenRevoked?(partitions)
    }

    func partitionsLost(_ partitions: [TopicPartition]) async { tell("lost", partitions) }

    private func tell(_ word: String, _ partitions: [TopicPartition]) {
        told.append("\(word) \(partitions.map { "\($0.partition)" }.joined(separator: ","))")
    }

    @discardableResult
    func poll() async throws -> [ConsumerRecord<ContractEvent>] {
        let brought = try await consumer.poll(timeout: .milliseconds(100))
        records += brought
        return brought
    }

    /// Partition, offset and text of what it has read, such as `0@3 x`.
    var texts: [String] {
        records.map { record in
            let text =
                switch record.value {
                case .event(let event): event.text
                case .tombstone: "tombstone"
                case .malformed: "malformed"
                }
            return "\(record.topicPartition.partition)@\(record.offset) \(text)"
        }
    }

    func forget() { (records, told) = ([], []) }

    func held() async throws -> [Int32] { try await consumer.assignment().map(\.partition) }

    func commitAll() async throws {
        for record in records { try await consumer.commit([record.topicPartition: record.offset + 1]) }
    }
}

/// Polls all readers in turn until `condition` holds, at most about a minute by the consumers' clock.
func poll(
    _ readers: Reader..., until expected: String, _ condition: () async throws -> Bool
) async throws {
    for _ in 0..<600 {
        if try await condition() { return }
        for reader in readers { try await reader.poll() }
    }
    let found = readers.map { "\($0.texts) \($0.told)" }.joined(separator: "; ")
    throw ContractBreach(expected: expected, found: found)
}

func require<Value: Equatable>(_ found: Value, is expected: Value, _ meaning: String) throws {
    guard found == expected else { throw ContractBreach(expected: "\(meaning): \(expected)", found: "\(found)") }
}

/// - Throws: `ContractBreach` when `body` succeeds or fails otherwise.
func require(throws expected: KafkaError, _ meaning: String, _ body: () async throws -> Void) async throws {
    do { try await body() } catch let error as KafkaError {
        guard error != expected else { return }
        throw ContractBreach(expected: "\(meaning): \(expected)", found: "\(error)")
    }
    throw ContractBreach(expected: "\(meaning): \(expected)", found: "no error")
}

/// A group's settings with short time-outs; commits only when asked.
func settings(_ group: String = "group", _ change: (inout ConsumerSettings) -> Void = { _ in }) -> ConsumerSettings {
    var settings = ConsumerSettings(groupID: group)
    settings.autoOffsetReset = .earliest
    settings.enableAutoCommit = false
    settings.sessionTimeout = .seconds(6)
    settings.heartbeatInterval = .seconds(1)
    change(&settings)
    return settings
}

extension BrokerUnderTest {
    /// Makes a topic with these texts in partition 0.
    func makeTopic(partitions: Int32 = 1, _ texts: String...) async throws -> String {
        let topic = try await makeTopic(partitions: partitions)
        try await send(texts, to: topic)
        return topic
    }

    func send(_ texts: [String], to topic: String, partition: Int32 = 0) async throws {
        let producer = try await makeProducer(ProducerSettings())
        for text in texts {
            try await producer.send(
                ProducerRecord(topic: topic, key: nil, value: ContractEvent(text), partition: partition))
        }
    }
}
