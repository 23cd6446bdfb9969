import ServicePorts
import VirtualTime

/// The broker's side of `poll`: when the next fetch response reaches a member, and what is in it.
///
/// A fetch is always outstanding, as with Kafka's clients: records that were appended before the last response take one
/// latency from that response, later ones one latency from their append.
extension SimulatedKafka {
    func wake(_ member: GroupMember) {
        guard let waiter = member.waiter else { return }
        member.waiter = nil
        simulation.wake(waiter)
    }

    /// Ends the member's poll at `deadlineNanoseconds`. A member has one timer, which outlives polls that end early,
    /// so that a busy consumer leaves no trail of dead entries.
    func endPoll(of member: GroupMember, at deadlineNanoseconds: Int64) {
        member.pollDeadlineNanoseconds = deadlineNanoseconds
        if let due = member.pollTimerAtNanoseconds, due <= deadlineNanoseconds { return }
        member.pollTimerAtNanoseconds = deadlineNanoseconds
        schedule(.pollTimesOut, member, after: deadlineNanoseconds - simulation.now.nanoseconds)
    }

    func pollTimedOut(_ member: GroupMember) {
        let now = simulation.now.nanoseconds
        guard member.pollTimerAtNanoseconds == now else { return }
        member.pollTimerAtNanoseconds = nil
        guard member.waiter != nil else { return }
        if member.pollDeadlineNanoseconds <= now { return wake(member) }
        endPoll(of: member, at: member.pollDeadlineNanoseconds)
    }

    /// Called for the owner of a partition that has got a record.
    func recordArrived(for member: GroupMember) {
        guard let waiter = member.waiter else { return }
        // One response is on its way already, unless it waits for more bytes.
        if member.fetchDelayNanoseconds != nil, member.settings.fetchMinBytes <= 1 { return }
        let delayNanoseconds = member.fetchDelayNanoseconds ?? fetchDelay(of: member)
        member.fetchDelayNanoseconds = delayNanoseconds
        simulation.wake(waiter, at: VirtualInstant(nanoseconds: simulation.now.nanoseconds + delayNanoseconds))
    }

    /// When the next records reach the member; nil when there are none.
    func nextFetchNanoseconds(of member: GroupMember) -> Int64? {
        let now = simulation.now.nanoseconds
        var earliest = Int64.max
        for index in member.assigned.indices where !member.assigned[index].isPaused {
            let log = member.assigned[index].log
            guard logs[log].isAvailable else { continue }
            let position = member.assigned[index].position
            // All of it is read, as of most partitions most of the time.
            if position == logs[log].readableEnd, now < upkeep[log].dueAtNanoseconds { continue }
            tidy(log, at: now)
            if position < logs[log].startOffset || position > logs[log].endOffset {
                offsetOutOfRange(position, of: log)
                guard resetPosition(index, of: member) else { return nil }
            }
            if let next = logs[log].nextReadable(from: member.assigned[index].position) {
                earliest = min(earliest, logs[log][next].readableSinceNanoseconds)
            }
        }
        guard earliest < .max else {
            member.fetchDelayNanoseconds = nil
            return nil
        }
        let delayNanoseconds = member.fetchDelayNanoseconds ?? fetchDelay(of: member)
        member.fetchDelayNanoseconds = delayNanoseconds
        if member.settings.fetchMinBytes > 1, member.lastFetchAtNanoseconds > 0 {
            earliest = whenEnoughBytes(for: member, earliest: earliest)
        }
        return max(earliest, member.lastFetchAtNanoseconds) + delayNanoseconds
    }

    /// `fetch.min.bytes`: the broker answers when as many bytes have come, or `fetch.max.wait.ms` after it was asked.
    private func whenEnoughBytes(for member: GroupMember, earliest: Int64) -> Int64 {
        var arrivals: [(at: Int64, bytes: Int)] = []
        for assigned in member.assigned where !assigned.isPaused && logs[assigned.log].isAvailable {
            var offset = assigned.position
            while let next = logs[assigned.log].nextReadable(from: offset) {
                arrivals.append(
                    (logs[assigned.log][next].readableSinceNanoseconds, logs[assigned.log][next].size))
                offset = next + 1
            }
        }
        arrivals.sort { $0.at < $1.at }
        var bytes = 0
        var enoughAt = Int64.max
        for arrival in arrivals where enoughAt == .max {
            bytes += arrival.bytes
            if bytes >= member.settings.fetchMinBytes { enoughAt = arrival.at }
        }
        let wait = max(member.settings.fetchMaxWait.wholeNanoseconds, 1)
        // Requests that found nothing were answered empty, each with the next one behind it.
        let passed = max(earliest - member.lastFetchAtNanoseconds, 0) / wait
        return min(enoughAt, member.lastFetchAtNanoseconds + (passed + 1) * wait)
    }

    /// What is done with a record that is handed out.
    @usableFromInline
    typealias TakeRecord = (
        _ topicPartition: TopicPartition, _ offset: Int64, _ timestamp: Int64, _ record: ProducedRecord
    ) -> Void

    /// Hands the records of the response that has arrived to `take`, partition by partition, at most
    /// `max.poll.records`; the partition that comes first changes with every response.
    func handOut(to member: GroupMember, _ take: TakeRecord) {
        let now = simulation.now.nanoseconds
        let cutoffNanoseconds = now - (member.fetchDelayNanoseconds ?? 0)
        if member.lastFetchAtNanoseconds > 0 { member.responseBytesTaken = 0 }
        var left = member.settings.maxPollRecords
        var isCut = false
        let count = member.assigned.count
        var index = member.firstToFetch
        for _ in 0..<count where left > 0 {
            if handOut(index, readableBy: cutoffNanoseconds, atMost: &left, to: member, take) { isCut = true }
            index += 1
            if index == count { index = 0 }
        }
        member.firstToFetch += 1
        if member.firstToFetch >= count { member.firstToFetch = 0 }
        member.fetchDelayNanoseconds = nil
        // What a full response left behind lies in the client's buffer already.
        member.lastFetchAtNanoseconds = left == 0 && !isCut ? 0 : now
    }

    /// Hands out what the response has of one partition; returns whether its bytes have cut it off.
    @inline(__always)
    private func handOut(
        _ index: Int, readableBy cutoffNanoseconds: Int64, atMost left: inout Int, to member: GroupMember,
        _ take: TakeRecord
    ) -> Bool {
        guard !member.assigned[index].isPaused else { return false }
        if member.lastFetchAtNanoseconds > 0, member.assigned[index].bytesTaken > 0 {
            member.assigned[index].bytesTaken = 0
        }
        let log = member.assigned[index].log
        guard logs[log].isAvailable else { return false }
        let first = member.assigned[index].position
        let end = logs[log].readableEnd
        let countsBytes = end - first > 1 || member.assigned[index].bytesTaken > 0
        var isCut = false
        var offset = first
        while offset < end, left > 0, logs[log][offset].readableSinceNanoseconds <= cutoffNanoseconds {
            if let record = logs[log][offset].content {
                if countsBytes, !fits(record.size, index, of: member) {
                    isCut = true
                    break
                }
                take(topicPartition(log), offset, logs[log][offset].timestamp, record)
                left -= 1
            }
            offset += 1
        }
        if offset > first {
            simulation.note(KafkaTrace.recordsFetched, of: log, UInt64(first) &<< 20 ^ UInt64(offset))
            member.assigned[index].position = offset
        }
        countHandedOut(first..<offset, of: log, to: member.group)
        return isCut
    }

    /// Whether the response has room for so many more bytes (`max.partition.fetch.bytes`, `fetch.max.bytes`); takes
    /// them.
    private func fits(_ bytes: Int, _ index: Int, of member: GroupMember) -> Bool {
        let ofPartition = member.assigned[index].bytesTaken + bytes
        let ofResponse = member.responseBytesTaken + bytes
        if member.assigned[index].bytesTaken > 0, ofPartition > member.settings.maxPartitionFetchBytes { return false }
        if member.responseBytesTaken > 0, ofResponse > member.settings.fetchMaxBytes { return false }
        member.assigned[index].bytesTaken = ofPartition
        member.responseBytesTaken = ofResponse
        return true
    }

    @inline(__always)
    private func countHandedOut(_ offsets: Range<Int64>, of log: Int, to group: ConsumerGroup) {
        counters.fetched += UInt64(offsets.upperBound - offsets.lowerBound)
        let before = group.handedOut[log]
        if offsets.lowerBound < before {
            counters.redelivered += UInt64(min(before, offsets.upperBound) - offsets.lowerBound)
        }
        if offsets.upperBound > before { group.handedOut[log] = offsets.upperBound }
    }

    // MARK: Partitions that come and go

    /// Each partition from its committed offset on, or by `auto.offset.reset`.
    func takeOver(_ added: [Int], by member: GroupMember) {
        guard !added.isEmpty else { return }
        for log in added {
            logs[log].owners.append(member.number)
            member.assigned.append(GroupMember.Assigned(log: log, position: member.group.committed[log]))
            // A reset that has to fail does so in the poll that needs the position.
            if member.group.committed[log] < 0, member.settings.autoOffsetReset != .none {
                _ = resetPosition(member.assigned.count - 1, of: member)
            }
        }
        member.assigned.sort { topicPartition($0.log) < topicPartition($1.log) }
        member.firstToFetch = 0
        member.fetchDelayNanoseconds = nil
        member.lastFetchAtNanoseconds = simulation.now.nanoseconds
    }

    func drop(_ dropped: [Int], of member: GroupMember) {
        for log in dropped { logs[log].owners.removeAll { $0 == member.number } }
        member.assigned.removeAll { dropped.contains($0.log) }
        member.firstToFetch = 0
    }

    func dropAll(of member: GroupMember) { drop(member.assigned.map(\.log), of: member) }

    // MARK: Positions

    /// One past the last record that consumers may read.
    func readableEnd(of log: Int) -> Int64 { logs[log].readableEnd }

    /// Finds a new position for one that is not in the log (`auto.offset.reset`); false when there is none to be found.
    private func resetPosition(_ index: Int, of member: GroupMember) -> Bool {
        let assigned = member.assigned[index]
        switch member.settings.autoOffsetReset {
        case .earliest: member.assigned[index].position = logs[assigned.log].startOffset
        case .latest: member.assigned[index].position = readableEnd(of: assigned.log)
        case .none:
            let partition = topicPartition(assigned.log)
            member.positionTrouble =
                assigned.position < 0
                ? .noOffsetForPartition(partition) : .offsetOutOfRange(partition, offset: assigned.position)
            return false
        }
        return true
    }
}
