import ServicePorts
import VirtualTime

/// How a consumer stores offsets and asks for them.
extension GroupClient {
    @usableFromInline
    func commit(_ nextOffsets: [TopicPartition: Int64]) async throws {
        try checkFree()
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
        try checkFree()
        let positions = fetcher.positions
        if !positions.isEmpty { try await commit(positions) }
    }

    private func commit(_ offsets: [(log: LogID, offset: Int64)]) async throws {
        let wasAsking = beginAsking()
        defer { endAsking(wasAsking) }
        var call = beginCall()
        while true {
            switch member.standing {
            case .member, .assigned: break
            case .joining, .syncing: throw KafkaError.rebalanceInProgress
            case .outside, .lost: throw member.failure ?? KafkaError.commitFailed
            }
            let generation = member.generation
            guard case .refused(let refusal) = try await send(offsets, in: call) else { return }
            guard refusal == .coordinatorNotAvailable else { throw error(for: refusal, sentIn: generation) }
            try await backOff(&call)
        }
    }

    /// - Throws: `KafkaError.timedOut` at the call's end, when the answer comes later.
    private func send(
        _ offsets: [(log: LogID, offset: Int64)], in call: TimedCall
    ) async throws -> PendingCommit.Answer {
        let (token, answeredAtNanoseconds) = coordinator.sendCommit(offsets, of: member, awaitsAnswer: true)
        let isInTime = answeredAtNanoseconds <= call.endNanoseconds
        do {
            try await process.suspend { waiter in
                if isInTime {
                    coordinator.commits[token].waiter = waiter
                } else {
                    simulation.wake(waiter, at: VirtualInstant(nanoseconds: call.endNanoseconds))
                }
            }
        } catch {
            coordinator.abandonCommit(token)
            throw error
        }
        guard isInTime else {
            coordinator.abandonCommit(token)
            throw KafkaError.timedOut
        }
        guard let answer = coordinator.commits.remove(token).answer else {
            preconditionFailure("Only an answer wakes it.")
        }
        return answer
    }

    /// As `ConsumerCoordinator.OffsetCommitResponseHandler` maps the coordinator's answers.
    private func error(for refusal: GroupError, sentIn generation: Int32) -> KafkaError {
        // Who takes no part in the protocol has nothing to rejoin.
        if generation < 0 { return .commitFailed }
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

    /// Asks the coordinator, which takes one request and its answer.
    @usableFromInline
    func committed(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64] {
        try checkFree()
        let logs = try partitions.map { try metadata.log(of: $0) }
        let wasAsking = beginAsking()
        defer { endAsking(wasAsking) }
        var call = beginCall()
        while true {
            let delays = coordinator.delays(of: member)
            try await spend(delays.there, of: call)
            let isAnswered = member.group.isCoordinatorAvailable
            let offsets = logs.map { member.group.committed[$0] }
            try await spend(delays.back, of: call)
            if isAnswered {
                let known = zip(partitions, offsets).filter { $0.1 >= 0 }
                return Dictionary(known, uniquingKeysWith: { first, _ in first })
            }
            try await backOff(&call)
        }
    }
}
