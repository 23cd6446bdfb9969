import Ports
import VirtualTime

/// The coordinator's side of consumer groups: it carries out what `GroupMembership` decides.
extension SimulatedKafka {
    // MARK: Requests that arrive

    func joinArrived(_ member: GroupMember) {
        guard !member.isClosed else { return }
        apply(member.group.membership.join(member.number, topics: member.topics), to: member.group)
        if member.process.state != .running { armCheck(of: member, after: member.heartbeatIntervalNanoseconds) }
    }

    func leaveArrived(_ member: GroupMember) {
        dropOwnership(of: member)
        apply(member.group.membership.leave(member.number), to: member.group)
        members[member.number] = nil
    }

    /// A heartbeat's answer said that the group rebalances; a paused process reads it when it wakes.
    func toldToRejoin(_ member: GroupMember) {
        guard !member.isClosed, member.group.membership.isAwaitingJoin(of: member.number) else { return }
        member.mustRejoin = true
        wake(member)
    }

    func assignmentArrived(_ member: GroupMember) {
        guard let upcoming = member.upcoming, !member.isClosed, member.standing != .evicted else { return }
        member.upcoming = nil
        member.incoming = upcoming
        wake(member)
    }

    func roundEnded(group index: Int, round: UInt32) {
        let group = groups[index]
        apply(group.membership.roundTimeIsOver(round), to: group)
    }

    private func apply(_ actions: [GroupMembership.Action], to group: ConsumerGroup) {
        for action in actions {
            switch action {
            case .tellToRejoin(let number): tellToRejoin(members[number]!)
            case .endRound(let round, let length):
                let token = SlotToken(slot: UInt32(group.index), generation: round)
                schedule(.roundEnds, token, after: nanoseconds(of: length, in: group))
            case .evicted(let number): evicted(members[number]!)
            case .assign: assign(group)
            }
        }
    }

    private func nanoseconds(of length: GroupMembership.RoundLength, in group: ConsumerGroup) -> Int64 {
        switch length {
        case .initialDelay: model.initialRebalanceDelay.wholeNanoseconds
        case .rebalanceTimeout: group.membership.members.map { members[$0.id]!.maxPollIntervalNanoseconds }.max() ?? 0
        }
    }

    private func tellToRejoin(_ member: GroupMember) {
        let sinceHeartbeatNanoseconds =
            (simulation.now.nanoseconds - member.createdAtNanoseconds) % member.heartbeatIntervalNanoseconds
        schedule(.heartbeatTells, member, after: member.heartbeatIntervalNanoseconds - sinceHeartbeatNanoseconds)
        if member.process.state != .running { armCheck(of: member, after: member.heartbeatIntervalNanoseconds) }
    }

    private func assign(_ group: ConsumerGroup) {
        counters.rebalances += 1
        let inOrder = group.membership.members.map { members[$0.id]! }
        simulation.note(0x4B52 << 32 | UInt64(group.index), UInt64(group.membership.generation))
        for member in inOrder { dropOwnership(of: member) }
        let ranges = RangeAssignor.assign(members: inOrder.map { ($0.name, $0.topics) }) { name in
            topicIndex(ofKnown: name).map { topicTable[$0].partitions } ?? 0
        }
        for (member, range) in zip(inOrder, ranges) {
            let owned = range.map { topicTable[topicIndex(ofKnown: $0.topic)!].firstLog + Int($0.partition) }
            for log in owned { logs[log].owners.append(member.number) }
            member.upcoming = (group.membership.generation, owned)
            schedule(.assignmentArrives, member, after: member.coordinatorDelay(self))
        }
    }

    private func dropOwnership(of member: GroupMember) {
        for topic in member.group.topics {
            for log in logRange(of: topic) { logs[log].owners.removeAll { $0 == member.number } }
        }
    }

    // MARK: Members that fall silent

    private func evicted(_ member: GroupMember) {
        counters.evictions += 1
        simulation.note(0x4B45, UInt64(member.number))
        member.standing = .evicted
        member.incoming = nil
        member.upcoming = nil
        dropOwnership(of: member)
        wake(member)
        if !member.process.isAlive { members[member.number] = nil }
    }

    /// Leaves a task in the process that wakes only when the process ends: from then on no heartbeat comes.
    func watchForCrash(of member: GroupMember) {
        member.process.start { [self] in
            do { try await member.process.suspend { _ in } } catch {
                guard !member.process.isAlive, !member.isClosed else { return }
                member.silentSinceNanoseconds = simulation.now.nanoseconds
                armCheck(of: member, after: member.sessionTimeoutNanoseconds)
            }
        }
    }

    func armCheck(of member: GroupMember, after nanoseconds: Int64) {
        guard !member.isCheckArmed else { return }
        member.isCheckArmed = true
        schedule(.memberCheck, member, after: nanoseconds)
    }

    /// Looks at one member; armed only while the member is outside `poll`, paused or dead, so that idle ones cost nothing.
    func check(_ member: GroupMember) {
        member.isCheckArmed = false
        guard member.group.membership.contains(member.number) else {
            if !member.process.isAlive { members[member.number] = nil }
            return
        }
        let now = simulation.now.nanoseconds
        if member.process.state == .running {
            member.silentSinceNanoseconds = nil
            guard !member.isPolling else { return }
            let outsideNanoseconds = now - member.leftPollAtNanoseconds
            if outsideNanoseconds >= member.maxPollIntervalNanoseconds { return expel(member) }
            return armCheck(
                of: member,
                after: min(member.heartbeatIntervalNanoseconds, member.maxPollIntervalNanoseconds - outsideNanoseconds))
        }
        let silentSinceNanoseconds = member.silentSinceNanoseconds ?? now
        member.silentSinceNanoseconds = silentSinceNanoseconds
        let leftNanoseconds = silentSinceNanoseconds + member.sessionTimeoutNanoseconds - now
        if leftNanoseconds <= 0 { return expel(member) }
        armCheck(
            of: member,
            after: member.process.isAlive ? min(member.heartbeatIntervalNanoseconds, leftNanoseconds) : leftNanoseconds)
    }

    private func expel(_ member: GroupMember) {
        evicted(member)
        apply(member.group.membership.leave(member.number), to: member.group)
    }

    // MARK: Commits

    /// Sends offsets to the coordinator. The answer comes to `waiter` when the caller sets one.
    func sendCommit(_ offsets: [(log: Int, offset: Int64)], of member: GroupMember, awaitsAnswer: Bool) -> SlotToken {
        let latency = coordinatorLatency.sample(&member.latencies)
        let token = commits.insert(
            PendingCommit(
                member: member, generation: member.generation, offsets: offsets,
                answerDelayNanoseconds: latency - latency / 2, isAbandoned: !awaitsAnswer))
        schedule(.commitArrives, token, after: latency / 2)
        return token
    }

    func commitArrived(_ token: SlotToken) {
        let pending = commits[token]
        let group = pending.member.group
        let isAccepted =
            group.membership.contains(pending.member.number) && pending.generation == group.membership.generation
        if isAccepted {
            counters.commits += 1
            for (log, offset) in pending.offsets {
                group.committed[log] = offset
                simulation.note(0x4B43 << 32 | UInt64(log), UInt64(bitPattern: offset))
                forgetCommitted(log)
            }
        } else {
            counters.commitsRefused += 1
        }
        guard !pending.isAbandoned else {
            commits.remove(token)
            return
        }
        commits[token].isAccepted = isAccepted
        if let waiter = pending.waiter {
            simulation.wake(
                waiter, at: VirtualInstant(nanoseconds: simulation.now.nanoseconds + pending.answerDelayNanoseconds))
        }
    }

    func abandonCommit(_ token: SlotToken) {
        if commits[token].isAccepted != nil {
            commits.remove(token)
        } else {
            commits[token].isAbandoned = true
        }
    }
}

/// Offsets on their way to the coordinator, and its answer on the way back.
struct PendingCommit {
    let member: GroupMember
    let generation: Int32
    let offsets: [(log: Int, offset: Int64)]
    let answerDelayNanoseconds: Int64
    var isAbandoned: Bool
    var waiter: Waiter?
    var isAccepted: Bool?
}
