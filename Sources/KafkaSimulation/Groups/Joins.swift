import ServicePorts

/// The rules of joining.
extension GroupMembership {
    mutating func join(_ request: JoinRequest) -> [Action] {
        precondition(isLoaded, "A coordinator that is gone lets nobody in.")
        guard isCompatible(request) else {
            return [.answerJoin(member: request.id, .refused(.inconsistentGroupProtocol))]
        }
        if let instance = request.subscription.instanceID,
            let index = members.firstIndex(where: { $0.request.subscription.instanceID == instance })
        {
            if !request.isKnown { return replaceStatic(index, by: request) }
            if members[index].id != request.id { return [.answerJoin(member: request.id, .refused(.fencedInstanceID))] }
        }
        if let index = members.firstIndex(where: { $0.id == request.id }) { return rejoin(index, request) }
        if request.isKnown { return [.answerJoin(member: request.id, .refused(.unknownMemberID))] }
        return add(Member(request: request))
    }

    private mutating func add(_ member: Member) -> [Action] {
        switch phase {
        case .dead: preconditionFailure("A coordinator that is gone lets nobody in.")
        case .empty:
            lastRound += 1
            phase = .preparingRebalance(
                PreparingRebalance(
                    members: [member], leader: nil, round: lastRound, joined: [member.id],
                    end: .initialDelay(hasNewcomers: false)))
            return [.endRound(lastRound, after: .initialDelay)]
        case .preparingRebalance(var preparing):
            // Nobody else holds the members then, so that they are not copied for one more.
            phase = .empty
            preparing.members.append(member)
            preparing.joined.append(member.id)
            if preparing.end == .initialDelay(hasNewcomers: false) {
                preparing.end = .initialDelay(hasNewcomers: true)
            }
            phase = .preparingRebalance(preparing)
            return completeIfAllJoined()
        case .completingRebalance, .stable: return beginJoining(members + [member], member.id)
        }
    }

    private mutating func rejoin(_ index: Int, _ request: JoinRequest) -> [Action] {
        let isSame = members[index].request.asksTheSame(as: request)
        phase.replaceMember(
            at: index, by: Member(request: request, assignment: members[index].assignment), isBack: false)
        switch phase {
        case .empty, .dead: preconditionFailure("Who joins again is a member.")
        case .preparingRebalance: return markJoined(request.id)
        case .completingRebalance:
            return isSame
                ? [.answerJoin(member: request.id, answer(to: request.id))] : beginJoining(members, request.id)
        case .stable:
            // Joining again the leader may want a new division although nothing has changed here.
            if isSame, request.id != leader { return [.answerJoin(member: request.id, answer(to: request.id))] }
            return beginJoining(members, request.id)
        }
    }

    /// KIP-345: a static member that is back gets what it had, and nobody else notices; the older consumer is fenced.
    private mutating func replaceStatic(_ index: Int, by request: JoinRequest) -> [Action] {
        let old = members[index]
        var actions: [Action] = []
        if old.id != request.id {
            if phase.joined.contains(old.id) {
                actions.append(.answerJoin(member: old.id, .refused(.fencedInstanceID)))
            }
            if phase.syncing.contains(old.id) {
                actions.append(.answerSync(member: old.id, .refused(.fencedInstanceID)))
            }
            actions.append(.tellByHeartbeat(member: old.id))
        }
        let member = Member(request: request, assignment: old.assignment)
        phase.replaceMember(at: index, by: member, isBack: true)
        if let place = written.group.members.firstIndex(where: { $0.id == old.id }) {
            written.group.members[place] = member
        }
        if written.group.leader == old.id { written.group.leader = request.id }
        switch phase {
        case .empty, .dead: preconditionFailure("Who takes a member's place is a member.")
        case .preparingRebalance: return actions + markJoined(request.id)
        case .completingRebalance: return actions + beginJoining(members, request.id)
        case .stable:
            guard vote() == assignor, request.subscription.topics == old.request.subscription.topics else {
                return actions + beginJoining(members, request.id)
            }
            // Even the leader is told nothing to divide (KIP-814).
            return actions + [
                .answerJoin(
                    member: request.id, .joined(generation: generation, assignor, subscriptions: nil))
            ]
        }
    }

    private mutating func markJoined(_ id: MemberID) -> [Action] {
        guard case .preparingRebalance(var preparing) = phase else { preconditionFailure("A round is under way.") }
        if !preparing.joined.contains(id) { preparing.joined.append(id) }
        phase = .preparingRebalance(preparing)
        return completeIfAllJoined()
    }

    private mutating func beginJoining(_ members: [Member], _ id: MemberID) -> [Action] {
        let actions = begin(members, leader: leader, interrupting: phase.syncing, joining: id)
        return actions + completeIfAllJoined()
    }

    func answer(to id: MemberID) -> JoinAnswer {
        var subscriptions: [JoinRequest]?
        if case .completingRebalance(let completing) = phase, completing.leader == id {
            subscriptions = completing.members.map(\.request)
        }
        return .joined(generation: generation, assignor, subscriptions: subscriptions)
    }

    // MARK: The vote on the assignor

    private func isCompatible(_ request: JoinRequest) -> Bool {
        let (members, instance) = (members, request.subscription.instanceID)
        return request.assignors.contains { assignor in
            // By their places, so that no member is copied to be looked at.
            members.indices.allSatisfy { place in
                members[place].request.assignors.contains(assignor) || members[place].id == request.id
                    || (instance != nil && members[place].request.subscription.instanceID == instance)
            }
        }
    }

    /// Every member votes for the first of its assignors that all members know; the first one named wins a draw.
    func vote() -> ConsumerSettings.Assignor {
        var votes: [(assignor: ConsumerSettings.Assignor, count: Int)] = []
        let members = members
        let common = ConsumerSettings.Assignor.allCases.filter { assignor in
            members.indices.allSatisfy { members[$0].request.assignors.contains(assignor) }
        }
        for place in members.indices {
            guard let choice = members[place].request.assignors.first(where: common.contains) else {
                preconditionFailure("A member without a common assignor is not let in.")
            }
            if let index = votes.firstIndex(where: { $0.assignor == choice }) {
                votes[index].count += 1
            } else {
                votes.append((choice, 1))
            }
        }
        guard let most = votes.map(\.count).max(), let winner = votes.first(where: { $0.count == most }) else {
            preconditionFailure("A group without members votes on nothing.")
        }
        return winner.assignor
    }
}
