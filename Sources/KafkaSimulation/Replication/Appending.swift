import ServicePorts
import VirtualTime

/// The leader's side of an append, and what befalls the records after it.
extension ReplicaManager {
    /// What the leader refuses about the records themselves.
    func defect(of records: BatchRecords, for log: LogID) -> KafkaError? {
        let size = records.size + BatchRecords.overhead
        let limit = metadata[log].model.maxMessageBytes
        if size > limit { return .recordTooLarge(size: size, limit: limit) }
        guard metadata[log].model.cleanupPolicy.compacts else { return nil }
        let lacksKey =
            switch records {
            case .one(let record): record.key == nil
            case .many(let records): records.contains { $0.key == nil }
            }
        return lacksKey ? .invalidRecord(topic: metadata[log].name) : nil
    }

    /// Appends, tells observers, and whoever waits for records. Returns the first record's offset.
    func append(_ records: BatchRecords, to log: LogID) -> Int64 {
        precondition(logs[log].isAvailable, "Only a leader appends.")
        assert(partitions[log].isAvailable, "A log is served by a leader that runs.")
        let now = simulation.now.nanoseconds
        let base = logs[log].endOffset
        let appendTime =
            metadata[log].model.messageTimestampType == .logAppendTime ? simulation.wallMilliseconds : nil
        tidy(log, at: now)
        let firstTimestamp: Int64
        var lastTimestamp: Int64
        switch records {
        case .one(let record):
            firstTimestamp = appendTime ?? record.timestamp
            lastTimestamp = firstTimestamp
            append(record, to: log, timestamp: firstTimestamp, at: now)
        case .many(let records):
            precondition(!records.isEmpty, "A batch has a record.")
            firstTimestamp = appendTime ?? records[0].timestamp
            lastTimestamp = firstTimestamp
            for place in records.indices {
                let timestamp = appendTime ?? records[place].timestamp
                lastTimestamp = appendTime ?? max(lastTimestamp, timestamp)
                append(records[place], to: log, timestamp: timestamp, at: now)
            }
        }
        precondition(logs[log].endOffset == base + Int64(records.count), "A batch's offsets follow one another.")
        upkeep[log].appended(
            at: base, bytes: records.size, from: firstTimestamp, to: lastTimestamp, now: now,
            nextOffset: logs[log].endOffset)
        lags?.changed(log, from: logs[log].startOffset, to: logs[log].endOffset)
        if partitions[log].isReplicated {
            replicateAppended(log)
        } else {
            logs[log].makeAllReadable()
            fetches?.mayRead(log)
        }
        return base
    }

    @inline(__always)
    private func append(_ record: ProducedRecord, to log: LogID, timestamp: Int64, at now: Int64) {
        let offset = logs[log].append(
            StoredRecord(content: record, timestamp: timestamp, readableSinceNanoseconds: now))
        counters.produced += 1
        simulation.note(
            KafkaTrace.recordsAppended, of: log.index, UInt64(offset), digest: record.digest(at: timestamp),
            saying: "record \(name(of: log))@\(offset)")
        for index in observers.indices {
            observers[index].recordAppended(
                topic: metadata[log].name, partition: metadata.topicPartitions[log].partition, offset: offset,
                timestamp: timestamp, payload: record.payload, key: record.key,
                broker: partitions[log].leader?.number ?? -1)
        }
    }

    private func name(of log: LogID) -> String {
        "\(metadata.topicPartitions[log].topic)/\(metadata.topicPartitions[log].partition)"
    }

    /// The broker's timestamp of a record that is still there, where the topic sets one.
    func appendTime(of log: LogID, at offset: Int64) -> Int64? {
        guard metadata[log].model.messageTimestampType == .logAppendTime, offset >= logs[log].startOffset,
            offset < logs[log].endOffset
        else { return nil }
        return logs[log][offset].timestamp
    }

    func lacksReplicas(_ log: LogID) -> Bool {
        partitions[log].inSync.count < metadata[log].model.minInsyncReplicas
    }

    // MARK: Records that go

    /// Loses the records from `end` on, and what was known of their producers.
    func truncate(_ log: LogID, from end: Int64) {
        precondition(partitions[log].isReplicated, "The only copy loses nothing.")
        upkeep[log].truncated(to: end, of: logs[log])
        logs[log].truncate(from: end)
        produces?.logTruncated(log, from: end)
        recorder?.lost(from: end, of: metadata.topicPartitions[log])
        for observer in observers {
            observer.recordsLost(
                topic: metadata[log].name, partition: metadata.topicPartitions[log].partition, from: end)
        }
        lags?.changed(log, from: logs[log].startOffset, to: logs[log].endOffset)
        simulation.note(KafkaTrace.logTruncated, of: log.index, UInt64(end))
    }

    /// Forgets what nobody will ask for, unless the topic keeps everything in memory.
    func forget(_ log: LogID, before offset: Int64) {
        guard !metadata[log].keepsEverything else { return }
        // A group may commit what is not there yet.
        logs[log].truncate(before: min(offset, logs[log].readableEnd))
    }

    /// Does what retention and the cleaner would have done by now. Nothing is scheduled for it: a log is put in order
    /// before anybody looks at it.
    @inline(__always)
    func tidy(_ log: LogID, at nowNanoseconds: Int64) {
        if nowNanoseconds >= upkeep[log].dueAtNanoseconds { putInOrder(log) }
    }

    @inline(never)
    private func putInOrder(_ log: LogID) {
        while upkeep[log].dueAtNanoseconds <= simulation.now.nanoseconds {
            let work = upkeep[log].nextWork(on: logs[log], highWatermark: logs[log].readableEnd)
            for offset in work.removed { logs[log].remove(at: offset) }
            counters.compacted += UInt64(work.removed.count)
            if work.startOffset > logs[log].startOffset {
                counters.deleted += UInt64(work.startOffset - logs[log].startOffset)
                logs[log].delete(before: work.startOffset)
                lags?.changed(log, from: logs[log].startOffset, to: logs[log].endOffset)
            }
            simulation.note(
                KafkaTrace.logCleaned, of: log.index,
                UInt64(work.startOffset) << 20 ^ UInt64(work.removed.count))
        }
    }
}
