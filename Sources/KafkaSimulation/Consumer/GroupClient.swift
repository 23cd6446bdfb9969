import ServicePorts
import VirtualTime

/// One member of a consumer group, bound to one incarnation of a process: all of it that does not depend on the events.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
@usableFromInline
final class GroupClient: @unchecked Sendable {
    /// What is done with a record that is handed out.
    @usableFromInline
    typealias TakeRecord = (
        _ topicPartition: TopicPartition, _ offset: Int64, _ timestamp: Int64, _ record: ProducedRecord
    ) -> Void

    let coordinator: GroupCoordinator
    let fetches: FetchServer
    let member: GroupMember
    let fetcher: Fetcher
    /// The server's and the member's, at hand: a constant of a constant would be counted for each use.
    let metadata: MetadataCache
    let replicas: ReplicaManager
    let simulation: Simulation
    let process: SimulatedProcess
    var listener: (any RebalanceListener)?
    private let autoCommitIntervalNanoseconds: Int64
    @exclusivity(unchecked) private var nextAutoCommitAtNanoseconds: Int64

    init(_ fetches: FetchServer, _ coordinator: GroupCoordinator, _ member: GroupMember) {
        self.coordinator = coordinator
        self.fetches = fetches
        self.member = member
        fetcher = fetches.addFetcher(of: member)
        metadata = fetches.metadata
        replicas = fetches.replicas
        simulation = fetches.simulation
        process = member.process
        autoCommitIntervalNanoseconds = member.settings.autoCommitInterval.wholeNanoseconds
        nextAutoCommitAtNanoseconds = simulation.now.nanoseconds + autoCommitIntervalNanoseconds
    }

    /// What `take` has of the response as soon as one is there; nil when `timeout` passed first.
    @inline(__always)
    func poll<Records>(timeout: Duration, take: () -> Records) async throws -> Records? {
        try checkOpen()
        if member.isPolling || member.isAsking { throw KafkaError.concurrentModification }
        guard !member.topics.isEmpty || member.standing == .assigned else { throw KafkaError.notSubscribed }
        let deadlineNanoseconds = simulation.now.advanced(byNanoseconds: timeout.wholeNanoseconds).nanoseconds
        member.isPolling = true
        defer {
            member.isPolling = false
            member.waiter = nil
            member.leftPollAtNanoseconds = simulation.now.nanoseconds
            if member.takesPart {
                coordinator.armCheck(of: member, after: member.maxPollIntervalNanoseconds)
            }
        }
        commitAutomatically(isDue: simulation.now.nanoseconds >= nextAutoCommitAtNanoseconds)
        while true {
            if member.wakesUp { throw wokenUp() }
            if needsSettling { try await settle() }
            let fetchAtNanoseconds = fetches.nextFetchNanoseconds(of: fetcher) ?? .max
            if fetcher.positionTrouble != nil { try throwPositionTrouble() }
            if fetchAtNanoseconds <= simulation.now.nanoseconds { return take() }
            guard simulation.now.nanoseconds < deadlineNanoseconds else { return nil }
            try await wait(until: min(fetchAtNanoseconds, nextAttemptNanoseconds), orEndAt: deadlineNanoseconds)
            if member.isClosed { throw KafkaError.closed }
        }
    }

    /// Waits for records, for the coordinator, or for the end of the poll.
    @inline(__always)
    private func wait(until nanoseconds: Int64, orEndAt deadlineNanoseconds: Int64) async throws {
        try await process.suspend { waiter in
            precondition(member.waiter == nil && member.isPolling, "A member waits in one poll.")
            member.waiter = waiter
            if nanoseconds < deadlineNanoseconds {
                simulation.wake(waiter, at: VirtualInstant(nanoseconds: nanoseconds))
            } else {
                fetches.endPoll(of: fetcher, at: deadlineNanoseconds)
            }
        }
        member.waiter = nil
    }

    /// Ends the poll that waits, or the next one.
    @usableFromInline
    func wakeup() {
        guard process.isAlive, !member.isClosed else { return }
        member.wakesUp = true
        member.wake()
    }

    private func wokenUp() -> KafkaError {
        member.wakesUp = false
        return .wokenUp
    }

    private func throwPositionTrouble() throws {
        guard let trouble = fetcher.positionTrouble else { return }
        fetcher.positionTrouble = nil
        throw trouble
    }

    /// Sends the last automatic commit and the leave request, in this order; waits for no answer. A poll that waits
    /// ends.
    @usableFromInline
    func close() async {
        // A listener knows its consumer: they would keep each other for ever.
        defer { listener = nil }
        guard !member.isClosed, process.isAlive else { return }
        commitAutomatically(isDue: true)
        await tellOfEnd()
        guard !member.isClosed, process.isAlive else { return }
        member.isClosed = true
        fetches.dropAll(of: fetcher)
        precondition(fetcher.assigned.isEmpty, "A closed consumer holds nothing.")
        member.wake()
        coordinator.closed(member)
    }

    /// Records that the last poll brought.
    @usableFromInline var lastCount: Int { fetcher.lastCount }

    /// Hands the response that has arrived to `take`, record by record, straight from the logs.
    @usableFromInline
    func handOut(_ take: TakeRecord) { fetches.handOut(to: fetcher, take) }

    /// Everything handed out by earlier polls counts as processed (`enable.auto.commit`).
    func commitAutomatically(isDue: Bool) {
        guard member.settings.enableAutoCommit, isDue, member.standing == .member || member.standing == .assigned,
            !fetcher.assigned.isEmpty
        else { return }
        nextAutoCommitAtNanoseconds = simulation.now.nanoseconds + autoCommitIntervalNanoseconds
        let positions = fetcher.positions
        if !positions.isEmpty { _ = coordinator.sendCommit(positions, of: member, awaitsAnswer: false) }
    }

    func checkOpen() throws {
        try process.checkIn()
        if member.isClosed { throw KafkaError.closed }
    }

    // MARK: One caller at a time

    /// Whether a call may begin: not beside another one, unless that one's listener makes it.
    func checkFree() throws {
        try checkOpen()
        guard member.isPolling || member.isAsking else { return }
        if member.tellingTask != RunningTask.current { throw KafkaError.concurrentModification }
    }

    /// Calls the listener, which may ask and change things meanwhile.
    func tell(_ word: (any RebalanceListener) async -> Void) async {
        guard let listener else { return }
        let before = member.tellingTask
        member.tellingTask = .current
        await word(listener)
        member.tellingTask = before
    }

    /// Another call than a poll begins.
    /// - Returns: what `endAsking` takes.
    func beginAsking() -> Bool {
        let wasAsking = member.isAsking
        member.isAsking = true
        return wasAsking
    }

    /// A call ends; the one whose listener has made it goes on.
    func endAsking(_ wasAsking: Bool) { member.isAsking = wasAsking }
}
