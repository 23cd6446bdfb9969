import Ports
import VirtualTime

/// One member of a consumer group, bound to one incarnation of a process: all of it that does not depend on the events.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
@usableFromInline
final class GroupClient: @unchecked Sendable {
    let kafka: SimulatedKafka
    let member: GroupMember
    private var listener: (any RebalanceListener)?

    init(kafka: SimulatedKafka, member: GroupMember) {
        self.kafka = kafka
        self.member = member
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

    /// Leaves what it has fetched for `takeFetched`; nothing when `timeout` passed first.
    @usableFromInline
    func poll(timeout: Duration) async throws {
        try checkOpen()
        guard !member.topics.isEmpty else { throw KafkaError.notSubscribed }
        precondition(!member.isPolling, "A consumer serves one caller at a time.")
        let simulation = kafka.simulation
        let deadlineNanoseconds = simulation.now.nanoseconds + timeout.wholeNanoseconds
        member.isPolling = true
        defer {
            member.isPolling = false
            member.waiter = nil
            member.leftPollAtNanoseconds = simulation.now.nanoseconds
        }
        commitAutomatically(isDue: simulation.now.nanoseconds >= member.nextAutoCommitAtNanoseconds)
        while true {
            if needsSettling { try await settleMembership() }
            let fetchAtNanoseconds = kafka.nextFetchNanoseconds(of: member) ?? .max
            if fetchAtNanoseconds <= simulation.now.nanoseconds {
                kafka.armCheck(of: member, after: member.heartbeatIntervalNanoseconds)
                return kafka.takeFetched(by: member)
            }
            guard simulation.now.nanoseconds < deadlineNanoseconds else { return }
            try await member.process.suspend { waiter in
                member.waiter = waiter
                if fetchAtNanoseconds < deadlineNanoseconds {
                    simulation.wake(waiter, at: VirtualInstant(nanoseconds: fetchAtNanoseconds))
                } else {
                    kafka.endPoll(of: member, at: deadlineNanoseconds)
                }
            }
            member.waiter = nil
        }
    }

    @usableFromInline
    func commit(_ nextOffsets: [TopicPartition: Int64]) async throws {
        try checkOpen()
        guard !nextOffsets.isEmpty else { return }
        var offsets: [(log: Int, offset: Int64)] = []
        offsets.reserveCapacity(nextOffsets.count)
        for (partition, offset) in nextOffsets.count == 1
            ? Array(nextOffsets) : nextOffsets.sorted(by: { $0.key < $1.key })
        {
            let log = try kafka.logIndex(topic: kafka.topicIndex(partition.topic), partition: partition.partition)
            offsets.append((log, offset))
        }
        let token = kafka.sendCommit(offsets, of: member, awaitsAnswer: true)
        do {
            try await member.process.suspend { kafka.commits[token].waiter = $0 }
        } catch {
            kafka.abandonCommit(token)
            throw error
        }
        guard kafka.commits.remove(token).isAccepted == true else { throw KafkaError.commitFailed }
    }

    /// Sends the last automatic commit and the leave request, in this order; waits for no answer.
    @usableFromInline
    func close() async {
        guard !member.isClosed, member.process.isAlive else { return }
        commitAutomatically(isDue: true)
        let revoked = takeAssigned()
        if !revoked.isEmpty { await listener?.partitionsRevoked(revoked) }
        guard !member.isClosed, member.process.isAlive else { return }
        member.isClosed = true
        kafka.schedule(.leaveArrives, member, after: kafka.coordinatorLatency.sample(&member.latencies))
    }

    /// What a poll has brought and nobody has taken yet.
    @usableFromInline
    var fetchedCount: Int { member.fetched.count }

    /// Hands out what a poll has brought.
    @usableFromInline
    func takeFetched(
        _ take: (
            _ topicPartition: TopicPartition, _ offset: Int64, _ timestamp: Int64, _ key: String?, _ payload: Payload
        ) -> Void
    ) {
        for fetched in member.fetched {
            let record = fetched.record
            take(kafka.topicPartition(fetched.log), fetched.offset, record.timestamp, record.key, record.payload)
        }
        member.fetched.removeAll(keepingCapacity: true)
    }

    @usableFromInline
    func commitPositions() async throws {
        let positions = member.assigned.filter { $0.position >= 0 }
        try await commit(
            Dictionary(uniqueKeysWithValues: positions.map { (kafka.topicPartition($0.log), $0.position) }))
    }

    /// Asks the coordinator, which takes one request and its answer.
    @usableFromInline
    func committed(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try checkOpen()
        try await member.process.sleep(nanoseconds: member.coordinatorDelay(kafka))
        var committed: [TopicPartition: Int64] = [:]
        for partition in partitions {
            let log = try kafka.logIndex(topic: kafka.topicIndex(partition.topic), partition: partition.partition)
            if member.group.committed[log] >= 0 { committed[partition] = member.group.committed[log] }
        }
        return committed
    }

    @usableFromInline
    func enforceRebalance() throws {
        try checkOpen()
        guard !member.topics.isEmpty else { throw KafkaError.notSubscribed }
        if member.standing != .outside { member.mustRejoin = true }
    }

    func checkOpen() throws {
        try member.process.checkIn()
        if member.isClosed { throw KafkaError.closed }
    }

    // MARK: Membership

    private var needsSettling: Bool {
        member.standing == .outside || member.standing == .evicted || member.mustRejoin || member.incoming != nil
    }

    /// Does what the coordinator has asked for, telling the listener, until nothing of it is left.
    private func settleMembership() async throws {
        while needsSettling {
            try member.process.checkIn()
            if member.standing == .evicted {
                member.standing = .outside
                member.mustRejoin = false
                let lost = takeAssigned()
                if !lost.isEmpty { await listener?.partitionsLost(lost) }
            } else if member.mustRejoin || member.standing == .outside {
                try await rejoin()
            } else {
                kafka.takeAssignment(of: member)
                await listener?.partitionsAssigned(member.assigned.map { kafka.topicPartition($0.log) })
            }
        }
    }

    private func rejoin() async throws {
        commitAutomatically(isDue: true)
        member.mustRejoin = false
        let revoked = member.assigned.map { kafka.topicPartition($0.log) }
        if !revoked.isEmpty { await listener?.partitionsRevoked(revoked) }
        try member.process.checkIn()
        guard member.standing != .evicted else { return }
        member.assigned = []
        member.incoming = nil
        member.upcoming = nil
        member.standing = .joining
        kafka.schedule(.joinArrives, member, after: member.coordinatorDelay(kafka))
    }

    private func takeAssigned() -> [TopicPartition] {
        defer { member.assigned = [] }
        return member.assigned.map { kafka.topicPartition($0.log) }
    }

    /// Everything handed out by earlier polls counts as processed (`enable.auto.commit`).
    private func commitAutomatically(isDue: Bool) {
        guard member.settings.enableAutoCommit, isDue, !member.assigned.isEmpty else { return }
        member.nextAutoCommitAtNanoseconds = kafka.simulation.now.nanoseconds + member.autoCommitIntervalNanoseconds
        _ = kafka.sendCommit(member.positions, of: member, awaitsAnswer: false)
    }
}
