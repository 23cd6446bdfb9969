import PaymentModel
import ServicePorts

/// A caller that does something else with some of its calls.
struct ChangedCaller: HTTPCaller {
    typealias Next = @Sendable (HTTPRequestHead, Payload) async throws -> HTTPReply
    typealias Act = @Sendable (HTTPRequestHead, Payload, @escaping Next) async throws -> HTTPReply

    let base: any HTTPCaller
    let act: Act

    func call(_ request: HTTPRequestHead, body: Payload, timeout: Duration) async throws -> HTTPReply {
        try await act(request, body) { try await base.call($0, body: $1, timeout: timeout) }
    }
}

/// A server whose service answers otherwise.
struct ChangedServer: HTTPServer {
    private struct Service: HTTPService {
        let base: any HTTPService
        let act: ChangedCaller.Act

        func respond(to request: HTTPRequestHead, body: Payload) async throws -> HTTPReply {
            try await act(request, body) { try await base.respond(to: $0, body: $1) }
        }
    }

    let base: any HTTPServer
    let act: ChangedCaller.Act

    func serve(_ service: any HTTPService) async throws {
        try await base.serve(Service(base: service, act: act))
    }
}

/// A producer that publishes none, another or several in place of one.
struct ChangedProducer: EventProducer {
    typealias Records = @Sendable (ProducerRecord<PaymentEvent>) -> [ProducerRecord<PaymentEvent>]

    let base: any EventProducer<PaymentEvent>
    let records: Records

    func send(_ record: ProducerRecord<PaymentEvent>) async throws -> RecordMetadata {
        var metadata = RecordMetadata(
            topicPartition: TopicPartition(topic: record.topic, partition: 0), offset: 0, timestamp: 0)
        for record in records(record) { metadata = try await base.send(record) }
        return metadata
    }

    func enqueue(_ record: ProducerRecord<PaymentEvent>) async throws {
        for record in records(record) { try await base.enqueue(record) }
    }

    func flush() async throws { try await base.flush() }
}

/// A consumer that is handed other records than there are, or commits nothing.
struct ChangedConsumer<Event: WireValue>: EventConsumer {
    let base: any EventConsumer<Event>
    var commits = true
    var records: @Sendable ([ConsumerRecord<Event>]) -> [ConsumerRecord<Event>] = { $0 }

    func poll(timeout: Duration) async throws -> [ConsumerRecord<Event>] {
        records(try await base.poll(timeout: timeout))
    }

    func commit(_ nextOffsets: [TopicPartition: Int64]) async throws {
        if commits { try await base.commit(nextOffsets) }
    }

    func commitPositions() async throws { if commits { try await base.commitPositions() } }

    // MARK: As it is

    func subscribe(to topics: [String], listener: (any RebalanceListener)?) async throws {
        try await base.subscribe(to: topics, listener: listener)
    }
    func unsubscribe() async throws { try await base.unsubscribe() }
    func assign(_ partitions: [TopicPartition]) async throws { try await base.assign(partitions) }
    func assignment() async throws -> [TopicPartition] { try await base.assignment() }
    func position(of partition: TopicPartition) async throws -> Int64 { try await base.position(of: partition) }
    func committed(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await base.committed(partitions)
    }
    func currentLag(of partition: TopicPartition) async throws -> Int64 { try await base.currentLag(of: partition) }
    func seek(_ partition: TopicPartition, to offset: Int64) async throws {
        try await base.seek(partition, to: offset)
    }
    func seekToBeginning(_ partitions: [TopicPartition]) async throws { try await base.seekToBeginning(partitions) }
    func seekToEnd(_ partitions: [TopicPartition]) async throws { try await base.seekToEnd(partitions) }
    func beginningOffsets(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await base.beginningOffsets(partitions)
    }
    func endOffsets(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await base.endOffsets(partitions)
    }
    func offsetsForTimes(_ timestamps: [TopicPartition: Int64]) async throws -> [TopicPartition: OffsetAndTimestamp] {
        try await base.offsetsForTimes(timestamps)
    }
    func pause(_ partitions: [TopicPartition]) async throws { try await base.pause(partitions) }
    func resume(_ partitions: [TopicPartition]) async throws { try await base.resume(partitions) }
    func paused() async throws -> [TopicPartition] { try await base.paused() }
    func enforceRebalance() async throws { try await base.enforceRebalance() }
    func wakeup() { base.wakeup() }
    func close() async { await base.close() }
}

/// A store that puts otherwise than it is asked, or finds fewer keys.
struct ChangedStore: ObjectStore {
    /// What is put in place of what was asked for; nil where nothing is.
    typealias Put = @Sendable (String, Payload, PutCondition) -> (body: Payload, condition: PutCondition)?

    let base: any ObjectStore
    var put: Put = { (body: $1, condition: $2) }
    var list: @Sendable ([String]) -> [String] = { $0 }

    func get(_ key: String) async throws -> StoredObject? { try await base.get(key) }

    func put(_ key: String, _ body: Payload, condition: PutCondition) async throws -> UInt64 {
        guard let changed = put(key, body, condition) else { return 0 }
        return try await base.put(key, changed.body, condition: changed.condition)
    }

    func delete(_ key: String) async throws { try await base.delete(key) }
    func list(prefix: String) async throws -> [String] { list(try await base.list(prefix: prefix)) }
}

/// What a mistake remembers from one message to the next.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
final class Recollection<Value>: @unchecked Sendable {
    var value: Value
    init(_ value: Value) { self.value = value }
}
