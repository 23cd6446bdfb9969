/// Appends events to topics.
public protocol EventProducer<Event>: Sendable {
    associatedtype Event: WireValue
    /// Returns when the record is acknowledged as `acks` asks.
    /// - Throws: `KafkaError`; `CancellationError` when the calling task or process ends first. After a
    ///   `deliveryTimedOut` or a cancellation the record may or may not have been stored.
    @discardableResult
    func send(_ record: ProducerRecord<Event>) async throws -> RecordMetadata
}

/// Reads events as one member of a consumer group.
public protocol EventConsumer<Event>: Sendable {
    associatedtype Event: WireValue
    /// Joins the group; partitions arrive with a later `poll`.
    func subscribe(to topics: [String], listener: (any RebalanceListener)?) async throws
    /// The next records of the assigned partitions, in offset order within each; empty when `timeout` passed without any.
    /// At most `max.poll.records`.
    func poll(timeout: Duration) async throws -> [ConsumerRecord<Event>]
    /// Stores the offset of the next record to read, per partition, and waits until the group's coordinator has it.
    /// - Throws: `KafkaError.commitFailed` when the member is no longer in the group's generation.
    func commit(_ nextOffsets: [TopicPartition: Int64]) async throws
    /// Leaves the group.
    func close() async
}

/// Told of partitions that come and go, from inside `poll`.
public protocol RebalanceListener: Sendable {
    func partitionsAssigned(_ partitions: [TopicPartition]) async
    /// Still the owner: the last chance to commit.
    func partitionsRevoked(_ partitions: [TopicPartition]) async
    /// No longer the owner: others may already read these partitions.
    func partitionsLost(_ partitions: [TopicPartition]) async
}

/// Kafka's errors, by its own names.
public enum KafkaError: Error, Equatable, Sendable {
    case unknownTopicOrPartition(topic: String)
    case deliveryTimedOut(topic: String)
    case brokerUnavailable
    case commitFailed
    case notSubscribed
    case closed
    /// The setting exists in Kafka and is not modelled here.
    case notModelled(setting: String)
}
