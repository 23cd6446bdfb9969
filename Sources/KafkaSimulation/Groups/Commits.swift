import Containers
import ServicePorts
import VirtualTime

/// Offsets on their way to the coordinator, and its answer on the way back.
struct PendingCommit {
    enum Answer: Equatable {
        case accepted
        case refused(GroupError)
    }

    let member: GroupMember
    let generation: Int32
    let offsets: [(log: LogID, offset: Int64)]
    let answerDelayNanoseconds: Int64
    var isAbandoned: Bool
    var waiter: Waiter?
    var answer: Answer?
}

extension GroupCoordinator {
    /// Sends offsets to the coordinator. The answer comes to `waiter` when the caller sets one, at
    /// `answeredAtNanoseconds`.
    func sendCommit(
        _ offsets: [(log: LogID, offset: Int64)], of member: GroupMember, awaitsAnswer: Bool
    ) -> (token: SlotToken, answeredAtNanoseconds: Int64) {
        precondition(!offsets.isEmpty, "A commit has an offset.")
        precondition(!member.isClosed, "A closed consumer commits nothing.")
        let delays = delays(of: member)
        let token = commits.insert(
            PendingCommit(
                member: member, generation: member.generation, offsets: offsets,
                answerDelayNanoseconds: delays.back, isAbandoned: !awaitsAnswer))
        scheduleArrival(of: token, after: delays.there)
        return (token, simulation.now.nanoseconds + delays.there + delays.back)
    }

    func commitArrived(_ token: SlotToken) {
        let pending = commits[token]
        precondition(pending.answer == nil, "A commit is answered once.")
        let answer = store(pending)
        guard !pending.isAbandoned else {
            commits.remove(token)
            return
        }
        commits[token].answer = answer
        if let waiter = pending.waiter {
            simulation.wake(
                waiter, at: VirtualInstant(nanoseconds: simulation.now.nanoseconds + pending.answerDelayNanoseconds))
        }
    }

    private func store(_ pending: PendingCommit) -> PendingCommit.Answer {
        let (member, group) = (pending.member, pending.member.group)
        guard group.isCoordinatorAvailable else { return .refused(.coordinatorNotAvailable) }
        let refusal = group.membership.refusalOfCommit(
            by: member.id, instanceID: member.settings.groupInstanceID, generation: pending.generation)
        if let refusal {
            counters.commitsRefused += 1
            tell(.refused(request: "commit", error: refusal.rawValue), of: member)
            return .refused(refusal)
        }
        precondition(
            pending.generation < 0 || group.membership.contains(member.id), "Only a member commits in a generation.")
        precondition(
            pending.generation < 0 || pending.generation == group.membership.generation,
            "A member commits in its generation.")
        counters.commits += 1
        tell(.commit, of: member)
        for (log, offset) in pending.offsets {
            precondition(offset >= 0, "A client refuses negative offsets.")
            group.committed[log] = offset
            simulation.note(KafkaTrace.offsetCommitted, of: log.index, UInt64(bitPattern: offset))
            listener?.committed(offset, on: log, by: member)
            lags?.committed(by: group, on: log)
        }
        if pending.generation < 0 { committedByNoMember(pending.offsets.map(\.log), of: group) }
        return .accepted
    }

    func abandonCommit(_ token: SlotToken) {
        precondition(!commits[token].isAbandoned, "A call gives up its own commit, once.")
        if commits[token].answer != nil {
            commits.remove(token)
        } else {
            commits[token].isAbandoned = true
        }
    }
}
