import Ports

/// A consumer's typed side.
struct SimulatedConsumer<Event: WireValue>: EventConsumer {
    let client: GroupClient

    func subscribe(to topics: [String], listener: (any RebalanceListener)?) async throws {
        try await client.subscribe(to: topics, listener: listener)
    }

    func poll(timeout: Duration) async throws -> [ConsumerRecord<Event>] {
        try await client.poll(timeout: timeout)
        let member = client.member
        var records: [ConsumerRecord<Event>] = []
        records.reserveCapacity(member.fetched.count)
        for fetched in member.fetched {
            records.append(
                ConsumerRecord(
                    topicPartition: client.kafka.topicPartition(fetched.log), offset: fetched.offset,
                    timestamp: fetched.record.timestamp, key: fetched.record.key,
                    value: Self.value(of: fetched.record.payload)))
        }
        member.fetched.removeAll(keepingCapacity: true)
        return records
    }

    func commit(_ nextOffsets: [TopicPartition: Int64]) async throws { try await client.commit(nextOffsets) }
    func close() async { await client.close() }

    private static func value(of payload: Payload) -> RecordValue<Event> {
        if case .value(let value) = payload, let event = value as? Event { return .event(event) }
        if case .empty = payload { return .tombstone }
        // A value of another type is read as the bytes that it would have on a real topic.
        do { return .event(try Event(wireBytes: payload.wireBytes())) } catch {
            return .malformed(reason: String(describing: error))
        }
    }
}
