import Containers
import ServicePorts
import VirtualTime

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
        let topic = logs[log].topic
        let size = records.size + BatchRecords.overhead
        let limit = topicTable[topic].model.maxMessageBytes
        if size > limit { return .recordTooLarge(size: size, limit: limit) }
        guard topicTable[topic].model.cleanupPolicy.compacts else { return nil }
        let lacksKey =
            switch records {
            case .one(let record): record.key == nil
            case .many(let records): records.contains { $0.key == nil }
            }
        return lacksKey ? .invalidRecord(topic: topicTable[topic].name) : nil
    }

    /// Appends, tells observers, and wakes the polls that wait for it. Returns the first record's offset.
    func append(_ records: BatchRecords, to log: Int) -> Int64 {
        let now = simulation.now.nanoseconds
        let base = logs[log].endOffset
        let appendTime =
            topicTable[logs[log].topic].model.messageTimestampType == .logAppendTime
            ? simulation.wallMilliseconds : nil
        tidy(log, at: now)
        let firstTimestamp: Int64
        var lastTimestamp: Int64
        switch records {
        case .one(let record):
            firstTimestamp = appendTime ?? record.timestamp
            lastTimestamp = firstTimestamp
            append(record, to: log, timestamp: firstTimestamp, at: now)
        case .many(let records):
            firstTimestamp = appendTime ?? records[0].timestamp
            lastTimestamp = firstTimestamp
            for record in records {
                lastTimestamp = appendTime ?? max(lastTimestamp, record.timestamp)
                append(record, to: log, timestamp: appendTime ?? record.timestamp, at: now)
            }
        }
        upkeep[log].appended(
            at: base, bytes: records.size, from: firstTimestamp, to: lastTimestamp, now: now,
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
    private func append(_ record: ProducedRecord, to log: Int, timestamp: Int64, at now: Int64) {
        let offset = logs[log].append(
            StoredRecord(content: record, timestamp: timestamp, readableSinceNanoseconds: now))
        counters.produced += 1
        simulation.note(KafkaTrace.recordsAppended, of: log, UInt64(offset))
        for index in observers.indices {
            observers[index].recordAppended(
                topic: topicTable[logs[log].topic].name, partition: logs[log].partition, offset: offset,
                timestamp: timestamp, payload: record.payload, key: record.key)
        }
    }

    func wakeOwners(of log: Int) {
        for index in logs[log].owners.indices { recordArrived(for: members[logs[log].owners[index]]!) }
    }

    /// Loses the records from `end` on, and what was known of their producers.
    func truncate(_ log: Int, from end: Int64) {
        upkeep[log].truncated(to: end, of: logs[log])
        logs[log].truncate(from: end)
        sequences[log].truncate(from: end)
        simulation.note(KafkaTrace.logTruncated, of: log, UInt64(end))
    }

    /// Does what retention and the cleaner would have done by now. Nothing is scheduled for it: a log is put in order before
    /// anybody looks at it.
    @inline(__always)
    func tidy(_ log: Int, at nowNanoseconds: Int64) {
        if nowNanoseconds >= upkeep[log].dueAtNanoseconds { putInOrder(log) }
    }

    @inline(never)
    private func putInOrder(_ log: Int) {
        while upkeep[log].dueAtNanoseconds <= simulation.now.nanoseconds {
            let work = upkeep[log].nextWork(on: logs[log], highWatermark: logs[log].readableEnd)
            for offset in work.removed { logs[log].remove(at: offset) }
            counters.compacted += UInt64(work.removed.count)
            if work.startOffset > logs[log].startOffset {
                counters.deleted += UInt64(work.startOffset - logs[log].startOffset)
                logs[log].truncate(before: work.startOffset)
            }
            simulation.note(KafkaTrace.logCleaned, of: log, UInt64(work.startOffset) << 20 ^ UInt64(work.removed.count))
        }
    }

    /// A fetch that begins before the log's start or after its end.
    func offsetOutOfRange(_ position: Int64, of log: Int) {
        // What lies before the start was deleted, or forgotten because everybody had committed it.
        guard position > logs[log].endOffset else { return }
        counters.offsetsOutOfRange += 1
        simulation.note(KafkaTrace.offsetOutOfRange, of: log, UInt64(position))
    }

    func fetchDelay(of member: GroupMember) -> Int64 {
        fetchLatency.sample(&member.latencies) + faults.addedDelay(forClient: member.clientName)
    }
}
