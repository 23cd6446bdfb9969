import ServicePorts
import VirtualTime

/// The client's side of the group protocol (`org.apache.kafka.clients.consumer.internals.ConsumerCoordinator`): joins,
/// syncs, and what the listener is told in between. All of it happens inside `poll`.
extension GroupClient {
    var needsSettling: Bool {
        member.standing != .member && member.standing != .assigned || member.mustRejoin || member.failure != nil
    }

    /// When a join that was refused for now may be tried again.
    var nextAttemptNanoseconds: Int64 { member.standing == .outside ? member.retryAtNanoseconds : .max }

    /// Does what can be done now, without waiting for the coordinator.
    func settle() async throws {
        while true {
            try checkOpen()
            if let failure = member.failure { throw failure }
            switch member.standing {
            case .lost:
                member.standing = .outside
                try await lose()
            case .outside:
                guard simulation.now.nanoseconds >= member.retryAtNanoseconds else { return }
                sendJoin()
            case .joining:
                guard let answer = member.joinAnswer else { return }
                member.joinAnswer = nil
                take(answer)
            case .syncing:
                guard let answer = member.syncAnswer else { return }
                member.syncAnswer = nil
                try await take(answer)
            case .member:
                guard member.mustRejoin else { return }
                try await prepareJoin()
            case .assigned: return
            }
        }
    }

    private func lose() async throws {
        precondition(member.generation == -1, "Who is lost is in no generation.")
        let lost = partitions(of: fetcher.assigned)
        fetches.dropAll(of: fetcher)
        if !lost.isEmpty { await tell { await $0.partitionsLost(lost) } }
    }

    /// Before it joins again an eager member gives up all it holds, a cooperative one only what it no longer reads.
    private func prepareJoin() async throws {
        commitAutomatically(isDue: true)
        member.mustRejoin = false
        let revoked = fetcher.assigned.filter { assigned in
            !member.isCooperative || !member.topics.contains(metadata.topicPartitions[assigned.log].topic)
        }
        try await giveUp(revoked)
        if member.standing == .member { sendJoin() }
    }

    private func giveUp(_ revoked: [Fetcher.Assigned]) async throws {
        guard !revoked.isEmpty else { return }
        let given = partitions(of: revoked)
        await tell { await $0.partitionsRevoked(given) }
        try checkOpen()
        // What the listener's own commit has found to be lost is told as lost.
        if member.standing == .member { fetches.drop(revoked.map(\.log), of: fetcher) }
    }

    private func take(_ answer: GroupMembership.JoinAnswer) {
        switch answer {
        case .joined(let generation, let assignor, let requests):
            member.generation = generation
            member.isKnown = true
            member.retryBackoffNanoseconds = member.settings.retryBackoff.wholeNanoseconds
            coordinator.sendSync(requests.map { divide($0, by: assignor) }, of: member)
        case .refused(let refusal): rejoinAfter(refusal)
        }
    }

    private func take(_ answer: GroupMembership.SyncAnswer) async throws {
        switch answer {
        case .assigned(let partitions): try await take(over: partitions)
        case .refused(let refusal): rejoinAfter(refusal)
        }
    }

    private func rejoinAfter(_ refusal: GroupError) {
        member.standing = .outside
        member.take(refusal)
        member.mustRejoin = false
        guard refusal == .coordinatorNotAvailable else { return }
        member.retryAtNanoseconds = simulation.now.nanoseconds + member.retryBackoffNanoseconds
        member.retryBackoffNanoseconds = min(
            2 * member.retryBackoffNanoseconds, member.settings.retryBackoffMax.wholeNanoseconds)
    }

    /// A cooperative member lets go what it was not given again and joins once more, so that others may have it.
    private func take(over partitions: [TopicPartition]) async throws {
        let generation = member.generation
        precondition(member.standing == .syncing, "Partitions come with the answer to a sync.")
        precondition(generation > 0, "Partitions are of a generation.")
        member.standing = .member
        member.remembered = (partitions, generation)
        let given = logs(of: partitions)
        let revoked = fetcher.assigned.filter { !given.contains($0.log) }
        if !revoked.isEmpty {
            commitAutomatically(isDue: true)
            member.mustRejoin = true
            try await giveUp(revoked)
            guard member.standing == .member, member.generation == generation else { return }
        }
        let added = given.filter { log in !fetcher.assigned.contains { $0.log == log } }
        fetches.takeOver(added, by: fetcher)
        let taken = added.map { metadata.topicPartitions[$0] }
        await tell { await $0.partitionsAssigned(taken) }
    }

    private func partitions(of assigned: [Fetcher.Assigned]) -> [TopicPartition] {
        assigned.map { metadata.topicPartitions[$0.log] }
    }

    private func sendJoin() {
        let held = partitions(of: fetcher.assigned)
        let asksForOld = member.settings.partitionAssignmentStrategy.contains(.sticky)
        let owned = held.isEmpty && asksForOld ? member.remembered.partitions : held
        let generation = member.remembered.generation
        let request = GroupMembership.JoinRequest(
            id: member.id, isKnown: member.isKnown, assignors: member.settings.partitionAssignmentStrategy,
            subscription: Subscription(
                memberID: member.name, instanceID: member.settings.groupInstanceID, topics: member.topics,
                owned: owned, generation: generation < 0 ? nil : generation))
        coordinator.sendJoin(request, of: member)
    }

    /// The leader's work.
    private func divide(
        _ requests: [GroupMembership.JoinRequest], by assignor: ConsumerSettings.Assignor
    ) -> GroupMembership.Assignments {
        let divided = assignor.assign(requests.map(\.subscription)) { name in
            metadata.topic(ofKnown: name).map { metadata.topics[$0].partitions } ?? 0
        }
        precondition(divided.count == requests.count, "An assignor divides among all.")
        return zip(requests, divided).map { ($0.id, $1) }
    }

    /// In order of topic and partition.
    private func logs(of partitions: [TopicPartition]) -> [LogID] {
        partitions.sorted().map { partition in
            guard let log = try? metadata.log(of: partition) else { preconditionFailure("Assigned topics exist.") }
            return log
        }
    }
}
