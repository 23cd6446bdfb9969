import Ports

/// A consumer's typed side: all that depends on the type of the events, compiled where that type is known.
@usableFromInline
struct SimulatedConsumer<Event: WireValue>: EventConsumer {
    @usableFromInline let client: GroupClient

    @inlinable
    init(client: GroupClient) { self.client = client }

    @inlinable
    func subscribe(to topics: [String], listener: (any RebalanceListener)?) async throws {
        try await client.subscribe(to: topics, listener: listener)
    }

    @inlinable
    func poll(timeout: Duration) async throws -> [ConsumerRecord<Event>] {
        try await client.poll(timeout: timeout)
        var records: [ConsumerRecord<Event>] = []
        records.reserveCapacity(client.fetchedCount)
        client.takeFetched { topicPartition, offset, timestamp, key, payload in
            records.append(
                ConsumerRecord(
                    topicPartition: topicPartition, offset: offset, timestamp: timestamp, key: key,
                    value: Self.value(of: payload)))
        }
        return records
    }

    @inlinable
    func commit(_ nextOffsets: [TopicPartition: Int64]) async throws { try await client.commit(nextOffsets) }

    @inlinable
    func close() async { await client.close() }

    @inlinable
    static func value(of payload: Payload) -> RecordValue<Event> {
        if case .value(let value) = payload, let event = value as? Event { return .event(event) }
        if case .empty = payload { return .tombstone }
        // A value of another type is read as the bytes that it would have on a real topic.
        do { return .event(try Event(wireBytes: payload.wireBytes())) } catch {
            return .malformed(reason: String(describing: error))
        }
    }
}
