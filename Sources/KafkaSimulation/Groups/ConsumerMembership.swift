import ServicePorts
import VirtualTime

/// The client's side of the group protocol (`org.apache.kafka.clients.consumer.internals.ConsumerCoordinator`): joins,
/// syncs, and what the listener is told in between. All of it happens inside `poll`.
extension GroupClient {
    var needsSettling: Bool {
        member.standing != .member || member.mustRejoin || member.failure != nil
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
                kafka.sendJoin(of: member)
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
            }
        }
    }

    private func lose() async throws {
        let lost = partitions(of: member.assigned)
        kafka.dropAll(of: member)
        if !lost.isEmpty { await listener?.partitionsLost(lost) }
    }

    /// Before it joins again an eager member gives up all it holds, a cooperative one only what it no longer reads.
    private func prepareJoin() async throws {
        commitAutomatically(isDue: true)
        member.mustRejoin = false
        let revoked = member.assigned.filter { assigned in
            !member.isCooperative || !member.topics.contains(kafka.topicPartition(assigned.log).topic)
        }
        try await giveUp(revoked)
        if member.standing == .member { kafka.sendJoin(of: member) }
    }

    private func giveUp(_ revoked: [GroupMember.Assigned]) async throws {
        guard !revoked.isEmpty else { return }
        await listener?.partitionsRevoked(partitions(of: revoked))
        try checkOpen()
        // What the listener's own commit has found to be lost is told as lost.
        if member.standing == .member { kafka.drop(revoked.map(\.log), of: member) }
    }

    private func take(_ answer: GroupMembership.JoinAnswer) {
        switch answer {
        case .joined(let generation, let assignor, let requests):
            member.generation = generation
            member.isKnown = true
            member.retryBackoffNanoseconds = member.settings.retryBackoff.wholeNanoseconds
            kafka.sendSync(of: member, requests.map { kafka.divide($0, by: assignor) })
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
        member.standing = .member
        member.remembered = (partitions, generation)
        let given = kafka.logs(of: partitions)
        let revoked = member.assigned.filter { !given.contains($0.log) }
        if !revoked.isEmpty {
            commitAutomatically(isDue: true)
            member.mustRejoin = true
            try await giveUp(revoked)
            guard member.standing == .member, member.generation == generation else { return }
        }
        let added = given.filter { log in !member.assigned.contains { $0.log == log } }
        kafka.takeOver(added, by: member)
        await listener?.partitionsAssigned(added.map { kafka.topicPartition($0) })
    }

    private func partitions(of assigned: [GroupMember.Assigned]) -> [TopicPartition] {
        assigned.map { kafka.topicPartition($0.log) }
    }
}

extension SimulatedKafka {
    func sendJoin(of member: GroupMember) {
        member.standing = .joining
        let held = member.assigned.map { topicPartition($0.log) }
        let asksForOld = member.settings.partitionAssignmentStrategy.contains(.sticky)
        let owned = held.isEmpty && asksForOld ? member.remembered.partitions : held
        let generation = member.remembered.generation
        member.joinRequest = GroupMembership.JoinRequest(
            id: member.number, isKnown: member.isKnown, assignors: member.settings.partitionAssignmentStrategy,
            subscription: Subscription(
                memberID: member.name, instanceID: member.settings.groupInstanceID, topics: member.topics,
                owned: owned, generation: generation < 0 ? nil : generation))
        let delays = member.coordinatorDelays(self)
        member.answerDelayNanoseconds = delays.back
        schedule(.joinArrives, member, after: delays.there)
    }

    func sendSync(of member: GroupMember, _ assignments: [(member: Int, partitions: [TopicPartition])]?) {
        member.standing = .syncing
        member.syncRequest = assignments
        let delays = member.coordinatorDelays(self)
        member.answerDelayNanoseconds = delays.back
        schedule(.syncArrives, member, after: delays.there)
    }

    /// The leader's work.
    func divide(
        _ requests: [GroupMembership.JoinRequest], by assignor: ConsumerSettings.Assignor
    ) -> [(member: Int, partitions: [TopicPartition])] {
        let divided = assignor.assign(requests.map(\.subscription)) { name in
            topicIndex(ofKnown: name).map { topicTable[$0].partitions } ?? 0
        }
        return zip(requests, divided).map { ($0.id, $1) }
    }

    /// In order of topic and partition.
    func logs(of partitions: [TopicPartition]) -> [Int] {
        partitions.sorted().map { partition in
            guard let topic = topicIndex(ofKnown: partition.topic) else {
                preconditionFailure("Assigned topics exist.")
            }
            return topicTable[topic].firstLog + Int(partition.partition)
        }
    }

    /// A static member does not leave: it may be back within its session.
    func closed(_ member: GroupMember) {
        guard member.standing != .outside || member.isKnown else { return release(member) }
        member.silentSinceNanoseconds = simulation.now.nanoseconds
        if member.isStatic {
            armCheck(of: member, after: member.sessionTimeoutNanoseconds)
        } else {
            schedule(.leaveArrives, member, after: member.coordinatorDelays(self).there)
        }
    }
}
