/// The rules of one replicated partition: who leads, who is in sync, and up to where all in-sync replicas agree.
///
/// A follower's log is always a prefix of its leader's: a new leader's end cuts all the others (KIP-101), the stopped
/// ones too, which would do so on their return.
struct PartitionReplicas {
    /// One copy of the partition.
    struct Copy: Equatable {
        let broker: BrokerID
        var logEnd: Int64 = 0
        /// When it last had all that its leader had.
        var caughtUpAtNanoseconds: Int64 = 0
        var isRunning = true
        /// The leader's end, and when it was that, at the fetch that is on its way.
        var fetching: Int64?
        var fetchBeganAtNanoseconds: Int64 = 0
    }

    /// What a step has changed for the rest of the cluster.
    struct Change: Equatable {
        /// Records below it may be read and are acknowledged to `acks=all`.
        var highWatermark: Int64?
        var inSyncChanged = false
    }

    struct Election: Equatable {
        var leader: BrokerID
        /// Where the log ends from now on.
        var end: Int64
        var isUnclean: Bool
    }

    /// In the order of assignment; the first is the preferred leader.
    private(set) var copies: [Copy]
    /// The leading broker, also while it is stopped and nobody has noticed; nil when the partition is offline.
    private(set) var leader: BrokerID?
    private(set) var leaderEpoch: Int32 = 0
    /// Brokers, in the order of assignment.
    private(set) var inSync: [BrokerID]
    private(set) var highWatermark: Int64 = 0

    init(brokers: [BrokerID]) {
        precondition(!brokers.isEmpty, "A partition has a copy.")
        precondition(Set(brokers).count == brokers.count, "Each copy stands on a broker of its own.")
        copies = brokers.map { Copy(broker: $0) }
        leader = brokers[0]
        inSync = brokers
    }

    /// Kafka's placement of copies on brokers (`AdminUtils.assignReplicasToBrokers` with the start index and shift
    /// zero): the first copies go round the brokers, the others follow at a distance that grows with each turn.
    static func assignment(of partition: Int, brokers: Int, replicationFactor: Int) -> [BrokerID] {
        precondition(replicationFactor <= brokers, "Each copy stands on a broker of its own.")
        let first = partition % brokers
        let turn = partition / brokers
        return [BrokerID(first)]
            + (0..<(replicationFactor - 1)).map { copy in
                BrokerID((first + 1 + (turn + copy) % (brokers - 1)) % brokers)
            }
    }

    var isReplicated: Bool { copies.count > 1 }

    /// Whether the leader serves.
    var isAvailable: Bool { leader.map { copies[place(of: $0)].isRunning } ?? false }

    func hasCopy(on broker: BrokerID) -> Bool { copies.contains { $0.broker == broker } }

    // MARK: Replication

    /// The leader has appended up to `end`.
    mutating func appended(upTo end: Int64, at nowNanoseconds: Int64) -> Change {
        guard let leader else { preconditionFailure("Only a leader appends.") }
        precondition(isAvailable, "A leader that is down appends nothing.")
        let before = copies[place(of: leader)].logEnd
        precondition(end >= before, "A leader's log only grows.")
        // A follower that had everything until now starts to lag now.
        for index in copies.indices where copies[index].logEnd == before {
            copies[index].caughtUpAtNanoseconds = nowNanoseconds
        }
        copies[place(of: leader)].logEnd = end
        defer { checkCopies() }
        return advanceHighWatermark()
    }

    /// Followers that may fetch and have no fetch on its way, by place.
    func idleLaggards() -> [Int] {
        guard isAvailable, let leader else { return [] }
        let end = copies[place(of: leader)].logEnd
        return copies.indices.filter {
            let copy = copies[$0]
            return copy.isRunning && copy.broker != leader && copy.fetching == nil
                && (copy.logEnd < end || !inSync.contains(copy.broker))
        }
    }

    mutating func beginFetch(at place: Int, nowNanoseconds: Int64) {
        guard let leader else { preconditionFailure("A fetch needs a leader.") }
        precondition(copies[place].fetching == nil, "A follower has one fetch on its way.")
        precondition(copies[place].broker != leader, "A leader does not follow itself.")
        copies[place].fetching = copies[self.place(of: leader)].logEnd
        copies[place].fetchBeganAtNanoseconds = nowNanoseconds
    }

    /// A fetch brings nothing: its network is clogged.
    mutating func abandonFetch(at place: Int) {
        precondition(copies[place].fetching != nil, "Only a fetch that is on its way is given up.")
        copies[place].fetching = nil
    }

    /// A follower has what its leader had when the fetch began; one that has reached the high watermark is in sync
    /// again.
    mutating func fetched(at place: Int) -> Change {
        guard let upTo = copies[place].fetching else {
            preconditionFailure("A fetch ends once, under the leader it began with.")
        }
        guard let leader, upTo <= copies[self.place(of: leader)].logEnd else {
            preconditionFailure("A follower's log is a prefix of its leader's.")
        }
        precondition(copies[place].isRunning, "A follower that is down fetches nothing.")
        copies[place].fetching = nil
        copies[place].logEnd = max(copies[place].logEnd, upTo)
        copies[place].caughtUpAtNanoseconds = copies[place].fetchBeganAtNanoseconds
        var change = Change()
        let broker = copies[place].broker
        if !inSync.contains(broker), copies[place].logEnd >= highWatermark {
            let others = inSync
            setInSync { $0 == broker || others.contains($0) }
            change.inSyncChanged = true
        }
        change.highWatermark = advanceHighWatermark().highWatermark
        checkCopies()
        return change
    }

    /// Puts followers out of sync that have lagged for longer than `replica.lag.time.max.ms`.
    mutating func dropLaggards(at nowNanoseconds: Int64, lagTimeMaxNanoseconds: Int64) -> Change {
        guard isAvailable, let leader else { return Change() }
        let end = copies[place(of: leader)].logEnd
        let late = copies.filter {
            $0.broker != leader && $0.logEnd < end && inSync.contains($0.broker)
                && nowNanoseconds - $0.caughtUpAtNanoseconds >= lagTimeMaxNanoseconds
        }
        guard !late.isEmpty else { return Change() }
        let before = inSync
        setInSync { broker in before.contains(broker) && !late.contains { $0.broker == broker } }
        defer { checkCopies() }
        return Change(highWatermark: advanceHighWatermark().highWatermark, inSyncChanged: true)
    }

    /// Whether a follower that counts as in sync lacks records.
    var hasLaggardInSync: Bool {
        guard let leader else { return false }
        let end = copies[place(of: leader)].logEnd
        return copies.contains { $0.logEnd < end && inSync.contains($0.broker) }
    }

    private mutating func advanceHighWatermark() -> Change {
        var least = Int64.max
        for copy in copies where inSync.contains(copy.broker) { least = min(least, copy.logEnd) }
        precondition(least < .max, "Somebody is in sync.")
        precondition(least >= highWatermark, "Whoever is in sync has what all agree on.")
        guard least > highWatermark else { return Change() }
        highWatermark = least
        return Change(highWatermark: least)
    }

    // MARK: Brokers that come and go

    mutating func brokerStopped(_ broker: BrokerID) { setRunning(broker, false) }

    mutating func brokerStarted(_ broker: BrokerID) { setRunning(broker, true) }

    /// The controller has noticed that a broker is gone. The last in-sync replica stays in the set, as its only hope.
    mutating func brokerFenced(_ broker: BrokerID) -> Change {
        precondition(!copies[place(of: broker)].isRunning, "Only a broker that is gone is fenced.")
        guard inSync.contains(broker), inSync.count > 1 else { return Change() }
        let before = inSync
        setInSync { $0 != broker && before.contains($0) }
        let isLed = leader != broker && isAvailable
        return Change(highWatermark: isLed ? advanceHighWatermark().highWatermark : nil, inSyncChanged: true)
    }

    /// Gives the partition to a running in-sync replica, in the order of assignment; with
    /// `unclean.leader.election.enable` (KIP-106) to any running one when there is none. Nil leaves it offline.
    mutating func elect(uncleanAllowed: Bool) -> Election? {
        if let clean = copies.first(where: { $0.isRunning && inSync.contains($0.broker) }) {
            return hand(to: clean.broker)
        }
        if uncleanAllowed, let any = copies.first(where: \.isRunning) { return hand(to: any.broker) }
        leader = nil
        return nil
    }

    /// Gives the partition to `broker` if it runs and is in sync, or may lead uncleanly.
    mutating func moveLeadership(to broker: BrokerID, uncleanAllowed: Bool) -> Election? {
        guard broker != leader, hasCopy(on: broker), copies[place(of: broker)].isRunning,
            inSync.contains(broker) || uncleanAllowed
        else { return nil }
        return hand(to: broker)
    }

    private mutating func hand(to broker: BrokerID) -> Election {
        precondition(broker != leader, "Who leads is not elected.")
        precondition(copies[place(of: broker)].isRunning, "Only a running broker leads.")
        let isUnclean = !inSync.contains(broker)
        let end = copies[place(of: broker)].logEnd
        leader = broker
        leaderEpoch += 1
        for index in copies.indices {
            copies[index].logEnd = min(copies[index].logEnd, end)
            copies[index].fetching = nil
        }
        precondition(isUnclean || end >= highWatermark, "Whoever is in sync has what all agree on.")
        if isUnclean { inSync = [broker] }
        highWatermark = min(highWatermark, end)
        checkCopies()
        return Election(leader: broker, end: end, isUnclean: isUnclean)
    }

    private mutating func setInSync(where isMember: (BrokerID) -> Bool) {
        inSync = copies.map(\.broker).filter(isMember)
        precondition(!inSync.isEmpty, "Somebody is in sync.")
    }

    private mutating func setRunning(_ broker: BrokerID, _ isRunning: Bool) {
        guard let index = copies.firstIndex(where: { $0.broker == broker }) else { return }
        precondition(copies[index].isRunning != isRunning, "A broker stops once, and starts once after that.")
        copies[index].isRunning = isRunning
        copies[index].fetching = nil
    }

    /// What holds of all copies together; looked at in debug builds alone, because every append comes by.
    private func checkCopies() {
        guard let leader else { return }
        assert(inSync.contains(leader), "A leader is in sync with itself.")
        let end = copies[place(of: leader)].logEnd
        assert(copies.allSatisfy { $0.logEnd <= end }, "A follower's log is a prefix of its leader's.")
        assert(
            copies.allSatisfy { !inSync.contains($0.broker) || $0.logEnd >= highWatermark },
            "Whoever is in sync has what all agree on.")
        assert(copies.map(\.broker).filter(inSync.contains) == inSync, "Who is in sync has one copy.")
    }

    private func place(of broker: BrokerID) -> Int {
        guard let place = copies.firstIndex(where: { $0.broker == broker }) else {
            preconditionFailure("A leader, and who is in sync, has a copy.")
        }
        return place
    }
}
