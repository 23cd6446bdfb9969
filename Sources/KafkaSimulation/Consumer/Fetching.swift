import ServicePorts
import VirtualTime

/// When the next response reaches a member, and the records that are in it.
extension FetchServer {
    /// When the next records reach the member; nil when there are none.
    func nextFetchNanoseconds(of fetcher: Fetcher) -> Int64? {
        let now = simulation.now.nanoseconds
        var earliest = Int64.max
        var refusal = Int64.max
        for index in fetcher.assigned.indices where !fetcher.assigned[index].isPaused {
            let log = fetcher.assigned[index].log
            guard replicas.logs[log].isAvailable else { continue }
            let position = fetcher.assigned[index].position
            // All of it is read, as of most partitions most of the time.
            if position == replicas.logs[log].readableEnd, now < replicas.upkeep[log].dueAtNanoseconds,
                fetcher.assigned[index].refusedAtNanoseconds == nil
            {
                continue
            }
            replicas.tidy(log, at: now)
            if position < replicas.logs[log].startOffset || position > replicas.logs[log].endOffset
                || fetcher.assigned[index].refusedAtNanoseconds != nil
            {
                switch search(index, of: fetcher) {
                case .found: break
                case .failed: return nil
                case .isRefused(let atNanoseconds):
                    refusal = min(refusal, atNanoseconds)
                    continue
                }
            }
            if let next = replicas.logs[log].nextReadable(from: fetcher.assigned[index].position) {
                earliest = min(earliest, replicas.logs[log][next].readableSinceNanoseconds)
            }
        }
        guard earliest < .max else {
            fetcher.delayNanoseconds = nil
            return refusal < .max ? refusal : nil
        }
        let delayNanoseconds = fetcher.delayNanoseconds ?? delay(of: fetcher)
        fetcher.delayNanoseconds = delayNanoseconds
        if fetcher.settings.fetchMinBytes > 1, fetcher.lastFetchAtNanoseconds > 0 {
            earliest = whenEnoughBytes(for: fetcher, earliest: earliest)
        }
        return min(max(earliest, fetcher.lastFetchAtNanoseconds) + delayNanoseconds, refusal)
    }

    /// `fetch.min.bytes`: the broker answers when as many bytes have come, or `fetch.max.wait.ms` after it was asked.
    private func whenEnoughBytes(for fetcher: Fetcher, earliest: Int64) -> Int64 {
        precondition(fetcher.settings.fetchMinBytes > 1, "A single byte is not waited for.")
        var arrivals: [(at: Int64, bytes: Int)] = []
        for assigned in fetcher.assigned where !assigned.isPaused && replicas.logs[assigned.log].isAvailable {
            var offset = assigned.position
            while let next = replicas.logs[assigned.log].nextReadable(from: offset) {
                arrivals.append(
                    (replicas.logs[assigned.log][next].readableSinceNanoseconds, replicas.logs[assigned.log][next].size)
                )
                offset = next + 1
            }
        }
        arrivals.sort { $0.at < $1.at }
        var bytes = 0
        var enoughAt = Int64.max
        for arrival in arrivals where enoughAt == .max {
            bytes += arrival.bytes
            if bytes >= fetcher.settings.fetchMinBytes { enoughAt = arrival.at }
        }
        let wait = max(fetcher.settings.fetchMaxWait.wholeNanoseconds, 1)
        // Requests that found nothing were answered empty, each with the next one behind it.
        let passed = max(earliest - fetcher.lastFetchAtNanoseconds, 0) / wait
        return min(enoughAt, fetcher.lastFetchAtNanoseconds + (passed + 1) * wait)
    }

    /// Hands the records of the response that has arrived to `take`, partition by partition, at most
    /// `max.poll.records`; the partition that comes first changes with every response.
    func handOut(to fetcher: Fetcher, _ take: GroupClient.TakeRecord) {
        let now = simulation.now.nanoseconds
        let cutoffNanoseconds = now - (fetcher.delayNanoseconds ?? 0)
        if fetcher.lastFetchAtNanoseconds > 0 { fetcher.responseBytesTaken = 0 }
        var left = fetcher.settings.maxPollRecords
        var isCut = false
        let count = fetcher.assigned.count
        var index = fetcher.firstToFetch
        for _ in 0..<count where left > 0 {
            if handOut(index, readableBy: cutoffNanoseconds, atMost: &left, to: fetcher, take) { isCut = true }
            index += 1
            if index == count { index = 0 }
        }
        precondition(left >= 0, "A poll brings at most max.poll.records.")
        fetcher.lastCount = fetcher.settings.maxPollRecords - left
        fetcher.firstToFetch += 1
        if fetcher.firstToFetch >= count { fetcher.firstToFetch = 0 }
        fetcher.delayNanoseconds = nil
        // What a full response left behind lies in the client's buffer already.
        fetcher.lastFetchAtNanoseconds = left == 0 && !isCut ? 0 : now
    }

    /// Hands out what the response has of one partition; returns whether its bytes have cut it off.
    @inline(__always)
    private func handOut(
        _ index: Int, readableBy cutoffNanoseconds: Int64, atMost left: inout Int, to fetcher: Fetcher,
        _ take: GroupClient.TakeRecord
    ) -> Bool {
        guard !fetcher.assigned[index].isPaused, fetcher.assigned[index].refusedAtNanoseconds == nil else {
            return false
        }
        if fetcher.lastFetchAtNanoseconds > 0, fetcher.assigned[index].bytesTaken > 0 {
            fetcher.assigned[index].bytesTaken = 0
        }
        let log = fetcher.assigned[index].log
        guard replicas.logs[log].isAvailable else { return false }
        let first = fetcher.assigned[index].position
        precondition(first >= 0, "A position is found before records are handed out.")
        let end = replicas.logs[log].readableEnd
        assert(end <= replicas.logs[log].endOffset, "Nobody reads beyond the end.")
        let countsBytes = end - first > 1 || fetcher.assigned[index].bytesTaken > 0
        var isCut = false
        var offset = first
        if first < end {
            // Held for the loop, so that the way to it is gone once, and its records are not counted one by one.
            let records = replicas.logs[log]
            var room = fetcher.room(in: index)
            let topicPartition = metadata.topicPartitions[log]
            while offset < end, left > 0, records[offset].readableSinceNanoseconds <= cutoffNanoseconds {
                if let record = records.borrowedRecord(at: offset) {
                    isCut = record._withUnsafeGuaranteedRef { record in
                        if countsBytes, !room.fits(record.size) { return true }
                        take(topicPartition, offset, records[offset].timestamp, record)
                        if recorder != nil { tellHandedOut(record, offset, of: topicPartition, to: fetcher.member) }
                        return false
                    }
                    if isCut { break }
                    left -= 1
                }
                offset += 1
            }
            withExtendedLifetime(records) {}
            if countsBytes { fetcher.take(room, index) }
        }
        if offset > first {
            simulation.note(KafkaTrace.recordsFetched, of: log.index, UInt64(first) &<< 20 ^ UInt64(offset))
            fetcher.assigned[index].position = offset
        }
        countHandedOut(first..<offset, of: log, to: fetcher.member.group.id)
        return isCut
    }

    @inline(never)
    private func tellHandedOut(
        _ record: ProducedRecord, _ offset: Int64, of partition: TopicPartition, to member: GroupMember
    ) {
        recorder?.handedOut(
            offset, of: partition, to: member.clientName, group: member.group.name, payload: record.payload)
    }
}
