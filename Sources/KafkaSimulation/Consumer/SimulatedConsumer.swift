import ServicePorts

/// A consumer's typed side. What handles single records is a function made where the type of the events is known:
/// that of a generic type behind an existential would look up the type's metadata for each record.
@usableFromInline
struct SimulatedConsumer<Event: WireValue>: EventConsumer {
    let client: GroupClient
    private let readResponse: @Sendable (GroupClient) -> [ConsumerRecord<Event>]

    @usableFromInline
    init(client: GroupClient, readResponse: @escaping @Sendable (GroupClient) -> [ConsumerRecord<Event>]) {
        self.client = client
        self.readResponse = readResponse
    }

    @usableFromInline
    func subscribe(to topics: [String], listener: (any RebalanceListener)?) async throws {
        try await client.subscribe(to: topics, listener: listener)
    }

    @usableFromInline
    func unsubscribe() async throws { try await client.unsubscribe() }

    @usableFromInline
    func assign(_ partitions: [TopicPartition]) async throws { try await client.assign(partitions) }

    @usableFromInline
    @inline(__always)
    func poll(timeout: Duration) async throws -> [ConsumerRecord<Event>] {
        try await client.poll(timeout: timeout) { readResponse(client) } ?? []
    }

    @usableFromInline
    func commit(_ nextOffsets: [TopicPartition: Int64]) async throws { try await client.commit(nextOffsets) }

    @usableFromInline
    func commitPositions() async throws { try await client.commitPositions() }

    @usableFromInline
    func assignment() async throws -> [TopicPartition] { try client.assignment() }

    @usableFromInline
    func position(of partition: TopicPartition) async throws -> Int64 { try client.position(of: partition) }

    @usableFromInline
    func committed(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await client.committed(partitions)
    }

    @usableFromInline
    func currentLag(of partition: TopicPartition) async throws -> Int64 { try client.currentLag(of: partition) }

    @usableFromInline
    func seek(_ partition: TopicPartition, to offset: Int64) async throws { try client.seek(partition, to: offset) }

    @usableFromInline
    func seekToBeginning(_ partitions: [TopicPartition]) async throws { try client.seekToBeginning(partitions) }

    @usableFromInline
    func seekToEnd(_ partitions: [TopicPartition]) async throws { try client.seekToEnd(partitions) }

    @usableFromInline
    func beginningOffsets(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await client.beginningOffsets(partitions)
    }

    @usableFromInline
    func endOffsets(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await client.endOffsets(partitions)
    }

    @usableFromInline
    func offsetsForTimes(_ timestamps: [TopicPartition: Int64]) async throws -> [TopicPartition: OffsetAndTimestamp] {
        try await client.offsetsForTimes(timestamps)
    }

    @usableFromInline
    func pause(_ partitions: [TopicPartition]) async throws { try client.pause(partitions) }

    @usableFromInline
    func resume(_ partitions: [TopicPartition]) async throws { try client.resume(partitions) }

    @usableFromInline
    func paused() async throws -> [TopicPartition] { try client.paused() }

    @usableFromInline
    func enforceRebalance() async throws { try client.enforceRebalance() }

    @usableFromInline
    func wakeup() { client.wakeup() }

    @usableFromInline
    func close() async { await client.close() }
}

extension GroupClient {
    /// What the response that has arrived has, read as events.
    @inlinable
    func readResponse<Event: WireValue>(as type: Event.Type) -> [ConsumerRecord<Event>] {
        var records: [ConsumerRecord<Event>] = []
        // About as many come as the last time; to count them costs more than an array that grows.
        records.reserveCapacity(lastCount)
        handOut { topicPartition, offset, timestamp, record in
            records.append(
                ConsumerRecord(
                    topicPartition: topicPartition, offset: offset, timestamp: timestamp, key: record.key,
                    someHeaders: record.headers, value: record.value(as: Event.self)))
        }
        return records
    }
}

extension ProducedRecord {
    /// The value, read as an event. Asked of the record, which keeps its payload: an initializer would be handed a
    /// payload of its own, counted for each record that is read.
    @inlinable @inline(__always)
    func value<Event: WireValue>(as type: Event.Type) -> RecordValue<Event> {
        if let event = wireForm.value(as: Event.self) { return .event(event) }
        return decodedValue(as: type)
    }

    /// A value of another type is read as the bytes that it would have on a real topic.
    @inlinable @inline(never)
    func decodedValue<Event: WireValue>(as type: Event.Type) -> RecordValue<Event> {
        guard !wireForm.isEmpty else { return .tombstone }
        do { return .event(try Event(wireBytes: wireForm.wireBytes())) } catch {
            return .malformed(reason: String(describing: error))
        }
    }
}
