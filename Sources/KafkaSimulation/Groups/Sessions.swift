import ServicePorts
import VirtualTime

/// Heartbeats and the members that fall silent. No entry stands on the agenda for a heartbeat that says nothing: a
/// member is looked at when its process stops, when it stays away from `poll`, and when its group has something to
/// tell.
extension GroupCoordinator {
    func processChanged(_ member: GroupMember) {
        let now = simulation.now.nanoseconds
        if member.process.state == .running {
            guard !member.isClosed, !member.hasLeft else { return }
            member.silentSinceNanoseconds = nil
            schedule(.heartbeatAnswered, member, after: latency.sampleNanoseconds(&member.latencies))
            return
        }
        if !member.process.isAlive { listener?.released(member.id) }
        guard !member.isClosed || member.isStatic else { return }
        member.silentSinceNanoseconds = member.silentSinceNanoseconds ?? now
        armCheck(of: member, after: sessionEnd(of: member) - now)
    }

    /// The next heartbeat of the member is answered with what has happened to the group.
    func tellByHeartbeat(_ member: GroupMember) {
        let now = simulation.now.nanoseconds
        let delay = latency.sampleNanoseconds(&member.latencies)
        let next = member.nextHeartbeat(after: now)
        precondition(next > now, "The next heartbeat has not left.")
        schedule(.heartbeatAnswered, member, after: next - now + delay)
    }

    /// A paused process sends none, and the next one when it goes on; a member that joins has no need of any.
    func heartbeatAnswered(_ member: GroupMember) {
        guard !member.isClosed, member.process.state == .running, member.standing == .member else { return }
        precondition(member.generation > 0, "A member is in a generation.")
        guard member.group.isCoordinatorAvailable else {
            return schedule(.heartbeatAnswered, member, after: member.heartbeatIntervalNanoseconds)
        }
        let refusal = member.group.membership.refusalOfHeartbeat(
            by: member.id, instanceID: member.settings.groupInstanceID, generation: member.generation)
        guard let refusal else { return }
        tell(.refused(request: "heartbeat", error: refusal.rawValue), of: member)
        member.take(refusal)
        member.wake()
    }

    // MARK: Silence

    func evicted(_ member: GroupMember) {
        precondition(member.group.isCoordinatorAvailable, "Nobody evicts without a coordinator.")
        precondition(members[member.id] === member, "Who is gone is not evicted.")
        counters.evictions += 1
        simulation.note(KafkaTrace.memberEvicted, member.id.word)
        tell(.evicted, of: member)
        if !member.process.isAlive || member.isClosed { return release(member) }
        if member.process.state == .running { tellByHeartbeat(member) }
    }

    func armCheck(of member: GroupMember, after nanoseconds: Int64) {
        let at = simulation.now.nanoseconds + max(nanoseconds, 0)
        if let armed = member.checkAtNanoseconds, armed <= at { return }
        member.checkAtNanoseconds = at
        schedule(.check, member, after: at - simulation.now.nanoseconds)
    }

    /// When the coordinator gives up a member that is silent.
    private func sessionEnd(of member: GroupMember) -> Int64 {
        guard let silentSince = member.silentSinceNanoseconds else { return .max }
        let lastSign = max(
            member.lastHeartbeat(before: silentSince), member.lastHeardAtNanoseconds,
            member.group.coordinatorSinceNanoseconds)
        precondition(lastSign <= simulation.now.nanoseconds, "A sign of life has been.")
        return lastSign + member.sessionTimeoutNanoseconds
    }

    /// Looks whether the member is still there; armed only while it may not be.
    func check(_ member: GroupMember) {
        let now = simulation.now.nanoseconds
        guard member.checkAtNanoseconds == now else { return }
        member.checkAtNanoseconds = nil
        guard member.group.membership.contains(member.id) else {
            if !member.process.isAlive || member.isClosed { release(member) }
            return
        }
        // Nobody counts sessions without a coordinator, nor those of members that wait for the end of a round.
        guard member.group.isCoordinatorAvailable, !member.group.membership.isAwaitingAnswer(member.id) else {
            return armCheck(of: member, after: member.sessionTimeoutNanoseconds)
        }
        if member.silentSinceNanoseconds != nil {
            let end = sessionEnd(of: member)
            return end <= now ? expel(member) : armCheck(of: member, after: end - now)
        }
        guard !member.isPolling, member.standing != .lost else { return }
        let outsideNanoseconds = now - member.leftPollAtNanoseconds
        guard outsideNanoseconds >= member.maxPollIntervalNanoseconds else {
            return armCheck(of: member, after: member.maxPollIntervalNanoseconds - outsideNanoseconds)
        }
        pollIntervalIsOver(member)
    }

    /// The client itself gives up: it leaves the group, or, as a static member, only stops its heartbeats (KIP-345).
    private func pollIntervalIsOver(_ member: GroupMember) {
        precondition(!member.isPolling, "Who polls has not stayed away.")
        precondition(!member.hasLeft, "Who has unsubscribed need not poll.")
        member.lose(isStillKnown: false)
        guard member.isStatic else { return expel(member) }
        member.silentSinceNanoseconds = simulation.now.nanoseconds
        armCheck(of: member, after: member.sessionTimeoutNanoseconds)
    }

    private func expel(_ member: GroupMember) {
        let group = member.group
        precondition(group.membership.contains(member.id), "Only members are expelled.")
        evicted(member)
        apply(group.membership.leave(member.id), to: group)
    }
}
