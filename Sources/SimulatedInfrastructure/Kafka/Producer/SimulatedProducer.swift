import Ports

/// A record with its event as a payload.
@usableFromInline
struct OutgoingRecord: Sendable {
    @usableFromInline let topic: String
    @usableFromInline let partition: Int32?
    @usableFromInline let key: String?
    @usableFromInline let payload: Payload

    @inlinable
    init<Event: WireValue>(_ record: ProducerRecord<Event>) {
        topic = record.topic
        partition = record.partition
        key = record.key
        payload = if let value = record.value { .value(value) } else { .empty }
    }
}

/// A producer's typed side. What opens a record is a function made where the type of the events is known, as with
/// `SimulatedConsumer`.
@usableFromInline
struct SimulatedProducer<Event: WireValue>: EventProducer {
    let sender: RecordSender
    private let open: @Sendable (ProducerRecord<Event>) -> OutgoingRecord

    @usableFromInline
    init(sender: RecordSender, open: @escaping @Sendable (ProducerRecord<Event>) -> OutgoingRecord) {
        self.sender = sender
        self.open = open
    }

    @usableFromInline
    func send(_ record: ProducerRecord<Event>) async throws -> RecordMetadata {
        let record = open(record)
        return try await sender.send(
            topic: record.topic, partition: record.partition, key: record.key, payload: record.payload)
    }

    @usableFromInline
    func enqueue(_ record: ProducerRecord<Event>) async throws {
        let record = open(record)
        if try sender.enqueueAtOnce(
            topic: record.topic, partition: record.partition, key: record.key, payload: record.payload)
        {
            return
        }
        try await sender.enqueue(
            topic: record.topic, partition: record.partition, key: record.key, payload: record.payload)
    }

    @usableFromInline
    func flush() async throws { try await sender.flush() }
}
