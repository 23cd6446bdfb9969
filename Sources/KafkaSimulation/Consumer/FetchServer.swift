import ServicePorts
import VirtualTime

/// The brokers' side of fetches (`KafkaApis.handleFetchRequest`): when the next response reaches a member, and what is
/// in it.
///
/// A fetch is always outstanding, as with Kafka's clients: records that were appended before the last response take one
/// latency from that response, later ones one latency from their append.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation. Of `@exclusivity(unchecked)` see
/// `ReplicaManager`.
final class FetchServer: @unchecked Sendable {
    struct Counters {
        var fetched: UInt64 = 0
        var redelivered: UInt64 = 0
        var offsetsOutOfRange: UInt64 = 0
    }

    let simulation: Simulation
    let replicas: ReplicaManager
    let metadata: MetadataCache
    /// It keeps this.
    private unowned let coordinator: GroupCoordinator
    private let latency: Sampler
    @exclusivity(unchecked) var counters = Counters()
    @exclusivity(unchecked) var recorder: (any KafkaRecorder)?
    /// Nil once a member reads no more.
    @exclusivity(unchecked) private var fetchers = IDTable<MemberID, Fetcher?>()
    /// Who reads a log, at most one in each group.
    @exclusivity(unchecked) private var readers: IDTable<LogID, [Fetcher]>
    /// By group: one past the last offset of each log ever handed out to it.
    @exclusivity(unchecked) private var handedOut = IDTable<GroupID, IDTable<LogID, Int64>>()

    init(_ model: KafkaModel, _ replicas: ReplicaManager, _ coordinator: GroupCoordinator) {
        simulation = replicas.simulation
        self.replicas = replicas
        self.coordinator = coordinator
        metadata = replicas.metadata
        latency = Sampler(model.fetchLatency)
        readers = IDTable(repeating: [], count: metadata.logCount)
        replicas.fetches = self
        coordinator.listener = self
    }

    /// Forgets who reads, when the simulation is over.
    func close() {
        fetchers.removeAll()
        readers = IDTable(repeating: [], count: readers.count)
    }

    /// Lets a member read what it will be assigned.
    func addFetcher(of member: GroupMember) -> Fetcher {
        let fetcher = Fetcher(member)
        let id = fetchers.append(fetcher)
        precondition(id == member.id, "Every member has its fetcher.")
        while handedOut.count <= member.group.id.index {
            handedOut.append(IDTable(repeating: 0, count: metadata.logCount))
        }
        return fetcher
    }

    // MARK: Polls that end

    /// Ends the member's poll at `deadlineNanoseconds`. A member has one timer, which outlives polls that end early,
    /// so that a busy consumer leaves no trail of dead entries.
    func endPoll(of fetcher: Fetcher, at deadlineNanoseconds: Int64) {
        precondition(deadlineNanoseconds >= simulation.now.nanoseconds, "A poll ends after it has begun.")
        fetcher.pollDeadlineNanoseconds = deadlineNanoseconds
        if let due = fetcher.pollTimerAtNanoseconds, due <= deadlineNanoseconds { return }
        fetcher.pollTimerAtNanoseconds = deadlineNanoseconds
        coordinator.schedule(
            .pollTimesOut, fetcher.member, after: deadlineNanoseconds - simulation.now.nanoseconds)
    }

    func pollTimesOut(of member: MemberID) {
        guard let fetcher = fetchers[member] else { return }
        let now = simulation.now.nanoseconds
        guard fetcher.pollTimerAtNanoseconds == now else { return }
        fetcher.pollTimerAtNanoseconds = nil
        guard fetcher.member.waiter != nil else { return }
        if fetcher.pollDeadlineNanoseconds <= now { return fetcher.member.wake() }
        endPoll(of: fetcher, at: fetcher.pollDeadlineNanoseconds)
    }

    // MARK: Partitions that come and go

    /// Each partition from its committed offset on, or by `auto.offset.reset`.
    func takeOver(_ added: [LogID], by fetcher: Fetcher) {
        guard !added.isEmpty else { return }
        precondition(fetchers[fetcher.member.id] != nil, "Who is released reads no more.")
        for log in added {
            precondition(!fetcher.assigned.contains { $0.log == log }, "A partition is taken over once.")
            readers[log].append(fetcher)
            let committed = fetcher.member.group.committed[log]
            precondition(committed >= -1, "No offset is negative.")
            fetcher.assigned.append(Fetcher.Assigned(log: log, position: committed))
            // A reset that has to fail does so in the poll that needs the position.
            if committed < 0, fetcher.settings.autoOffsetReset != .none {
                _ = resetPosition(fetcher.assigned.count - 1, of: fetcher)
            }
        }
        fetcher.assigned.sort { metadata.topicPartitions[$0.log] < metadata.topicPartitions[$1.log] }
        fetcher.firstToFetch = 0
        fetcher.delayNanoseconds = nil
        fetcher.lastFetchAtNanoseconds = simulation.now.nanoseconds
    }

    func drop(_ dropped: [LogID], of fetcher: Fetcher) {
        for log in dropped { readers[log].removeAll { $0 === fetcher } }
        let held = fetcher.assigned.count
        fetcher.assigned.removeAll { dropped.contains($0.log) }
        precondition(held - fetcher.assigned.count == dropped.count, "Only what is held is given up, and once.")
        fetcher.firstToFetch = 0
    }

    func dropAll(of fetcher: Fetcher) { drop(fetcher.assigned.map(\.log), of: fetcher) }

    // MARK: What follows from a fetch

    func delay(of fetcher: Fetcher) -> Int64 {
        latency.sampleNanoseconds(&fetcher.member.latencies)
            + replicas.faults.addedDelay(forClient: fetcher.member.clientName)
    }

    @inline(__always)
    func countHandedOut(_ offsets: Range<Int64>, of log: LogID, to group: GroupID) {
        counters.fetched += UInt64(offsets.upperBound - offsets.lowerBound)
        let before = handedOut[group][log]
        if offsets.lowerBound < before {
            counters.redelivered += UInt64(min(before, offsets.upperBound) - offsets.lowerBound)
        }
        if offsets.upperBound > before { handedOut[group][log] = offsets.upperBound }
    }
}

extension FetchServer: DelayedFetches {
    /// Wakes the polls that wait for the log.
    func mayRead(_ log: LogID) {
        for index in readers[log].indices { recordArrived(for: readers[log][index]) }
    }

    private func recordArrived(for fetcher: Fetcher) {
        guard let waiter = fetcher.member.waiter else { return }
        // One response is on its way already, unless it waits for more bytes.
        if fetcher.delayNanoseconds != nil, fetcher.settings.fetchMinBytes <= 1 { return }
        let delayNanoseconds = fetcher.delayNanoseconds ?? delay(of: fetcher)
        precondition(delayNanoseconds >= 0, "Nothing arrives before it was sent.")
        fetcher.delayNanoseconds = delayNanoseconds
        simulation.wake(waiter, at: VirtualInstant(nanoseconds: simulation.now.nanoseconds + delayNanoseconds))
    }
}

extension FetchServer: GroupListener {
    func released(_ member: MemberID) {
        guard let fetcher = fetchers[member] else { return }
        dropAll(of: fetcher)
        precondition(fetcher.assigned.isEmpty, "Who is released reads nothing.")
        fetchers[member] = nil
    }

    /// What every group of the topic has committed may be forgotten.
    func committed(_ offset: Int64, on log: LogID, by member: GroupMember) {
        if let recorder {
            recorder.committed(
                offset, of: metadata.topicPartitions[log], by: member.clientName, group: member.group.name)
        }
        replicas.forget(log, before: coordinator.leastCommitted(on: log, of: metadata.topic(of: log)))
    }
}
