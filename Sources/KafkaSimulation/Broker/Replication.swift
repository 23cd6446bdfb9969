import Containers
import ServicePorts
import VirtualTime

/// One broker of the cluster.
struct Broker {
    var isRunning = true
    /// How often it has been stopped: an election that comes for an earlier stop is void.
    var stops: UInt32 = 0
    /// Where the groups are coordinated that this broker coordinates by their name; nil while nobody does.
    var coordinator: Int?
    var replicaFetches: RandomStream
    var failovers: RandomStream
}

/// Where Kafka puts the coordinator of a group.
enum CoordinatorPlace {
    /// `offsets.topic.num.partitions`
    private static let partitions: Int32 = 50

    /// The broker that leads the group's partition of the offsets topic while all brokers run.
    static func broker(ofGroup id: String, among brokers: Int) -> Int { Int(partition(ofGroup: id)) % brokers }

    /// As `GroupMetadataManager.partitionFor`: Java's hash of the id, made positive, modulo the partitions.
    static func partition(ofGroup id: String) -> Int32 {
        var hash: Int32 = 0
        for unit in id.utf16 { hash = 31 &* hash &+ Int32(unit) }
        return (hash & 0x7FFF_FFFF) % partitions
    }
}

/// Copies, elections and everything that befalls brokers: it carries out what `PartitionReplicas` decides.
extension SimulatedKafka {
    /// What an agenda entry of the brokers means: the tag of its token.
    enum BrokerEntry: UInt8 { case replicaFetched, lagCheck, failoverEnds }

    func fire(_ entry: BrokerEntry, _ token: SlotToken) {
        switch entry {
        case .replicaFetched:
            replicaFetched(log: token.slot & 0xFF_FFFF, place: token.slot >> 24, epoch: token.generation)
        case .lagCheck: checkLag(of: token.slot)
        case .failoverEnds: failoverEnded(broker: BrokerID(token.slot), stop: token.generation)
        }
    }

    private func schedule(_ entry: BrokerEntry, slot: Int, generation: UInt32 = 0, after nanoseconds: Int64) {
        let token = SlotToken(slot: UInt32(slot), generation: generation & 0x0FFF_FFFF)
        simulation.schedule(after: nanoseconds, brokerHandler, TaggedEntry(entry, token))
    }

    // MARK: Copies

    /// The leader has appended to a replicated log.
    func replicateAppended(_ log: Int) {
        apply(replicas[log].appended(upTo: logs[log].endOffset, at: simulation.now.nanoseconds), to: log)
        replicate(log)
        if faults.isEmpty, brokers.allSatisfy(\.isRunning) { return }
        armLagCheck(of: log)
    }

    /// Sends the followers of a log for what they lack.
    func replicate(_ log: Int) {
        guard replicas[log].isReplicated, let leader = replicas[log].leader else { return }
        for place in replicas[log].idleLaggards() {
            let follower = replicas[log].replicas[place].broker
            guard let added = faults.replicationDelay(from: leader, to: follower) else { continue }
            replicas[log].beginFetch(at: place, nowNanoseconds: simulation.now.nanoseconds)
            let delay = replicaFetchDelay.sample(&brokers[follower.number].replicaFetches) + added
            schedule(
                .replicaFetched, slot: log | place << 24, generation: UInt32(replicas[log].leaderEpoch), after: delay)
        }
    }

    private func replicaFetched(log: Int, place: Int, epoch: UInt32) {
        guard UInt32(replicas[log].leaderEpoch) & 0x0FFF_FFFF == epoch, replicas[log].isAvailable,
            replicas[log].replicas[place].fetching != nil
        else { return }
        let follower = replicas[log].replicas[place].broker
        if faults.isReplicationClogged(on: replicas[log].leader!) || faults.isReplicationClogged(on: follower) {
            return replicas[log].abandonFetch(at: place)
        }
        apply(replicas[log].fetched(at: place), to: log)
        replicate(log)
    }

    func apply(_ change: PartitionReplicas.Change, to log: Int) {
        if change.inSyncChanged {
            counters.inSyncChanges += 1
            var members: UInt64 = 0
            for broker in replicas[log].inSync { members |= 1 << UInt64(broker.number & 63) }
            simulation.note(KafkaTrace.inSyncReplicas, of: log, members)
        }
        guard let highWatermark = change.highWatermark else { return }
        tidy(log, at: simulation.now.nanoseconds)
        logs[log].makeReadable(below: highWatermark, atNanoseconds: simulation.now.nanoseconds)
        simulation.note(KafkaTrace.highWatermark, of: log, UInt64(highWatermark))
        answerAwaiting(on: log, below: highWatermark)
        wakeOwners(of: log)
    }

    func armLagCheck(of log: Int) {
        guard !lagCheckIsArmed[log], replicas[log].hasLaggardInSync else { return }
        lagCheckIsArmed[log] = true
        schedule(.lagCheck, slot: log, after: model.replicaLagTimeMax.wholeNanoseconds)
    }

    private func checkLag(of log: Int) {
        lagCheckIsArmed[log] = false
        apply(
            replicas[log].dropLaggards(
                at: simulation.now.nanoseconds, lagTimeMaxNanoseconds: model.replicaLagTimeMax.wholeNanoseconds),
            to: log)
        armLagCheck(of: log)
    }

    // MARK: Elections

    func brokerStopped(_ broker: BrokerID) {
        brokers[broker.number].isRunning = false
        brokers[broker.number].stops += 1
        for log in logs.indices {
            let isLeader = replicas[log].leader == broker
            // The only copy is not told of each append.
            if isLeader, !replicas[log].isReplicated, replicas[log].isAvailable {
                _ = replicas[log].appended(upTo: logs[log].endOffset, at: simulation.now.nanoseconds)
            }
            replicas[log].brokerStopped(broker)
            guard isLeader else { continue }
            logs[log].isAvailable = false
            refuseAwaiting(on: log, with: .networkException(topic: topicTable[logs[log].topic].name))
        }
        for name in brokers.indices where brokers[name].coordinator == broker.number { brokers[name].coordinator = nil }
        coordinatorsChanged()
        let delay = failoverTime.sample(&brokers[broker.number].failovers)
        schedule(.failoverEnds, slot: broker.number, generation: brokers[broker.number].stops, after: delay)
    }

    /// The controller has noticed: others take over.
    private func failoverEnded(broker: BrokerID, stop: UInt32) {
        guard !brokers[broker.number].isRunning, brokers[broker.number].stops & 0x0FFF_FFFF == stop else { return }
        simulation.note(KafkaTrace.failoverEnded, UInt64(broker.number))
        for log in logs.indices where replicas[log].replica(on: broker) != nil {
            apply(replicas[log].brokerFenced(broker), to: log)
            if replicas[log].leader == broker { elect(on: log) }
        }
        giveCoordinators()
    }

    func brokerStarted(_ broker: BrokerID) {
        brokers[broker.number].isRunning = true
        for log in logs.indices where replicas[log].replica(on: broker) != nil {
            replicas[log].brokerStarted(broker)
            if replicas[log].leader == nil {
                elect(on: log)
            } else if replicas[log].leader == broker {
                becameAvailable(log)
            }
            replicate(log)
        }
        giveCoordinators()
    }

    private func elect(on log: Int) {
        let isUncleanAllowed = topicTable[logs[log].topic].model.uncleanLeaderElectionEnable
        guard let election = replicas[log].elect(uncleanAllowed: isUncleanAllowed) else { return }
        elected(election, on: log)
    }

    /// The log is its new leader's: what that one does not have is lost.
    func elected(_ election: PartitionReplicas.Election, on log: Int) {
        counters.elections += 1
        if election.isUnclean { counters.uncleanElections += 1 }
        simulation.note(KafkaTrace.leaderElected, of: log, UInt64(election.leader.number))
        let lost = logs[log].endOffset - election.end
        if lost > 0 {
            counters.recordsLost += UInt64(lost)
            truncate(log, from: election.end)
        }
        becameAvailable(log)
        // The leader may be the last in sync: then it knows at once that everything is agreed on.
        apply(replicas[log].appended(upTo: logs[log].endOffset, at: simulation.now.nanoseconds), to: log)
        replicate(log)
    }

    private func becameAvailable(_ log: Int) {
        logs[log].isAvailable = true
        wakeOwners(of: log)
    }

    // MARK: Coordinators

    /// As `offsets.topic.replication.factor` allows: the next running broker stands in for a stopped one.
    private func giveCoordinators() {
        for name in brokers.indices where brokers[name].coordinator == nil {
            let inTurn = (0..<brokers.count).map { (name + $0) % brokers.count }
            brokers[name].coordinator = inTurn.first { brokers[$0].isRunning }
        }
        coordinatorsChanged()
    }

    // MARK: What others may ask

    /// The leading broker; nil while the partition has none.
    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    public func leader(of topic: String, partition: Int32) throws -> BrokerID? {
        let log = try logIndex(topic: topicIndex(topic), partition: partition)
        return logs[log].isAvailable ? replicas[log].leader : nil
    }

    /// The brokers whose copies are in sync, in the order of assignment.
    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    public func inSyncReplicas(of topic: String, partition: Int32) throws -> [BrokerID] {
        replicas[try logIndex(topic: topicIndex(topic), partition: partition)].inSync
    }

    /// The offset below which consumers read.
    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    public func highWatermark(of topic: String, partition: Int32) throws -> Int64 {
        logs[try logIndex(topic: topicIndex(topic), partition: partition)].readableEnd
    }
}
