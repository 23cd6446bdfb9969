import KafkaContract
import ServicePorts

/// Ways in which a broker or its client may be wrong.
enum PlantedDefect: String, Sendable, CaseIterable {
    case dropsARecord, swapsRecords, forgetsCommits, commitsTooFar, ignoresSeek, ignoresPause, ignoresClose
    case hidesTombstones, placesKeysInTurn, numbersUnacknowledgedRecords, acceptsZombies, overfillsPolls
    case dropsHeaders, stampsItsOwnTime, readsKeysAsText, keepsItsSubscription, joinsForAssignments, endsAtTheBeginning
    case findsTheNextLater, hurriesTimeouts, asksForTopicsFirst, rebalancesInSilence, refusesUnasked
    case sleepsOn, servesTwoAtATime

    /// A promise that it breaks.
    var brokenPromise: String {
        switch self {
        case .dropsARecord: "what was enqueued is there when flush returns, in order"
        case .swapsRecords: "records of one key come in the order they were sent"
        case .forgetsCommits: "a group goes on at its committed offset"
        case .commitsTooFar: "commitPositions commits all that was read, and nothing before it is committed"
        case .ignoresSeek: "after a seek the next record is that of the offset"
        case .ignoresPause: "a paused partition brings nothing until it is resumed, and loses nothing"
        case .ignoresClose: "a consumer that was closed refuses everything"
        case .hidesTombstones: "keys, tombstones and values come as they were sent"
        case .placesKeysInTurn: "the partition of a key is its murmur2 hash modulo the partitions"
        case .numbersUnacknowledgedRecords: "without acknowledgement the offset is -1, and the record comes"
        case .acceptsZombies: "who stays away from poll too long cannot commit, and others read its records"
        case .overfillsPolls: "a poll brings at most max.poll.records"
        case .dropsHeaders: "headers come as they were sent, in their order"
        case .stampsItsOwnTime: "a record has the timestamp that its producer gives it"
        case .readsKeysAsText: "a key is bytes: one of text is its UTF-8, and others come as they are"
        case .keepsItsSubscription: "to subscribe to nothing is to unsubscribe"
        case .joinsForAssignments:
            "who assigns partitions to itself reads them, and no member of its group is disturbed"
        case .endsAtTheBeginning: "beginning and end of a log are told to whoever asks"
        case .findsTheNextLater: "an offset is found by time: the first record that is not older"
        case .hurriesTimeouts: "calls end at default.api.timeout.ms when no coordinator answers"
        case .asksForTopicsFirst: "what a consumer does not hold it can neither seek nor pause nor ask for"
        case .rebalancesInSilence:
            "a commit while a rebalance is under way is told so, and is made once polls have ended it"
        case .refusesUnasked: "a fetch from past the end is refused by the broker, not before it is asked"
        case .sleepsOn: "a poll is ended from outside, and the consumer goes on"
        case .servesTwoAtATime: "a call beside one that waits is refused, and the one that waits goes on"
        }
    }
}

/// A broker with one defect.
struct DefectiveBroker: BrokerUnderTest {
    let broker: any BrokerUnderTest
    let defect: PlantedDefect

    func makeTopic(partitions: Int32) async throws -> String { try await broker.makeTopic(partitions: partitions) }

    func makeProducer(_ settings: ProducerSettings) async throws -> any EventProducer<ContractEvent> {
        DefectiveProducer(real: try await broker.makeProducer(settings), defect: defect)
    }

    func makeForeignProducer() async throws -> any EventProducer<ForeignText> {
        try await broker.makeForeignProducer()
    }

    func makeConsumer(_ settings: ConsumerSettings) async throws -> any EventConsumer<ContractEvent> {
        var settings = settings
        if defect == .overfillsPolls { settings.maxPollRecords += 1 }
        if defect == .hurriesTimeouts { settings.defaultAPITimeout = settings.defaultAPITimeout * 9 / 10 }
        let real = try await broker.makeConsumer(settings)
        let number = (real as? NumberedConsumer)?.number ?? 0
        return NumberedConsumer(number: number, real: real, defect: defect)
    }

    func crash(_ consumer: any EventConsumer<ContractEvent>) async throws { try await broker.crash(consumer) }

    func setCoordinators(areThere: Bool) async throws { try await broker.setCoordinators(areThere: areThere) }

    func now() async -> Duration { await broker.now() }
}

private final class DefectiveProducer: EventProducer, @unchecked Sendable {
    /// Touched only by the one task that runs a case.
    private var sent: Int32 = 0
    private let real: any EventProducer<ContractEvent>
    private let defect: PlantedDefect

    init(real: any EventProducer<ContractEvent>, defect: PlantedDefect) {
        self.real = real
        self.defect = defect
    }

    func send(_ record: ProducerRecord<ContractEvent>) async throws -> RecordMetadata {
        var record = record
        if defect == .placesKeysInTurn, record.partition == nil { record.partition = sent % 2 }
        if defect == .dropsHeaders { record.headers = [] }
        if defect == .stampsItsOwnTime { record.timestamp = nil }
        if defect == .readsKeysAsText { record.key = record.key.map { RecordKey($0.description) } }
        sent += 1
        var metadata = try await real.send(record)
        if defect == .numbersUnacknowledgedRecords { metadata.offset = max(metadata.offset, 0) }
        return metadata
    }

    func enqueue(_ record: ProducerRecord<ContractEvent>) async throws {
        sent += 1
        if defect == .dropsARecord, sent == 3 { return }
        try await real.enqueue(record)
    }

    func flush() async throws { try await real.flush() }
}

/// A consumer that can be told from others, whole or with one defect.
struct NumberedConsumer: EventConsumer {
    let number: Int
    let real: any EventConsumer<ContractEvent>
    var defect: PlantedDefect?

    func subscribe(to topics: [String], listener: (any RebalanceListener)?) async throws {
        if topics.isEmpty, defect == .keepsItsSubscription { return }
        try await real.subscribe(to: topics, listener: listener)
    }

    func unsubscribe() async throws { try await real.unsubscribe() }

    func assign(_ partitions: [TopicPartition]) async throws {
        guard defect == .joinsForAssignments else { return try await real.assign(partitions) }
        try await real.subscribe(to: Set(partitions.map(\.topic)).sorted(), listener: nil)
    }

    func poll(timeout: Duration) async throws -> [ConsumerRecord<ContractEvent>] {
        if defect == .refusesUnasked, timeout == .zero {
            for partition in try await real.assignment() {
                let position = try await real.position(of: partition)
                if try await real.endOffsets([partition])[partition] ?? 0 < position {
                    throw KafkaError.offsetOutOfRange(partition, offset: position)
                }
            }
        }
        let records: [ConsumerRecord<ContractEvent>]
        do { records = try await real.poll(timeout: timeout) } catch KafkaError.concurrentModification {
            guard defect == .servesTwoAtATime else { throw KafkaError.concurrentModification }
            return []
        }
        switch defect {
        case .swapsRecords: return records.reversed()
        case .hidesTombstones:
            return records.filter { if case .tombstone = $0.value { false } else { true } }
        default: return records
        }
    }

    func commit(_ nextOffsets: [TopicPartition: Int64]) async throws {
        if defect == .forgetsCommits { return }
        do { try await real.commit(nextOffsets) } catch KafkaError.rebalanceInProgress {
            if defect != .rebalancesInSilence { throw KafkaError.rebalanceInProgress }
        } catch { if defect != .acceptsZombies { throw error } }
    }

    func commitPositions() async throws {
        guard defect == .commitsTooFar else { return try await real.commitPositions() }
        for partition in try await real.assignment() {
            try await real.commit([partition: try await real.position(of: partition) + 1])
        }
    }

    func assignment() async throws -> [TopicPartition] { try await real.assignment() }
    func position(of partition: TopicPartition) async throws -> Int64 { try await real.position(of: partition) }
    func currentLag(of partition: TopicPartition) async throws -> Int64 { try await real.currentLag(of: partition) }

    func committed(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await real.committed(partitions)
    }

    func seek(_ partition: TopicPartition, to offset: Int64) async throws {
        if defect == .asksForTopicsFirst { _ = try await real.endOffsets([partition]) }
        if defect != .ignoresSeek { try await real.seek(partition, to: offset) }
    }

    func beginningOffsets(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try await real.beginningOffsets(partitions)
    }

    func endOffsets(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        defect == .endsAtTheBeginning
            ? try await real.beginningOffsets(partitions) : try await real.endOffsets(partitions)
    }

    func offsetsForTimes(_ timestamps: [TopicPartition: Int64]) async throws -> [TopicPartition: OffsetAndTimestamp] {
        try await real.offsetsForTimes(
            defect == .findsTheNextLater ? timestamps.mapValues { $0 + 1 } : timestamps)
    }

    func seekToBeginning(_ partitions: [TopicPartition]) async throws { try await real.seekToBeginning(partitions) }
    func seekToEnd(_ partitions: [TopicPartition]) async throws { try await real.seekToEnd(partitions) }

    func pause(_ partitions: [TopicPartition]) async throws {
        if defect != .ignoresPause { try await real.pause(partitions) }
    }

    func resume(_ partitions: [TopicPartition]) async throws { try await real.resume(partitions) }
    func paused() async throws -> [TopicPartition] { try await real.paused() }
    func enforceRebalance() async throws { try await real.enforceRebalance() }
    func wakeup() { if defect != .sleepsOn { real.wakeup() } }
    func close() async { if defect != .ignoresClose { await real.close() } }
}
