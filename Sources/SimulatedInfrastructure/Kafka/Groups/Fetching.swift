import Ports
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

    /// Ends the member's poll at `deadlineNanoseconds`. A member has one timer, which outlives polls that end early, so that
    /// a busy consumer leaves no trail of dead entries.
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
        if member.process.state != .running { armCheck(of: member, after: member.heartbeatIntervalNanoseconds) }
        guard let waiter = member.waiter, member.fetchDelayNanoseconds == nil else { return }
        let delayNanoseconds = fetchDelay(of: member)
        member.fetchDelayNanoseconds = delayNanoseconds
        simulation.wake(waiter, at: VirtualInstant(nanoseconds: simulation.now.nanoseconds + delayNanoseconds))
    }

    /// When the next records reach the member; nil when there are none.
    func nextFetchNanoseconds(of member: GroupMember) -> Int64? {
        var earliest = Int64.max
        for index in member.assigned.indices {
            let log = member.assigned[index].log
            guard logs[log].isAvailable else { continue }
            tidy(log)
            if member.assigned[index].position < logs[log].startOffset
                || member.assigned[index].position > logs[log].endOffset
            {
                offsetOutOfRange(member.assigned[index].position, of: log)
                member.assigned[index].position = resetOffset(of: log, for: member)
            }
            if let next = logs[log].nextReadable(from: member.assigned[index].position) {
                earliest = min(earliest, logs[log][next].readableSinceNanoseconds)
            }
        }
        guard earliest < .max else { return nil }
        let delayNanoseconds = member.fetchDelayNanoseconds ?? fetchDelay(of: member)
        member.fetchDelayNanoseconds = delayNanoseconds
        return max(earliest, member.lastFetchAtNanoseconds) + delayNanoseconds
    }

    /// Leaves the records of the response that has arrived with the member, partition by partition, at most
    /// `max.poll.records`; the partition that comes first changes with every response.
    func takeFetched(by member: GroupMember) {
        let cutoffNanoseconds = simulation.now.nanoseconds - (member.fetchDelayNanoseconds ?? 0)
        var left = member.settings.maxPollRecords
        let count = member.assigned.count
        for step in 0..<count where left > 0 {
            let index = (member.firstToFetch + step) % count
            let log = member.assigned[index].log
            var offset = member.assigned[index].position
            guard logs[log].isAvailable else { continue }
            let end = logs[log].readableEnd
            while offset < end, left > 0, logs[log][offset].readableSinceNanoseconds <= cutoffNanoseconds {
                guard !logs[log][offset].isRemoved else {
                    offset += 1
                    continue
                }
                member.fetched.append((log, offset, logs[log][offset]))
                simulation.note(0x4B46 << 32 | UInt64(log), UInt64(offset))
                offset += 1
                left -= 1
            }
            countHandedOut(member.assigned[index].position..<offset, of: log, to: member.group)
            member.assigned[index].position = offset
        }
        member.firstToFetch = (member.firstToFetch + 1) % max(count, 1)
        member.fetchDelayNanoseconds = nil
        // What a full response left behind lies in the client's buffer already.
        member.lastFetchAtNanoseconds = left == 0 ? 0 : simulation.now.nanoseconds
    }

    private func countHandedOut(_ offsets: Range<Int64>, of log: Int, to group: ConsumerGroup) {
        counters.fetched += UInt64(offsets.count)
        let before = group.handedOut[log]
        if offsets.lowerBound < before {
            counters.redelivered += UInt64(min(before, offsets.upperBound) - offsets.lowerBound)
        }
        group.handedOut[log] = max(before, offsets.upperBound)
    }

    /// Takes over the assignment that has arrived: each partition from its committed offset or by `auto.offset.reset`.
    func takeAssignment(of member: GroupMember) {
        guard let incoming = member.incoming else { return }
        member.incoming = nil
        member.standing = .member
        member.generation = incoming.generation
        member.assigned = incoming.logs.map { log in
            let committed = member.group.committed[log]
            let isKept = committed >= logs[log].startOffset
            return GroupMember.Assigned(log: log, position: isKept ? committed : resetOffset(of: log, for: member))
        }
        member.firstToFetch = 0
        member.fetchDelayNanoseconds = nil
        member.lastFetchAtNanoseconds = simulation.now.nanoseconds
    }

    /// One past the last record that consumers may read.
    func readableEnd(of log: Int) -> Int64 { logs[log].readableEnd }

    private func resetOffset(of log: Int, for member: GroupMember) -> Int64 {
        member.settings.autoOffsetReset == .earliest ? logs[log].startOffset : logs[log].readableEnd
    }
}
