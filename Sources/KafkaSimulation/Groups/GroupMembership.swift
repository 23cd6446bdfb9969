import ServicePorts

/// The rules of one consumer group's coordinator (`kafka.coordinator.group.GroupCoordinator`, the classic protocol of
/// Kafka 3.x): who is a member, in which generation, who leads, and when a rebalance ends.
///
/// A round of joins ends when all members have joined or its time is over; then the leader divides the partitions,
/// and the generation is stable once its sync has come.
struct GroupMembership {
    var phase = Phase.empty { didSet { phase.check(lastRound: lastRound) } }
    private(set) var generation: Int32 = 0
    private(set) var assignor = ConsumerSettings.Assignor.range
    /// Rounds are numbered, so that the end of one that is over ends no other.
    var lastRound: UInt32 = 0
    /// What the coordinator has written to `__consumer_offsets`: the last stable generation.
    var written: (group: Stable, generation: Int32) = (Stable(), 0)

    /// In order of their first join.
    var members: [Member] { phase.members }
    var leader: MemberID? { phase.leader }

    /// Whether a coordinator serves the group.
    var isLoaded: Bool { if case .dead = phase { false } else { true } }

    func contains(_ id: MemberID) -> Bool { members.contains { $0.id == id } }

    /// Whether the coordinator owes the member the answer to a join: meanwhile its session does not run out.
    func isAwaitingAnswer(_ id: MemberID) -> Bool { phase.joined.contains(id) }

    // MARK: Syncs

    /// - Parameter assignments: the leader's division.
    mutating func sync(
        _ id: MemberID, instanceID: String?, generation: Int32, assignments: Assignments?
    ) -> [Action] {
        if let refusal = refusal(of: id, instanceID: instanceID, generation: generation) {
            return [.answerSync(member: id, .refused(refusal))]
        }
        switch phase {
        case .empty, .dead: preconditionFailure("Only members sync, and only with a coordinator that is there.")
        case .preparingRebalance: return [.answerSync(member: id, .refused(.rebalanceInProgress))]
        case .stable(let stable):
            guard let member = stable.members.first(where: { $0.id == id }) else {
                preconditionFailure("Who is no member was refused.")
            }
            return [.answerSync(member: id, .assigned(member.assignment))]
        case .completingRebalance(var completing):
            if !completing.syncing.contains(id) { completing.syncing.append(id) }
            phase = .completingRebalance(completing)
            guard id == completing.leader, let assignments else { return [] }
            return assign(assignments, completing)
        }
    }

    /// The leader has divided: who waits is answered in the order in which the members first joined.
    private mutating func assign(_ assignments: Assignments, _ completing: CompletingRebalance) -> [Action] {
        let given = assignments.flatMap { $0.partitions }
        precondition(Set(given).count == given.count, "In a generation a partition has one owner.")
        var members = completing.members
        for (member, partitions) in assignments {
            guard let place = members.firstIndex(where: { $0.id == member }) else { continue }
            members[place].assignment = partitions
        }
        let stable = Stable(members: members, leader: completing.leader)
        phase = .stable(stable)
        precondition(generation > written.generation, "A group writes down one generation after the other.")
        written = (stable, generation)
        return [.stable]
            + members.filter { completing.syncing.contains($0.id) }.map {
                .answerSync(member: $0.id, .assigned($0.assignment))
            }
    }

    // MARK: Refusals

    /// Why the coordinator refuses a request of a member; nil when it does not.
    func refusal(of id: MemberID, instanceID: String?, generation: Int32) -> GroupError? {
        precondition(isLoaded, "A coordinator that is gone answers nobody.")
        if let instanceID {
            let holder = members.first { $0.request.subscription.instanceID == instanceID }
            guard let holder else { return .unknownMemberID }
            if holder.id != id { return .fencedInstanceID }
        } else if !contains(id) {
            return .unknownMemberID
        }
        return generation == self.generation ? nil : .illegalGeneration
    }

    /// The same for a commit, which waits for the sync of a generation whose join has been answered. Who takes no part
    /// in the protocol has no generation, and commits while nobody does (`GroupCoordinator.validateOffsetCommit`).
    func refusalOfCommit(by id: MemberID, instanceID: String?, generation: Int32) -> GroupError? {
        precondition(isLoaded, "A coordinator that is gone answers nobody.")
        if generation < 0 { return members.isEmpty ? nil : .illegalGeneration }
        if let refusal = refusal(of: id, instanceID: instanceID, generation: generation) { return refusal }
        return if case .completingRebalance = phase { .rebalanceInProgress } else { nil }
    }

    /// What a heartbeat of the member is answered; nil when all is well.
    func refusalOfHeartbeat(by id: MemberID, instanceID: String?, generation: Int32) -> GroupError? {
        if let refusal = refusal(of: id, instanceID: instanceID, generation: generation) { return refusal }
        guard case .preparingRebalance(let preparing) = phase, !preparing.joined.contains(id) else { return nil }
        return .rebalanceInProgress
    }

    // MARK: What befalls it

    /// A member that closed, or whose session or poll interval ran out.
    mutating func leave(_ id: MemberID) -> [Action] {
        precondition(isLoaded, "A coordinator that is gone notices nobody's leaving.")
        guard contains(id) else { return [] }
        let rest = members.filter { $0.id != id }
        let leader = leader == id ? rest.first?.id : leader
        guard !rest.isEmpty else {
            phase = .empty
            lastRound += 1
            return []
        }
        guard case .preparingRebalance(var preparing) = phase else {
            return begin(rest, leader: leader, interrupting: phase.syncing, joining: nil)
        }
        preparing.members = rest
        preparing.leader = leader
        preparing.joined.removeAll { $0 == id }
        phase = .preparingRebalance(preparing)
        return completeIfAllJoined()
    }

    /// - Parameter waitsForNewcomers: whether a first round in which members have come may be prolonged: it is for as
    ///   long as a rebalance may take (`InitialDelayedJoin`).
    mutating func roundTimeIsOver(_ ended: UInt32, waitsForNewcomers: Bool = true) -> [Action] {
        precondition(ended <= lastRound, "Only a round that has begun ends.")
        switch phase {
        case .preparingRebalance(let preparing) where preparing.round == ended:
            return endJoins(of: preparing, waitsForNewcomers)
        case .completingRebalance(let completing) where completing.round == ended:
            return expelThoseWithoutSync(completing)
        default: return []
        }
    }

    private mutating func endJoins(of preparing: PreparingRebalance, _ waitsForNewcomers: Bool) -> [Action] {
        var preparing = preparing
        if waitsForNewcomers, preparing.end == .initialDelay(hasNewcomers: true) {
            preparing.end = .initialDelay(hasNewcomers: false)
            phase = .preparingRebalance(preparing)
            return [.endRound(preparing.round, after: .initialDelay)]
        }
        let isLate = { (member: Member) in !preparing.joined.contains(member.id) && !member.isStatic }
        let evictions = preparing.members.filter(isLate).map { Action.evicted(member: $0.id) }
        let rest = preparing.members.filter { !isLate($0) }
        guard !rest.isEmpty else {
            phase = .empty
            return evictions
        }
        preparing.members = rest
        phase = .preparingRebalance(preparing)
        // Static members that are away stay members: the round goes on until their sessions are over.
        guard !preparing.joined.isEmpty else {
            return evictions + [.endRound(preparing.round, after: .rebalanceTimeout)]
        }
        return evictions + complete(preparing)
    }

    private mutating func expelThoseWithoutSync(_ completing: CompletingRebalance) -> [Action] {
        let late = completing.members.filter { !completing.syncing.contains($0.id) }
        let rest = completing.members.filter { completing.syncing.contains($0.id) }
        let evictions = late.map { Action.evicted(member: $0.id) }
        guard let first = rest.first else {
            phase = .empty
            return evictions
        }
        let leader = rest.contains { $0.id == completing.leader } ? completing.leader : first.id
        return evictions + begin(rest, leader: leader, interrupting: completing.syncing, joining: nil)
    }

    // MARK: Coordinators that come and go

    /// The broker that coordinated the group is gone: what was not written down is forgotten, a round under way among
    /// it.
    mutating func unload() -> [Action] {
        precondition(isLoaded, "A coordinator is lost once.")
        let actions =
            members.filter { phase.joined.contains($0.id) }.map {
                Action.answerJoin(member: $0.id, .refused(.coordinatorNotAvailable))
            }
            + members.filter { phase.syncing.contains($0.id) }.map {
                Action.answerSync(member: $0.id, .refused(.coordinatorNotAvailable))
            }
        precondition(written.generation <= generation, "Only what has been is written down.")
        let kept = written.group.members.filter { contains($0.id) }
        generation = written.generation
        lastRound += 1
        phase = .dead(Stable(members: kept, leader: written.group.leader))
        return actions
    }

    /// Another broker has read what was written down.
    mutating func load() {
        guard case .dead(let written) = phase else { preconditionFailure("A coordinator loads what it has not.") }
        precondition(generation == self.written.generation, "A group goes on where it was written down.")
        phase = written.members.isEmpty ? .empty : .stable(written)
    }

    // MARK: Rounds

    /// Begins a round of joins among `members`.
    mutating func begin(
        _ members: [Member], leader: MemberID?, interrupting syncing: [MemberID], joining: MemberID?
    ) -> [Action] {
        precondition(!members.isEmpty, "A round needs somebody who may join it.")
        precondition(joining.map { id in members.contains { $0.id == id } } ?? true, "Who joins a round is a member.")
        let interrupted = members.filter { syncing.contains($0.id) }.map {
            Action.answerSync(member: $0.id, .refused(.rebalanceInProgress))
        }
        lastRound += 1
        phase = .preparingRebalance(
            PreparingRebalance(
                members: members, leader: leader, round: lastRound, joined: joining.map { [$0] } ?? []))
        let told = members.filter { $0.id != joining }.map { Action.tellByHeartbeat(member: $0.id) }
        return interrupted + [.endRound(lastRound, after: .rebalanceTimeout)] + told
    }

    mutating func completeIfAllJoined() -> [Action] {
        guard case .preparingRebalance(let preparing) = phase, preparing.end == .allJoined,
            preparing.members.allSatisfy({ preparing.joined.contains($0.id) })
        else { return [] }
        return complete(preparing)
    }

    /// Ends the round of joins: whoever waits is answered, and the leader gets to divide.
    private mutating func complete(_ preparing: PreparingRebalance) -> [Action] {
        precondition(generation < .max, "A group has at most 2 to the 31 generations.")
        generation += 1
        lastRound += 1
        assignor = vote()
        let waiting = preparing.members.filter { preparing.joined.contains($0.id) }
        let oldLeader = preparing.leader.flatMap { leader in waiting.first { $0.id == leader } }
        guard let leader = oldLeader ?? waiting.first else {
            preconditionFailure("A round that nobody has joined goes on.")
        }
        phase = .completingRebalance(
            CompletingRebalance(members: preparing.members, leader: leader.id, round: lastRound))
        return [.endRound(lastRound, after: .rebalanceTimeout)]
            + waiting.map { .answerJoin(member: $0.id, answer(to: $0.id)) }
    }
}
