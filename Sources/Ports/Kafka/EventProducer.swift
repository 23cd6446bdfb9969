/// Appends events to topics.
public protocol EventProducer<Event>: Sendable {
    associatedtype Event: WireValue
    /// Returns when the record is acknowledged as `acks` asks.
    /// - Throws: `KafkaError`; `CancellationError` when the calling task or process ends first. After a
    ///   `deliveryTimedOut` or a cancellation the record may or may not have been stored.
    @discardableResult
    func send(_ record: ProducerRecord<Event>) async throws -> RecordMetadata
}
