import Ports
import VirtualTime

/// A record between its producer and the acknowledgement.
struct PendingProduce {
    var log: Int
    var key: String?
    var original: Payload
    var stored: Payload
    var timestamp: Int64
    /// When the sender has the acknowledgement; always after the append.
    var acknowledgedAtNanoseconds: Int64
    /// Nobody waits for an acknowledgement, or nobody does any more.
    var isAbandoned: Bool
    /// -1 until the record is appended.
    var offset: Int64 = -1
}

/// The part of a producer that does not depend on the type of its events.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
@usableFromInline
final class RecordSender: @unchecked Sendable {
    let kafka: SimulatedKafka
    let process: SimulatedProcess?
    let settings: ProducerSettings
    @exclusivity(unchecked) private var latencies: RandomStream
    @exclusivity(unchecked) private var lastArrivalAtNanoseconds: Int64 = -1
    private var nextForNullKeys: Int32 = 0
    @exclusivity(unchecked) private var lastTopic: (name: String, index: Int)?

    init(kafka: SimulatedKafka, process: SimulatedProcess, settings: ProducerSettings) {
        self.kafka = kafka
        self.process = process
        self.settings = settings
        latencies = kafka.simulation.stream("kafka/producer/\(process.name)")
    }

    /// A sender that belongs to no process.
    init(kafka: SimulatedKafka, name: String) {
        self.kafka = kafka
        process = nil
        settings = ProducerSettings()
        latencies = kafka.simulation.stream("kafka/producer/\(name)")
    }

    /// Sends a record off without waiting. Records of one sender arrive in the order they were sent, as over one connection.
    func send(
        topic: String, partition: Int32?, key: String?, payload: Payload, awaitsAnswer: Bool
    ) throws -> SlotToken {
        let stored = try kafka.model.wire.form(of: payload)
        let log = try log(topic: topic, partition: partition, key: key)
        let now = kafka.simulation.now.nanoseconds
        let latency = kafka.produceLatency.sample(&latencies)
        let arrival = max(now + latency / 2, lastArrivalAtNanoseconds + 1)
        lastArrivalAtNanoseconds = arrival
        let token = kafka.produces.insert(
            PendingProduce(
                log: log, key: key, original: payload, stored: stored, timestamp: wallMilliseconds,
                acknowledgedAtNanoseconds: arrival + max(latency - latency / 2, 1), isAbandoned: !awaitsAnswer))
        kafka.schedule(.produceArrives, token, after: arrival - now)
        return token
    }

    /// The same for a process, which waits as `acks` asks.
    @usableFromInline
    func send(topic: String, partition: Int32?, key: String?, payload: Payload) async throws -> RecordMetadata {
        guard let process else { preconditionFailure("A producer belongs to a process.") }
        try process.checkIn()
        let awaitsAnswer = settings.acks != .none
        let token = try send(
            topic: topic, partition: partition, key: key, payload: payload, awaitsAnswer: awaitsAnswer)
        if awaitsAnswer { return try await acknowledgement(of: token, for: process) }
        let pending = kafka.produces[token]
        return RecordMetadata(
            topicPartition: kafka.topicPartition(pending.log), offset: -1, timestamp: pending.timestamp)
    }

    /// Suspends until the acknowledgement of `token` or the delivery time-out.
    @inline(__always)
    private func acknowledgement(of token: SlotToken, for process: SimulatedProcess) async throws -> RecordMetadata {
        let simulation = kafka.simulation
        let deadline = simulation.now.advanced(by: settings.deliveryTimeout)
        let acknowledgedAt = VirtualInstant(nanoseconds: kafka.produces[token].acknowledgedAtNanoseconds)
        do {
            try await process.suspend { simulation.wake($0, at: min(acknowledgedAt, deadline)) }
        } catch {
            kafka.abandon(token)
            throw error
        }
        guard acknowledgedAt <= deadline else {
            let topic = kafka.topicPartition(kafka.produces[token].log).topic
            kafka.abandon(token)
            throw KafkaError.deliveryTimedOut(topic: topic)
        }
        let pending = kafka.produces.remove(token)
        return RecordMetadata(
            topicPartition: kafka.topicPartition(pending.log), offset: pending.offset, timestamp: pending.timestamp)
    }

    var wallMilliseconds: Int64 {
        process?.wallMilliseconds ?? kafka.simulation.wallMilliseconds
    }

    private func log(topic name: String, partition: Int32?, key: String?) throws -> Int {
        let topic: Int
        if let lastTopic, lastTopic.name == name {
            topic = lastTopic.index
        } else {
            topic = try kafka.topicIndex(name)
            lastTopic = (name, topic)
        }
        let count = kafka.topicTable[topic].partitions
        if let partition { return try kafka.logIndex(topic: topic, partition: partition) }
        if let key { return kafka.topicTable[topic].firstLog + Int(Murmur2.partition(of: key, among: count)) }
        nextForNullKeys = (nextForNullKeys + 1) % count
        return kafka.topicTable[topic].firstLog + Int(nextForNullKeys)
    }
}

/// A producer without batching or idempotence (`domain.md` 2.1). Records without a key go round the partitions, as with
/// Kafka's `RoundRobinPartitioner`: the sticky partitioner moves on with each batch, and here each record is one.
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
}

extension SimulatedKafka {
    func produceArrived(_ token: SlotToken) {
        let pending = produces[token]
        let offset = append(
            to: pending.log, key: pending.key, original: pending.original, stored: pending.stored,
            timestamp: pending.timestamp)
        if pending.isAbandoned {
            produces.remove(token)
        } else {
            produces[token].offset = offset
        }
    }

    /// The sender no longer waits: a record on its way still arrives.
    func abandon(_ token: SlotToken) {
        if produces[token].offset >= 0 {
            produces.remove(token)
        } else {
            produces[token].isAbandoned = true
        }
    }
}
