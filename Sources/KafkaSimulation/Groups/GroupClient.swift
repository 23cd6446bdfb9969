import ServicePorts
import VirtualTime

/// One member of a consumer group, bound to one incarnation of a process: all of it that does not depend on the events.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
@usableFromInline
final class GroupClient: @unchecked Sendable {
    let kafka: SimulatedKafka
    let member: GroupMember
    /// The cluster's and the member's, at hand: a constant of a constant would be counted for each use.
    let simulation: Simulation
    let process: SimulatedProcess
    var listener: (any RebalanceListener)?

    init(kafka: SimulatedKafka, member: GroupMember) {
        self.kafka = kafka
        self.member = member
        simulation = kafka.simulation
        process = member.process
    }

    @usableFromInline
    func subscribe(to topics: [String], listener: (any RebalanceListener)?) async throws {
        try checkOpen()
        for name in topics {
            let topic = try kafka.topicIndex(name)
            kafka.subscribe(member.group, to: topic)
        }
        self.listener = listener
        guard topics != member.topics else { return }
        member.topics = topics
        if member.standing != .outside { member.mustRejoin = true }
    }

    /// What `take` has of the response as soon as one is there; nil when `timeout` passed first.
    @inline(__always)
    func poll<Records>(timeout: Duration, take: () -> Records) async throws -> Records? {
        try checkOpen()
        guard !member.topics.isEmpty else { throw KafkaError.notSubscribed }
        precondition(!member.isPolling, "A consumer serves one caller at a time.")
        let deadlineNanoseconds = simulation.now.nanoseconds + timeout.wholeNanoseconds
        member.isPolling = true
        defer {
            member.isPolling = false
            member.waiter = nil
            member.leftPollAtNanoseconds = simulation.now.nanoseconds
            if member.standing != .outside {
                kafka.armCheck(of: member, after: member.maxPollIntervalNanoseconds)
            }
        }
        commitAutomatically(isDue: simulation.now.nanoseconds >= member.nextAutoCommitAtNanoseconds)
        while true {
            if needsSettling { try await settle() }
            let fetchAtNanoseconds = kafka.nextFetchNanoseconds(of: member) ?? .max
            if member.positionTrouble != nil { try throwPositionTrouble() }
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
            member.waiter = waiter
            if nanoseconds < deadlineNanoseconds {
                simulation.wake(waiter, at: VirtualInstant(nanoseconds: nanoseconds))
            } else {
                kafka.endPoll(of: member, at: deadlineNanoseconds)
            }
        }
        member.waiter = nil
    }

    private func throwPositionTrouble() throws {
        guard let trouble = member.positionTrouble else { return }
        member.positionTrouble = nil
        throw trouble
    }

    @usableFromInline
    func enforceRebalance() throws {
        try checkOpen()
        guard !member.topics.isEmpty else { throw KafkaError.notSubscribed }
        if member.standing != .outside { member.mustRejoin = true }
    }

    /// Sends the last automatic commit and the leave request, in this order; waits for no answer. A poll that waits
    /// ends.
    @usableFromInline
    func close() async {
        // A listener knows its consumer: they would keep each other for ever.
        defer { listener = nil }
        guard !member.isClosed, process.isAlive else { return }
        commitAutomatically(isDue: true)
        let given = member.assigned.map { kafka.topicPartition($0.log) }
        if !given.isEmpty {
            if member.standing == .lost {
                await listener?.partitionsLost(given)
            } else {
                await listener?.partitionsRevoked(given)
            }
        }
        guard !member.isClosed, process.isAlive else { return }
        member.isClosed = true
        kafka.dropAll(of: member)
        kafka.wake(member)
        kafka.closed(member)
    }

    /// Hands the response that has arrived to `take`, record by record, straight from the logs.
    @usableFromInline
    func handOut(_ take: SimulatedKafka.TakeRecord) { kafka.handOut(to: member, take) }

    func checkOpen() throws {
        try process.checkIn()
        if member.isClosed { throw KafkaError.closed }
    }
}
