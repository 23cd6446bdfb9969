import Containers
import ServicePorts
import VirtualTime

/// The coordinator's side of consumer groups: it carries out what `GroupMembership` decides.
extension SimulatedKafka {
    // MARK: Agenda

    func fireMember(_ token: SlotToken) {
        guard let member = members[token.slot] else { return }
        switch GroupMember.Entry(rawValue: token.generation)! {
        case .joinArrives: joinArrived(member)
        case .joinAnswered: joinAnswered(member)
        case .syncArrives: syncArrived(member)
        case .syncAnswered: syncAnswered(member)
        case .leaveArrives: leaveArrived(member)
        case .heartbeatAnswered: heartbeatAnswered(member)
        case .check: check(member)
        case .pollTimesOut: pollTimedOut(member)
        case .processChanged: processChanged(member)
        }
    }

    func token(_ entry: GroupMember.Entry, _ member: GroupMember) -> SlotToken {
        SlotToken(slot: UInt32(member.number), generation: entry.rawValue)
    }

    func schedule(_ entry: GroupMember.Entry, _ member: GroupMember, after nanoseconds: Int64) {
        schedule(.member, token(entry, member), after: nanoseconds)
    }

    // MARK: Requests that arrive

    private func joinArrived(_ member: GroupMember) {
        guard let request = member.joinRequest, !member.isClosed else { return }
        member.lastHeardAtNanoseconds = simulation.now.nanoseconds
        if member.process.state == .running {
            member.silentSinceNanoseconds = nil
        } else {
            armCheck(of: member, after: member.sessionTimeoutNanoseconds)
        }
        guard member.group.isCoordinatorAvailable else {
            return answerJoin(of: member, .refused(.coordinatorNotAvailable))
        }
        simulation.note(KafkaTrace.memberJoined, UInt64(member.number))
        tell(.join, of: member)
        apply(member.group.membership.join(request), to: member.group)
    }

    private func syncArrived(_ member: GroupMember) {
        guard !member.isClosed else { return }
        let assignments = member.syncRequest
        member.syncRequest = nil
        member.lastHeardAtNanoseconds = simulation.now.nanoseconds
        guard member.group.isCoordinatorAvailable else {
            return answerSync(of: member, .refused(.coordinatorNotAvailable))
        }
        tell(.sync, of: member)
        let actions = member.group.membership.sync(
            member.number, instanceID: member.settings.groupInstanceID, generation: member.generation,
            assignments: assignments)
        apply(actions, to: member.group)
    }

    private func leaveArrived(_ member: GroupMember) {
        guard member.group.isCoordinatorAvailable else {
            // Nobody has read it: the session runs out instead.
            return armCheck(of: member, after: member.sessionTimeoutNanoseconds)
        }
        tell(.leave, of: member)
        apply(member.group.membership.leave(member.number), to: member.group)
        release(member)
    }

    // MARK: Answers that arrive

    private func joinAnswered(_ member: GroupMember) {
        guard let answer = member.upcomingJoin, !member.isClosed else { return }
        member.upcomingJoin = nil
        member.joinAnswer = answer
        wake(member)
    }

    private func syncAnswered(_ member: GroupMember) {
        guard let answer = member.upcomingSync, !member.isClosed else { return }
        member.upcomingSync = nil
        member.syncAnswer = answer
        wake(member)
    }

    private func answerJoin(of member: GroupMember, _ answer: GroupMembership.JoinAnswer) {
        if case .refused(let error) = answer { tell(.refused(request: "join", error: error.rawValue), of: member) }
        member.lastHeardAtNanoseconds = simulation.now.nanoseconds
        member.upcomingJoin = answer
        schedule(.joinAnswered, member, after: member.answerDelayNanoseconds)
    }

    private func answerSync(of member: GroupMember, _ answer: GroupMembership.SyncAnswer) {
        if case .refused(let error) = answer { tell(.refused(request: "sync", error: error.rawValue), of: member) }
        member.lastHeardAtNanoseconds = simulation.now.nanoseconds
        member.upcomingSync = answer
        schedule(.syncAnswered, member, after: member.answerDelayNanoseconds)
    }

    // MARK: What the rules decide

    func roundEnded(group index: Int, round: UInt32) {
        let group = groups[index]
        guard group.isCoordinatorAvailable else { return }
        apply(group.membership.roundTimeIsOver(round), to: group)
    }

    func apply(_ actions: [GroupMembership.Action], to group: ConsumerGroup) {
        for action in actions {
            switch action {
            case .endRound(let round, let length):
                let token = SlotToken(slot: UInt32(group.index), generation: round)
                schedule(.roundEnds, token, after: nanoseconds(of: length, in: group))
            case .stable:
                counters.rebalances += 1
                tellStable(group)
                simulation.note(KafkaTrace.groupRebalanced, of: group.index, UInt64(group.membership.generation))
            case .tellByHeartbeat(let number): if let member = members[number] { tellByHeartbeat(member) }
            case .evicted(let number): if let member = members[number] { evicted(member) }
            case .answerJoin(let number, let answer): if let member = members[number] { answerJoin(of: member, answer) }
            case .answerSync(let number, let answer): if let member = members[number] { answerSync(of: member, answer) }
            }
        }
    }

    private func nanoseconds(of length: GroupMembership.RoundLength, in group: ConsumerGroup) -> Int64 {
        switch length {
        case .initialDelay: model.initialRebalanceDelay.wholeNanoseconds
        case .rebalanceTimeout:
            group.membership.members.compactMap { members[$0.id]?.maxPollIntervalNanoseconds }.max() ?? 0
        }
    }

    // MARK: Coordinators that come and go

    /// Says anew which groups have a coordinator, by group id; also for groups to come. Requests to one that has none
    /// are answered `COORDINATOR_NOT_AVAILABLE`, which clients try again until their time-outs. A round of joins
    /// under way is forgotten, and sessions begin anew when the coordinator is back.
    public func setCoordinators(_ isAvailable: @escaping (String) -> Bool) {
        hasCoordinator = isAvailable
        for group in groups where group.isCoordinatorAvailable != isAvailable(group.id) {
            group.isCoordinatorAvailable.toggle()
            if group.isCoordinatorAvailable {
                group.coordinatorSinceNanoseconds = simulation.now.nanoseconds
            } else {
                apply(group.membership.loseCoordinator(), to: group)
            }
        }
    }
}
