import ServicePorts

/// Hands out batches one after the other, then ends its consumer as a cancelled task would.
actor FakeConsumer<Event: WireValue>: EventConsumer {
    private var batches: [[ConsumerRecord<Event>]]
    private(set) var commits: [[TopicPartition: Int64]] = []
    private(set) var topics: [String] = []
    private(set) var timeouts: [Duration] = []
    private(set) var isClosed = false
    private var failures: [KafkaError]

    init(_ batches: [[ConsumerRecord<Event>]], pollFailures: [KafkaError] = []) {
        self.batches = batches
        failures = pollFailures
    }

    func subscribe(to topics: [String], listener: (any RebalanceListener)?) { self.topics = topics }

    func poll(timeout: Duration) throws -> [ConsumerRecord<Event>] {
        timeouts.append(timeout)
        if !failures.isEmpty { throw failures.removeFirst() }
        guard !batches.isEmpty else { throw CancellationError() }
        return batches.removeFirst()
    }

    func commit(_ nextOffsets: [TopicPartition: Int64]) { commits.append(nextOffsets) }
    func close() { isClosed = true }
}

/// A fake holds no partitions: whoever asks for one is told so.
extension FakeConsumer {
    func commitPositions() {}
    func assignment() -> [TopicPartition] { [] }
    func position(of partition: TopicPartition) throws -> Int64 { throw KafkaError.notAssigned(partition) }
    func committed(_ partitions: [TopicPartition]) -> [TopicPartition: Int64] { [:] }
    func currentLag(of partition: TopicPartition) throws -> Int64 { throw KafkaError.notAssigned(partition) }
    func seek(_ partition: TopicPartition, to offset: Int64) throws { throw KafkaError.notAssigned(partition) }
    func seekToBeginning(_ partitions: [TopicPartition]) throws { try refuse(partitions) }
    func seekToEnd(_ partitions: [TopicPartition]) throws { try refuse(partitions) }
    func pause(_ partitions: [TopicPartition]) throws { try refuse(partitions) }
    func resume(_ partitions: [TopicPartition]) throws { try refuse(partitions) }
    func paused() -> [TopicPartition] { [] }
    func enforceRebalance() throws { if topics.isEmpty { throw KafkaError.notSubscribed } }

    private func refuse(_ partitions: [TopicPartition]) throws {
        if let partition = partitions.first { throw KafkaError.notAssigned(partition) }
    }
}

extension ConsumerRecord {
    static func record(
        _ value: RecordValue<Event>, topic: String = "payments", partition: Int32 = 0, offset: Int64 = 0,
        timestamp: Int64 = 0
    ) -> ConsumerRecord {
        ConsumerRecord(
            topicPartition: TopicPartition(topic: topic, partition: partition), offset: offset,
            timestamp: timestamp, key: nil, value: value)
    }

    static func event(_ event: Event, offset: Int64 = 0) -> ConsumerRecord { .record(.event(event), offset: offset) }
}

/// Keeps what it is sent; refuses as often as told first.
actor FakeProducer<Event: WireValue>: EventProducer {
    private(set) var records: [ProducerRecord<Event>] = []
    private(set) var attempts = 0
    private var failures: Int

    init(failures: Int = 0) { self.failures = failures }

    var events: [Event] { records.compactMap(\.value) }

    func send(_ record: ProducerRecord<Event>) throws -> RecordMetadata {
        attempts += 1
        if failures > 0 {
            failures -= 1
            throw KafkaError.deliveryTimedOut(topic: record.topic)
        }
        records.append(record)
        return RecordMetadata(
            topicPartition: TopicPartition(topic: record.topic, partition: 0), offset: Int64(records.count),
            timestamp: 0)
    }
}
