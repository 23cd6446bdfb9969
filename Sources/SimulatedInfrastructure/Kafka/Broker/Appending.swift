import Ports
import VirtualTime

/// A record on its way into a log.
struct BatchRecord {
    let key: String?
    /// As the producer gave it.
    let payload: Payload
    /// Its bytes, in wire mode `bytes`.
    let encoded: [UInt8]?
    /// Milliseconds since the Unix epoch, by the producer's clock.
    let timestamp: Int64
    /// Bytes of nominal size that it takes in a batch, the same in both wire modes.
    let size: Int32

    /// Kafka's upper bound for what a record takes beside key and value (`DefaultRecord.MAX_RECORD_OVERHEAD`).
    static let overhead = 21

    /// - Throws: the encoder's error.
    @inline(__always)
    init(key: String?, payload: Payload, wire: WireMode, timestamp: Int64) throws {
        self.key = key
        self.payload = payload
        encoded = wire == .bytes && payload.isValue ? try payload.wireBytes() : nil
        self.timestamp = timestamp
        size = Int32(clamping: (key?.utf8.count ?? 0) + payload.nominalSize + Self.overhead)
    }

    var stored: Payload {
        if let encoded { .bytes(encoded) } else { payload }
    }

    var isTombstone: Bool { payload.isEmpty }
}

/// The records of one produce request. Most carry one, which needs no array.
enum BatchRecords {
    case one(BatchRecord)
    case many(ContiguousArray<BatchRecord>)

    var count: Int {
        switch self {
        case .one: 1
        case .many(let records): records.count
        }
    }

    /// Bytes of nominal size without the batch's own.
    var size: Int {
        switch self {
        case .one(let record): Int(record.size)
        case .many(let records): records.reduce(0) { $0 + Int($1.size) }
        }
    }

    /// What a batch takes itself (`DefaultRecordBatch.RECORD_BATCH_OVERHEAD`).
    static let overhead = 61
}

/// What is on its way to the high watermark before it is acknowledged.
struct AwaitedAppend {
    /// The offset after its last record.
    let end: Int64
    let token: SlotToken
}

/// The leader's side of an append.
extension SimulatedKafka {
    /// What the leader refuses about the records themselves.
    func defect(of records: BatchRecords, for log: Int) -> KafkaError? {
        let topic = topicTable[logs[log].topic].model
        let size = records.size + BatchRecords.overhead
        if size > topic.maxMessageBytes { return .recordTooLarge(size: size, limit: topic.maxMessageBytes) }
        guard topic.cleanupPolicy.compacts else { return nil }
        let lacksKey =
            switch records {
            case .one(let record): record.key == nil
            case .many(let records): records.contains { $0.key == nil }
            }
        return lacksKey ? .invalidRecord(topic: topic.name) : nil
    }

    /// Appends, tells observers, and wakes the polls that wait for it. Returns the first record's offset.
    func append(_ records: BatchRecords, to log: Int) -> Int64 {
        let base = logs[log].endOffset
        let appendTime =
            topicTable[logs[log].topic].model.messageTimestampType == .logAppendTime
            ? simulation.wallMilliseconds : nil
        tidy(log)
        let firstTimestamp: Int64
        var lastTimestamp: Int64
        switch records {
        case .one(let record):
            firstTimestamp = appendTime ?? record.timestamp
            lastTimestamp = firstTimestamp
            append(record, to: log, timestamp: firstTimestamp)
        case .many(let records):
            firstTimestamp = appendTime ?? records[0].timestamp
            lastTimestamp = firstTimestamp
            for record in records {
                lastTimestamp = appendTime ?? max(lastTimestamp, record.timestamp)
                append(record, to: log, timestamp: appendTime ?? record.timestamp)
            }
        }
        upkeep[log].appended(
            at: base, bytes: records.size, from: firstTimestamp, to: lastTimestamp, now: simulation.now.nanoseconds,
            nextOffset: logs[log].endOffset)
        if replicas[log].isReplicated {
            replicateAppended(log)
        } else {
            logs[log].makeAllReadable()
            wakeOwners(of: log)
        }
        return base
    }

    @inline(__always)
    private func append(_ record: BatchRecord, to log: Int, timestamp: Int64) {
        let offset = logs[log].append(
            StoredRecord(
                key: record.key, payload: record.stored, timestamp: timestamp,
                readableSinceNanoseconds: simulation.now.nanoseconds, size: record.size))
        counters.produced += 1
        simulation.note(0x4B41_5050 << 32 | UInt64(log), UInt64(offset))
        for observer in observers {
            observer.recordAppended(
                topic: topicTable[logs[log].topic].name, partition: logs[log].partition, offset: offset,
                timestamp: timestamp, payload: record.payload, key: record.key)
        }
    }

    func wakeOwners(of log: Int) {
        for owner in logs[log].owners { recordArrived(for: members[owner]!) }
    }

    /// Loses the records from `end` on, and what was known of their producers.
    func truncate(_ log: Int, from end: Int64) {
        upkeep[log].truncated(to: end, of: logs[log])
        logs[log].truncate(from: end)
        sequences[log].truncate(from: end)
        simulation.note(0x4B39 << 32 | UInt64(log), UInt64(end))
    }

    /// Does what retention and the cleaner would have done by now. Nothing is scheduled for it: a log is put in order before
    /// anybody looks at it.
    @inline(__always)
    func tidy(_ log: Int) {
        if simulation.now.nanoseconds >= upkeep[log].dueAtNanoseconds { putInOrder(log) }
    }

    private func putInOrder(_ log: Int) {
        while upkeep[log].dueAtNanoseconds <= simulation.now.nanoseconds {
            let work = upkeep[log].nextWork(on: logs[log], highWatermark: logs[log].readableEnd)
            for offset in work.removed { logs[log].remove(at: offset) }
            counters.compacted += UInt64(work.removed.count)
            if work.startOffset > logs[log].startOffset {
                counters.deleted += UInt64(work.startOffset - logs[log].startOffset)
                logs[log].truncate(before: work.startOffset)
            }
            simulation.note(0x4B3A << 32 | UInt64(log), UInt64(work.startOffset) << 20 ^ UInt64(work.removed.count))
        }
    }

    /// A fetch that begins before the log's start or after its end.
    func offsetOutOfRange(_ position: Int64, of log: Int) {
        // What lies before the start was deleted, or forgotten because everybody had committed it.
        guard position > logs[log].endOffset else { return }
        counters.offsetsOutOfRange += 1
        simulation.note(0x4B3B << 32 | UInt64(log), UInt64(position))
    }

    func fetchDelay(of member: GroupMember) -> Int64 {
        fetchLatency.sample(&member.latencies) + addedDelay(forClient: member.clientName)
    }
}
