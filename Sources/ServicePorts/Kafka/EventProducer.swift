/// Appends events to topics.
public protocol EventProducer<Event>: Sendable {
    /// What is sent: the values of its records.
    associatedtype Event: WireValue
    /// Returns when the record is acknowledged as `acks` asks.
    /// - Throws: `KafkaError`; `CancellationError` when the calling task or process ends first. After a
    ///   `deliveryTimedOut`, another retriable error or a cancellation the record may or may not have been stored.
    @discardableResult
    func send(_ record: ProducerRecord<Event>) async throws -> RecordMetadata

    /// Kafka's asynchronous use: puts the record into the producer's buffer and returns without its acknowledgement.
    /// Waits only while the buffer (`buffer.memory`) is full, at most `max.block.ms`.
    /// - Throws: `KafkaError` when the record cannot be accepted at all (`recordTooLarge`, `bufferExhausted`,
    ///   `unknownTopicOrPartition`, `invalidTimestamp`). What befalls it later is told by `flush`.
    func enqueue(_ record: ProducerRecord<Event>) async throws

    /// Sends everything at once that `enqueue` has buffered, without lingering, and waits until each of those records
    /// is acknowledged or has failed.
    /// - Throws: the first failure of an enqueued record since the last `flush`; all others of that time are settled,
    ///   too.
    func flush() async throws
}

/// A producer without a buffer: every record is waited for, and nothing is left to flush.
extension EventProducer {
    /// Waits for the acknowledgement, as `send` does.
    public func enqueue(_ record: ProducerRecord<Event>) async throws { try await send(record) }
    /// Returns at once.
    public func flush() async throws {}
}
