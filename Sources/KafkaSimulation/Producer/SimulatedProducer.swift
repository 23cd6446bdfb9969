import ServicePorts

extension ProducerRecord where Event: WireValue {
    @inlinable
    var payload: Payload {
        if let value { .value(value) } else { .empty }
    }
}

/// A producer's typed side. What wraps an event is a function made where the type of the events is known, as with
/// `SimulatedConsumer`.
@usableFromInline
struct SimulatedProducer<Event: WireValue>: EventProducer {
    let sender: RecordSender
    private let payload: @Sendable (ProducerRecord<Event>) -> Payload

    @usableFromInline
    init(sender: RecordSender, payload: @escaping @Sendable (ProducerRecord<Event>) -> Payload) {
        self.sender = sender
        self.payload = payload
    }

    @usableFromInline
    @inline(__always)
    func send(_ record: ProducerRecord<Event>) async throws -> RecordMetadata {
        try await sender.send(
            topic: record.topic, partition: record.partition, key: record.key, payload: payload(record),
            timestamp: record.timestamp, headers: record.someHeaders)
    }

    @usableFromInline
    func enqueue(_ record: ProducerRecord<Event>) async throws {
        let payload = payload(record)
        if try sender.enqueueAtOnce(
            topic: record.topic, partition: record.partition, key: record.key, payload: payload,
            timestamp: record.timestamp, headers: record.someHeaders)
        {
            return
        }
        try await sender.enqueue(
            topic: record.topic, partition: record.partition, key: record.key, payload: payload,
            timestamp: record.timestamp, headers: record.someHeaders)
    }

    @usableFromInline
    func flush() async throws { try await sender.flush() }
}
