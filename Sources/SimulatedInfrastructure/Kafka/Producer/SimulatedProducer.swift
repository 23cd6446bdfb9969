import Ports

/// A producer's typed side.
@usableFromInline
struct SimulatedProducer<Event: WireValue>: EventProducer {
    @usableFromInline let sender: RecordSender

    @inlinable
    init(sender: RecordSender) { self.sender = sender }

    @inlinable
    func send(_ record: ProducerRecord<Event>) async throws -> RecordMetadata {
        let payload: Payload = if let value = record.value { .value(value) } else { .empty }
        return try await sender.send(
            topic: record.topic, partition: record.partition, key: record.key, payload: payload)
    }

    @inlinable
    func enqueue(_ record: ProducerRecord<Event>) async throws {
        let payload: Payload = if let value = record.value { .value(value) } else { .empty }
        if try sender.enqueueAtOnce(
            topic: record.topic, partition: record.partition, key: record.key, payload: payload)
        {
            return
        }
        try await sender.enqueue(
            topic: record.topic, partition: record.partition, key: record.key, payload: payload)
    }

    @inlinable
    func flush() async throws { try await sender.flush() }
}
