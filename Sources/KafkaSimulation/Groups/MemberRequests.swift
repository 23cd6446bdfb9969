import Containers
import ServicePorts
import VirtualTime

/// Joins, syncs and leaves: as members send them, as they arrive at the coordinator, and their answers.
extension GroupCoordinator {
    // MARK: As members send them

    func sendJoin(_ request: GroupMembership.JoinRequest, of member: GroupMember) {
        precondition(request.id == member.id, "A member asks for itself.")
        precondition(!member.isClosed, "A closed consumer joins nothing.")
        precondition(member.standing == .outside || member.standing == .member, "A member has one join under way.")
        member.standing = .joining
        member.hasLeft = false
        member.joinRequest = request
        let delays = delays(of: member)
        member.answerDelayNanoseconds = delays.back
        schedule(.joinArrives, member, after: delays.there)
    }

    /// - Parameter assignments: the leader's division.
    func sendSync(_ assignments: GroupMembership.Assignments?, of member: GroupMember) {
        precondition(member.standing == .joining, "A sync follows a join.")
        precondition(member.generation > 0, "A sync is of a generation.")
        member.standing = .syncing
        member.syncRequest = assignments
        let delays = delays(of: member)
        member.answerDelayNanoseconds = delays.back
        schedule(.syncArrives, member, after: delays.there)
    }

    /// The consumer has closed.
    func closed(_ member: GroupMember) {
        precondition(member.isClosed, "Only a closed consumer is gone.")
        if member.takesPart || member.isKnown { return leave(member) }
        // Who has unsubscribed before is released when the coordinator knows.
        guard member.leavesUnderWay == 0, !member.group.membership.contains(member.id) else { return }
        release(member)
    }

    /// The consumer has given up its topics, and may subscribe again.
    func unsubscribed(_ member: GroupMember) {
        precondition(!member.isClosed, "A closed consumer has left.")
        let mayBeKnown = member.takesPart || member.isKnown
        member.leaveGroup()
        if mayBeKnown { leave(member) }
    }

    /// A static member does not leave: it may be back within its session.
    private func leave(_ member: GroupMember) {
        member.silentSinceNanoseconds = simulation.now.nanoseconds
        if member.isStatic {
            armCheck(of: member, after: member.sessionTimeoutNanoseconds)
        } else {
            member.leavesUnderWay += 1
            schedule(.leaveArrives, member, after: delays(of: member).there)
        }
    }

    // MARK: As they arrive

    func joinArrived(_ member: GroupMember) {
        guard let request = member.joinRequest, !member.isClosed else { return }
        precondition(request.id == member.id, "A member asks for itself.")
        member.heardInEpoch = member.epoch
        member.lastHeardAtNanoseconds = simulation.now.nanoseconds
        if member.process.state == .running {
            member.silentSinceNanoseconds = nil
        } else {
            armCheck(of: member, after: member.sessionTimeoutNanoseconds)
        }
        guard member.group.isCoordinatorAvailable else {
            return answerJoin(of: member, .refused(.coordinatorNotAvailable))
        }
        simulation.note(KafkaTrace.memberJoined, member.id.word)
        tell(.join, of: member)
        apply(member.group.membership.join(request), to: member.group)
    }

    func syncArrived(_ member: GroupMember) {
        guard !member.isClosed else { return }
        let assignments = member.syncRequest
        member.syncRequest = nil
        member.lastHeardAtNanoseconds = simulation.now.nanoseconds
        guard member.group.isCoordinatorAvailable else {
            return answerSync(of: member, .refused(.coordinatorNotAvailable))
        }
        tell(.sync, of: member)
        let actions = member.group.membership.sync(
            member.id, instanceID: member.settings.groupInstanceID, generation: member.generation,
            assignments: assignments)
        apply(actions, to: member.group)
    }

    func leaveArrived(_ member: GroupMember) {
        precondition(member.leavesUnderWay > 0, "A leave arrives once.")
        member.leavesUnderWay -= 1
        guard member.group.isCoordinatorAvailable else {
            // Nobody has read it: the session runs out instead.
            return armCheck(of: member, after: member.sessionTimeoutNanoseconds)
        }
        precondition(!member.isStatic, "A static member does not leave.")
        tell(.leave, of: member)
        apply(member.group.membership.leave(member.id), to: member.group)
        if member.isClosed, member.leavesUnderWay == 0 { release(member) }
    }

    // MARK: Answers

    func answerJoin(of member: GroupMember, _ answer: GroupMembership.JoinAnswer) {
        if case .joined(let generation, _, _) = answer {
            precondition(member.group.membership.contains(member.id), "Only a member has joined.")
            precondition(generation == member.group.membership.generation, "A member joins the newest generation.")
        }
        if case .refused(let error) = answer { tell(.refused(request: "join", error: error.rawValue), of: member) }
        guard member.heardInEpoch == member.epoch else { return }
        member.lastHeardAtNanoseconds = simulation.now.nanoseconds
        member.upcomingJoin = answer
        schedule(.joinAnswered, member, after: member.answerDelayNanoseconds)
    }

    func answerSync(of member: GroupMember, _ answer: GroupMembership.SyncAnswer) {
        if case .assigned = answer {
            precondition(member.group.membership.contains(member.id), "Only a member is assigned partitions.")
        }
        if case .refused(let error) = answer { tell(.refused(request: "sync", error: error.rawValue), of: member) }
        guard member.heardInEpoch == member.epoch else { return }
        member.lastHeardAtNanoseconds = simulation.now.nanoseconds
        member.upcomingSync = answer
        schedule(.syncAnswered, member, after: member.answerDelayNanoseconds)
    }

    func joinAnswered(_ member: GroupMember) {
        guard let answer = member.upcomingJoin, !member.isClosed else { return }
        member.upcomingJoin = nil
        member.joinAnswer = answer
        member.wake()
    }

    func syncAnswered(_ member: GroupMember) {
        guard let answer = member.upcomingSync, !member.isClosed else { return }
        member.upcomingSync = nil
        member.syncAnswer = answer
        member.wake()
    }
}
