import ServicePorts

/// The rules of one consumer group's coordinator (`kafka.coordinator.group.GroupCoordinator`, the classic protocol of
/// Kafka 3.x): who is a member, in which generation, who leads, and when a rebalance ends.
///
/// A round of joins ends when all members have joined or its time is over; then the leader divides the partitions,
/// and the generation is stable once its sync has come.
struct GroupMembership {
    enum Phase: Equatable { case empty, preparing, completing, stable }

    /// How long a phase may last.
    enum RoundLength: Equatable {
        /// `group.initial.rebalance.delay.ms`: a first member waits for company.
        case initialDelay
        /// The largest `max.poll.interval.ms` of the members.
        case rebalanceTimeout
    }

    struct JoinRequest: Equatable {
        var id: Int
        /// Whether the sender believes that the coordinator knows it.
        var isKnown = false
        var assignors: [ConsumerSettings.Assignor] = [.range]
        var subscription: Subscription

        /// Whether the group may go on as it is when `other` has asked before.
        func asksTheSame(as other: Self) -> Bool {
            assignors == other.assignors && subscription.topics == other.subscription.topics
                && subscription.owned == other.subscription.owned
                && subscription.generation == other.subscription.generation
        }
    }

    enum JoinAnswer: Equatable {
        /// `subscriptions` is for the leader alone: member ids with what they want.
        case joined(generation: Int32, ConsumerSettings.Assignor, subscriptions: [JoinRequest]?)
        case refused(GroupError)
    }

    enum SyncAnswer: Equatable {
        case assigned([TopicPartition])
        case refused(GroupError)
    }

    enum Action: Equatable {
        /// The next heartbeat of the member is answered with what has happened.
        case tellByHeartbeat(member: Int)
        case endRound(UInt32, after: RoundLength)
        case evicted(member: Int)
        case answerJoin(member: Int, JoinAnswer)
        case answerSync(member: Int, SyncAnswer)
        /// Every member has its partitions under the new generation.
        case stable
    }

    struct Member: Equatable {
        var request: JoinRequest
        var assignment: [TopicPartition] = []
        var awaitsJoin = false
        var awaitsSync = false
        var id: Int { request.id }
        var isStatic: Bool { request.subscription.instanceID != nil }
    }

    private(set) var phase = Phase.empty
    private(set) var generation: Int32 = 0
    private(set) var assignor = ConsumerSettings.Assignor.range
    private(set) var leader: Int?
    /// In order of their first join.
    private(set) var members: [Member] = []
    private var round: UInt32 = 0
    private var isInitialRound = false
    private var hasNewcomers = false
    /// What the coordinator has written to `__consumer_offsets`: the last stable generation.
    private var written: (members: [Member], generation: Int32, leader: Int?) = ([], 0, nil)

    func contains(_ id: Int) -> Bool { members.contains { $0.id == id } }

    /// Whether the coordinator owes the member the answer to a join: meanwhile its session does not run out.
    func isAwaitingAnswer(_ id: Int) -> Bool { members.contains { $0.id == id && $0.awaitsJoin } }

    // MARK: Requests

    mutating func join(_ request: JoinRequest) -> [Action] {
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
        return add(request)
    }

    /// - Parameter assignments: the leader's division, by member id.
    mutating func sync(
        _ id: Int, instanceID: String?, generation: Int32, assignments: [(member: Int, partitions: [TopicPartition])]?
    ) -> [Action] {
        if let refusal = refusal(of: id, instanceID: instanceID, generation: generation) {
            return [.answerSync(member: id, .refused(refusal))]
        }
        guard let index = members.firstIndex(where: { $0.id == id }) else { preconditionFailure("Refused above.") }
        switch phase {
        case .empty, .preparing: return [.answerSync(member: id, .refused(.rebalanceInProgress))]
        case .stable: return [.answerSync(member: id, .assigned(members[index].assignment))]
        case .completing:
            members[index].awaitsSync = true
            guard id == leader, let assignments else { return [] }
            for (member, partitions) in assignments {
                guard let place = members.firstIndex(where: { $0.id == member }) else { continue }
                members[place].assignment = partitions
            }
            phase = .stable
            let answers = answerSyncs()
            written = (members, self.generation, leader)
            return [.stable] + answers
        }
    }

    /// A member that closed, or whose session or poll interval ran out.
    mutating func leave(_ id: Int) -> [Action] {
        guard let index = members.firstIndex(where: { $0.id == id }) else { return [] }
        members.remove(at: index)
        if leader == id { leader = members.first?.id }
        guard !members.isEmpty else {
            phase = .empty
            round += 1
            return []
        }
        return phase == .preparing ? completeIfAllJoined() : begin(except: nil)
    }

    /// Why the coordinator refuses a request of a member; nil when it does not.
    func refusal(of id: Int, instanceID: String?, generation: Int32) -> GroupError? {
        if let instanceID {
            let holder = members.first { $0.request.subscription.instanceID == instanceID }
            guard let holder else { return .unknownMemberID }
            if holder.id != id { return .fencedInstanceID }
        } else if !contains(id) {
            return .unknownMemberID
        }
        return generation == self.generation ? nil : .illegalGeneration
    }

    /// The same for a commit, which waits for the sync of a generation whose join has been answered.
    func refusalOfCommit(by id: Int, instanceID: String?, generation: Int32) -> GroupError? {
        if let refusal = refusal(of: id, instanceID: instanceID, generation: generation) { return refusal }
        return phase == .completing ? .rebalanceInProgress : nil
    }

    /// What a heartbeat of the member is answered; nil when all is well.
    func refusalOfHeartbeat(by id: Int, instanceID: String?, generation: Int32) -> GroupError? {
        if let refusal = refusal(of: id, instanceID: instanceID, generation: generation) { return refusal }
        return phase == .preparing && !isAwaitingAnswer(id) ? .rebalanceInProgress : nil
    }

    // MARK: What befalls it

    mutating func roundTimeIsOver(_ ended: UInt32) -> [Action] {
        guard ended == round else { return [] }
        switch phase {
        case .empty, .stable: return []
        case .completing: return expelThoseWithoutSync()
        case .preparing:
            if isInitialRound, hasNewcomers {
                hasNewcomers = false
                return [.endRound(round, after: .initialDelay)]
            }
            let late = members.filter { !$0.awaitsJoin && !$0.isStatic }
            members.removeAll { !$0.awaitsJoin && !$0.isStatic }
            let evictions = late.map { Action.evicted(member: $0.id) }
            guard !members.isEmpty else {
                phase = .empty
                leader = nil
                return evictions
            }
            // Static members that are away stay members: the round goes on until their sessions are over.
            guard members.contains(where: \.awaitsJoin) else {
                return evictions + [.endRound(round, after: .rebalanceTimeout)]
            }
            return evictions + complete()
        }
    }

    /// The broker that coordinated the group is gone: what was not written down is forgotten, a round under way among
    /// it.
    mutating func loseCoordinator() -> [Action] {
        let actions =
            members.filter(\.awaitsJoin).map {
                Action.answerJoin(member: $0.id, .refused(.coordinatorNotAvailable))
            }
            + members.filter(\.awaitsSync).map {
                Action.answerSync(member: $0.id, .refused(.coordinatorNotAvailable))
            }
        let present = members.map(\.id)
        members = written.members.filter { present.contains($0.id) }
        (generation, leader) = (written.generation, written.leader)
        round += 1
        isInitialRound = false
        phase = members.isEmpty ? .empty : .stable
        return actions
    }
}

// MARK: - Joins

extension GroupMembership {
    private mutating func add(_ request: JoinRequest) -> [Action] {
        members.append(Member(request: request))
        hasNewcomers = true
        switch phase {
        case .empty:
            let first = begin(except: request.id, initial: true)
            hasNewcomers = false
            markJoined(request.id)
            return first
        case .preparing:
            markJoined(request.id)
            return completeIfAllJoined()
        case .completing, .stable: return beginJoining(request.id)
        }
    }

    private mutating func rejoin(_ index: Int, _ request: JoinRequest) -> [Action] {
        let isSame = members[index].request.asksTheSame(as: request)
        members[index].request = request
        switch phase {
        case .empty, .preparing:
            markJoined(request.id)
            return completeIfAllJoined()
        case .completing:
            return isSame ? [.answerJoin(member: request.id, answer(to: request.id))] : beginJoining(request.id)
        case .stable:
            // Joining again the leader may want a new division although nothing has changed here.
            if isSame, request.id != leader { return [.answerJoin(member: request.id, answer(to: request.id))] }
            return beginJoining(request.id)
        }
    }

    /// KIP-345: a static member that is back gets what it had, and nobody else notices; the older consumer is fenced.
    private mutating func replaceStatic(_ index: Int, by request: JoinRequest) -> [Action] {
        let old = members[index]
        var actions: [Action] = []
        if old.id != request.id {
            if old.awaitsJoin { actions.append(.answerJoin(member: old.id, .refused(.fencedInstanceID))) }
            if old.awaitsSync { actions.append(.answerSync(member: old.id, .refused(.fencedInstanceID))) }
            actions.append(.tellByHeartbeat(member: old.id))
        }
        members[index] = Member(request: request, assignment: old.assignment, awaitsJoin: phase == .preparing)
        if leader == old.id { leader = request.id }
        if let place = written.members.firstIndex(where: { $0.id == old.id }) {
            written.members[place] = members[index]
        }
        if written.leader == old.id { written.leader = request.id }
        switch phase {
        case .empty, .preparing: return actions + completeIfAllJoined()
        case .completing: return actions + beginJoining(request.id)
        case .stable:
            guard vote() == assignor, request.subscription.topics == old.request.subscription.topics else {
                return actions + beginJoining(request.id)
            }
            // Even the leader is told nothing to divide (KIP-814).
            return actions + [
                .answerJoin(
                    member: request.id, .joined(generation: generation, assignor, subscriptions: nil))
            ]
        }
    }

    private mutating func beginJoining(_ id: Int) -> [Action] {
        let actions = begin(except: id)
        markJoined(id)
        return actions + completeIfAllJoined()
    }

    private mutating func begin(except joining: Int?, initial: Bool = false) -> [Action] {
        let interrupted = members.filter(\.awaitsSync).map {
            Action.answerSync(member: $0.id, .refused(.rebalanceInProgress))
        }
        phase = .preparing
        round += 1
        isInitialRound = initial
        for index in members.indices { (members[index].awaitsJoin, members[index].awaitsSync) = (false, false) }
        let told = members.filter { $0.id != joining }.map { Action.tellByHeartbeat(member: $0.id) }
        return interrupted + [.endRound(round, after: initial ? .initialDelay : .rebalanceTimeout)] + told
    }

    private mutating func markJoined(_ id: Int) {
        for index in members.indices where members[index].id == id { members[index].awaitsJoin = true }
    }

    private mutating func completeIfAllJoined() -> [Action] {
        guard phase == .preparing, !isInitialRound, members.allSatisfy(\.awaitsJoin) else { return [] }
        return complete()
    }

    /// Ends the round of joins: whoever waits is answered, and the leader gets to divide.
    private mutating func complete() -> [Action] {
        phase = .completing
        generation += 1
        round += 1
        isInitialRound = false
        hasNewcomers = false
        assignor = vote()
        if !members.contains(where: { $0.id == leader && $0.awaitsJoin }) {
            leader = members.first(where: \.awaitsJoin)?.id
        }
        let answers = members.filter(\.awaitsJoin).map { Action.answerJoin(member: $0.id, answer(to: $0.id)) }
        for index in members.indices { members[index].awaitsJoin = false }
        return [.endRound(round, after: .rebalanceTimeout)] + answers
    }

    private func answer(to id: Int) -> JoinAnswer {
        .joined(
            generation: generation, assignor,
            subscriptions: id == leader && phase == .completing ? members.map(\.request) : nil)
    }

    // MARK: Syncs

    private mutating func answerSyncs() -> [Action] {
        let answers = members.filter(\.awaitsSync).map {
            Action.answerSync(member: $0.id, .assigned($0.assignment))
        }
        for index in members.indices { members[index].awaitsSync = false }
        return answers
    }

    private mutating func expelThoseWithoutSync() -> [Action] {
        let late = members.filter { !$0.awaitsSync }
        members.removeAll { !$0.awaitsSync }
        if !members.contains(where: { $0.id == leader }) { leader = members.first?.id }
        let evictions = late.map { Action.evicted(member: $0.id) }
        guard !members.isEmpty else {
            phase = .empty
            return evictions
        }
        return evictions + begin(except: nil)
    }

    // MARK: The vote on the assignor

    private func isCompatible(_ request: JoinRequest) -> Bool {
        let others = members.filter {
            $0.id != request.id
                && ($0.request.subscription.instanceID == nil
                    || $0.request.subscription.instanceID != request.subscription.instanceID)
        }
        return request.assignors.contains { assignor in
            others.allSatisfy { $0.request.assignors.contains(assignor) }
        }
    }

    /// Every member votes for the first of its assignors that all members know; the first one named wins a draw.
    private func vote() -> ConsumerSettings.Assignor {
        var votes: [(assignor: ConsumerSettings.Assignor, count: Int)] = []
        for member in members {
            let choice = member.request.assignors.first { assignor in
                members.allSatisfy { $0.request.assignors.contains(assignor) }
            }
            guard let choice else { preconditionFailure("A member without a common assignor is not let in.") }
            if let index = votes.firstIndex(where: { $0.assignor == choice }) {
                votes[index].count += 1
            } else {
                votes.append((choice, 1))
            }
        }
        let most = votes.map(\.count).max()
        return votes.first { $0.count == most }?.assignor ?? assignor
    }
}
