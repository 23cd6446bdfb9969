import ServicePorts
import Synchronization

/// Hands out batches one after the other, then ends its consumer as a cancelled task would.
package actor FakeConsumer<Event: WireValue>: EventConsumer {
    private var batches: [[ConsumerRecord<Event>]]
    package private(set) var commits: [[TopicPartition: Int64]] = []
    package private(set) var topics: [String] = []
    package private(set) var timeouts: [Duration] = []
    package private(set) var isClosed = false
    private var failures: [KafkaError]
    private let wakesUp = Atomic(false)

    package init(_ batches: [[ConsumerRecord<Event>]], pollFailures: [KafkaError] = []) {
        self.batches = batches
        failures = pollFailures
    }

    package func subscribe(to topics: [String], listener: (any RebalanceListener)?) { self.topics = topics }

    package func unsubscribe() { topics = [] }
    package func assign(_ partitions: [TopicPartition]) {}

    package func poll(timeout: Duration) throws -> [ConsumerRecord<Event>] {
        timeouts.append(timeout)
        if wakesUp.exchange(false, ordering: .relaxed) { throw KafkaError.wokenUp }
        if !failures.isEmpty { throw failures.removeFirst() }
        guard !batches.isEmpty else { throw CancellationError() }
        return batches.removeFirst()
    }

    package func commit(_ nextOffsets: [TopicPartition: Int64]) { commits.append(nextOffsets) }
    package nonisolated func wakeup() { wakesUp.store(true, ordering: .relaxed) }
    package func close() { isClosed = true }
}

/// A fake holds no partitions: whoever asks for one is told so.
extension FakeConsumer {
    package func commitPositions() {}
    package func assignment() -> [TopicPartition] { [] }
    package func position(of partition: TopicPartition) throws -> Int64 { throw KafkaError.notAssigned(partition) }
    package func committed(_ partitions: [TopicPartition]) -> [TopicPartition: Int64] { [:] }
    package func currentLag(of partition: TopicPartition) throws -> Int64 { throw KafkaError.notAssigned(partition) }
    package func seek(_ partition: TopicPartition, to offset: Int64) throws { throw KafkaError.notAssigned(partition) }
    package func seekToBeginning(_ partitions: [TopicPartition]) throws { try refuse(partitions) }
    package func seekToEnd(_ partitions: [TopicPartition]) throws { try refuse(partitions) }
    package func beginningOffsets(_ partitions: [TopicPartition]) -> [TopicPartition: Int64] { [:] }
    package func endOffsets(_ partitions: [TopicPartition]) -> [TopicPartition: Int64] { [:] }
    package func offsetsForTimes(_ timestamps: [TopicPartition: Int64]) -> [TopicPartition: OffsetAndTimestamp] { [:] }
    package func pause(_ partitions: [TopicPartition]) throws { try refuse(partitions) }
    package func resume(_ partitions: [TopicPartition]) throws { try refuse(partitions) }
    package func paused() -> [TopicPartition] { [] }
    package func enforceRebalance() throws { if topics.isEmpty { throw KafkaError.notSubscribed } }

    private func refuse(_ partitions: [TopicPartition]) throws {
        if let partition = partitions.first { throw KafkaError.notAssigned(partition) }
    }
}

extension ConsumerRecord {
    package static func record(
        _ value: RecordValue<Event>, topic: String = "payments", partition: Int32 = 0, offset: Int64 = 0,
        timestamp: Int64 = 0
    ) -> ConsumerRecord {
        ConsumerRecord(
            topicPartition: TopicPartition(topic: topic, partition: partition), offset: offset,
            timestamp: timestamp, key: nil, value: value)
    }

    package static func event(_ event: Event, offset: Int64 = 0) -> ConsumerRecord {
        .record(.event(event), offset: offset)
    }
}

/// Keeps what it is sent; refuses as often as told first.
package actor FakeProducer<Event: WireValue>: EventProducer {
    package private(set) var records: [ProducerRecord<Event>] = []
    package private(set) var attempts = 0
    private var failures: Int

    package init(failures: Int = 0) { self.failures = failures }

    package var events: [Event] { records.compactMap(\.value) }

    package func send(_ record: ProducerRecord<Event>) throws -> RecordMetadata {
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
