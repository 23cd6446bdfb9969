/// The rules of one consumer group's coordinator: who is a member, in which generation, and when a rebalance ends.
///
/// Kafka's eager protocol: every member gives up what it holds and joins again; the round ends when all have joined or
/// its time is over, and those who have not joined are members no longer.
struct GroupMembership {
    enum Phase: Equatable { case empty, preparing, stable }

    /// How long a round may last.
    enum RoundLength: Equatable {
        /// `group.initial.rebalance.delay.ms`: a first member waits for company.
        case initialDelay
        /// The largest `max.poll.interval.ms` of the members.
        case rebalanceTimeout
    }

    enum Action: Equatable {
        case tellToRejoin(member: Int)
        case endRound(UInt32, after: RoundLength)
        case evicted(member: Int)
        /// Everybody gets partitions under the new generation.
        case assign
    }

    struct Member: Equatable {
        var id: Int
        var topics: [String]
        var hasJoined: Bool
    }

    private(set) var phase = Phase.empty
    private(set) var generation: Int32 = 0
    /// In order of their first join.
    private(set) var members: [Member] = []
    private var round: UInt32 = 0
    private var isInitialRound = false
    private var hasNewcomers = false

    func contains(_ id: Int) -> Bool { members.contains { $0.id == id } }

    /// Whether the running round waits for this member.
    func isAwaitingJoin(of id: Int) -> Bool {
        phase == .preparing && members.contains { $0.id == id && !$0.hasJoined }
    }

    mutating func join(_ id: Int, topics: [String]) -> [Action] {
        if let index = members.firstIndex(where: { $0.id == id }) {
            members[index].topics = topics
        } else {
            members.append(Member(id: id, topics: topics, hasJoined: false))
            hasNewcomers = true
        }
        switch phase {
        case .empty:
            begin(initial: true)
            markJoined(id)
            hasNewcomers = false
            return [.endRound(round, after: .initialDelay)]
        case .stable:
            let actions = beginTellingOthers(except: id)
            markJoined(id)
            return actions + completeIfAllJoined()
        case .preparing:
            markJoined(id)
            return completeIfAllJoined()
        }
    }

    /// A member that closed, or whose session or poll interval ran out.
    mutating func leave(_ id: Int) -> [Action] {
        guard let index = members.firstIndex(where: { $0.id == id }) else { return [] }
        members.remove(at: index)
        guard !members.isEmpty else {
            phase = .empty
            round += 1
            return []
        }
        return phase == .stable ? beginTellingOthers(except: nil) : completeIfAllJoined()
    }

    mutating func roundTimeIsOver(_ ended: UInt32) -> [Action] {
        guard phase == .preparing, ended == round else { return [] }
        if isInitialRound, hasNewcomers {
            hasNewcomers = false
            return [.endRound(round, after: .initialDelay)]
        }
        let late = members.filter { !$0.hasJoined }
        members.removeAll { !$0.hasJoined }
        let evictions = late.map { Action.evicted(member: $0.id) }
        guard !members.isEmpty else {
            phase = .empty
            return evictions
        }
        return evictions + complete()
    }

    private mutating func begin(initial: Bool) {
        phase = .preparing
        round += 1
        isInitialRound = initial
        for index in members.indices { members[index].hasJoined = false }
    }

    private mutating func beginTellingOthers(except joining: Int?) -> [Action] {
        begin(initial: false)
        let told = members.filter { $0.id != joining }.map { Action.tellToRejoin(member: $0.id) }
        return [.endRound(round, after: .rebalanceTimeout)] + told
    }

    private mutating func markJoined(_ id: Int) {
        for index in members.indices where members[index].id == id { members[index].hasJoined = true }
    }

    private mutating func completeIfAllJoined() -> [Action] {
        guard !isInitialRound, members.allSatisfy(\.hasJoined) else { return [] }
        return complete()
    }

    private mutating func complete() -> [Action] {
        phase = .stable
        generation += 1
        isInitialRound = false
        hasNewcomers = false
        return [.assign]
    }
}
