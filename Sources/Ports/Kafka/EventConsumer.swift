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
