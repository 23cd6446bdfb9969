import ServicePorts
import VirtualTime

/// How a consumer stores offsets and asks for them.
extension GroupClient {
    @usableFromInline
    func commit(_ nextOffsets: [TopicPartition: Int64]) async throws {
        try checkOpen()
        guard !nextOffsets.isEmpty else { return }
        var offsets: [(log: LogID, offset: Int64)] = []
        offsets.reserveCapacity(nextOffsets.count)
        for (partition, offset) in nextOffsets.count == 1
            ? Array(nextOffsets) : nextOffsets.sorted(by: { $0.key < $1.key })
        {
            guard offset >= 0 else { throw KafkaError.invalidOffset(offset) }
            offsets.append((try metadata.log(of: partition), offset))
        }
        try await commit(offsets)
    }

    @usableFromInline
    func commitPositions() async throws {
        try checkOpen()
        let positions = fetcher.positions
        if !positions.isEmpty { try await commit(positions) }
    }

    private func commit(_ offsets: [(log: LogID, offset: Int64)]) async throws {
        let startNanoseconds = simulation.now.nanoseconds
        var backoffNanoseconds = member.settings.retryBackoff.wholeNanoseconds
        while true {
            switch member.standing {
            case .member: break
            case .joining, .syncing: throw KafkaError.rebalanceInProgress
            case .outside, .lost: throw member.failure ?? KafkaError.commitFailed
            }
            let generation = member.generation
            guard case .refused(let refusal) = try await send(offsets) else { return }
            guard refusal == .coordinatorNotAvailable else { throw error(for: refusal, sentIn: generation) }
            try await backOff(&backoffNanoseconds, since: startNanoseconds)
        }
    }

    private func send(_ offsets: [(log: LogID, offset: Int64)]) async throws -> PendingCommit.Answer {
        let token = coordinator.sendCommit(offsets, of: member, awaitsAnswer: true)
        do {
            try await process.suspend { coordinator.commits[token].waiter = $0 }
        } catch {
            coordinator.abandonCommit(token)
            throw error
        }
        guard let answer = coordinator.commits.remove(token).answer else {
            preconditionFailure("Only an answer wakes it.")
        }
        return answer
    }

    /// As `ConsumerCoordinator.OffsetCommitResponseHandler` maps the coordinator's answers.
    private func error(for refusal: GroupError, sentIn generation: Int32) -> KafkaError {
        switch refusal {
        case .rebalanceInProgress:
            member.take(refusal)
            return .rebalanceInProgress
        case .unknownMemberID, .illegalGeneration:
            if generation != member.generation, member.standing == .joining { return .rebalanceInProgress }
            if generation == member.generation { member.take(refusal) }
            return .commitFailed
        case .fencedInstanceID, .inconsistentGroupProtocol:
            member.take(refusal)
            return member.failure ?? .commitFailed
        case .coordinatorNotAvailable: preconditionFailure("The caller tries again.")
        }
    }

    /// Waits before a retry, each time twice as long, within `default.api.timeout.ms` from `startNanoseconds` on.
    private func backOff(_ backoffNanoseconds: inout Int64, since startNanoseconds: Int64) async throws {
        precondition(backoffNanoseconds > 0, "A wait before a retry takes time.")
        let end = startNanoseconds + member.settings.defaultAPITimeout.wholeNanoseconds
        guard simulation.now.nanoseconds + backoffNanoseconds < end else { throw KafkaError.timedOut }
        try await process.sleep(nanoseconds: backoffNanoseconds)
        backoffNanoseconds = min(2 * backoffNanoseconds, member.settings.retryBackoffMax.wholeNanoseconds)
        try checkOpen()
    }

    /// Asks the coordinator, which takes one request and its answer.
    @usableFromInline
    func committed(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try checkOpen()
        let logs = try partitions.map { try metadata.log(of: $0) }
        let startNanoseconds = simulation.now.nanoseconds
        var backoffNanoseconds = member.settings.retryBackoff.wholeNanoseconds
        while true {
            let delays = coordinator.delays(of: member)
            try await process.sleep(nanoseconds: delays.there)
            let isAnswered = member.group.isCoordinatorAvailable
            let offsets = logs.map { member.group.committed[$0] }
            try await process.sleep(nanoseconds: delays.back)
            if isAnswered {
                let known = zip(partitions, offsets).filter { $0.1 >= 0 }
                return Dictionary(known, uniquingKeysWith: { first, _ in first })
            }
            try await backOff(&backoffNanoseconds, since: startNanoseconds)
        }
    }
}
