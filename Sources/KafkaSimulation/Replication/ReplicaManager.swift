import Containers
import ServicePorts
import VirtualTime

/// The logs of a cluster and their copies on its brokers (`kafka.server.ReplicaManager`, with the controller's
/// elections): what is appended, up to where it may be read, who leads, and what retention and compaction take away.
///
/// It carries out what `PartitionReplicas` and `LogUpkeep` decide, and knows neither producers nor groups: they are
/// told through `DelayedProduces`, `DelayedFetches` and `CoordinatorPartitions`.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
///
/// Hot members go without the runtime's check of exclusive access (`@exclusivity(unchecked)`), which cost as much as
/// the changes themselves: while one is being changed, nothing is called that could come back to it.
final class ReplicaManager: AgendaHandler, @unchecked Sendable {
    /// What an agenda entry means, about a log, one of its copies or a broker, in one of their epochs.
    typealias Entry = TaggedEntry<Kind, CopyEntry>

    enum Kind: UInt8 { case replicaFetched, lagCheck, failoverEnds }

    struct Broker {
        var isRunning = true
        /// How often it has been stopped: an election that comes for an earlier stop is void.
        var stops: UInt32 = 0
        var replicaFetches: RandomStream
        var failovers: RandomStream
    }

    struct Counters {
        var produced: UInt64 = 0
        var elections: UInt64 = 0
        var uncleanElections: UInt64 = 0
        var recordsLost: UInt64 = 0
        var inSyncChanges: UInt64 = 0
        var deleted: UInt64 = 0
        var compacted: UInt64 = 0
    }

    /// Kept, although it keeps this, too, until it is closed: what a constant holds is used without being counted.
    let simulation: Simulation
    let metadata: MetadataCache
    let faults: ActiveFaults
    @exclusivity(unchecked) var counters = Counters()
    @exclusivity(unchecked) var logs: IDTable<LogID, PartitionLog>
    @exclusivity(unchecked) var partitions: IDTable<LogID, PartitionReplicas>
    @exclusivity(unchecked) var upkeep: IDTable<LogID, LogUpkeep>
    @exclusivity(unchecked) var brokers: IDTable<BrokerID, Broker>
    @exclusivity(unchecked) private var lagCheckIsArmed: IDTable<LogID, Bool>
    @exclusivity(unchecked) var observers: [any KafkaObserver] = []
    var recorder: (any KafkaRecorder)?
    /// Nil while nobody wants to hear of lags.
    @exclusivity(unchecked) var lags: (any LogFollowers)?
    /// Those who are told. The simulation keeps them as long as anything happens here.
    @exclusivity(unchecked) unowned var produces: (any DelayedProduces)?
    @exclusivity(unchecked) unowned var fetches: (any DelayedFetches)?
    @exclusivity(unchecked) unowned var coordinators: (any CoordinatorPartitions)?
    private var handler: HandlerID<Entry>!
    private let replicaFetchDelay: Sampler
    private let failoverTime: Sampler
    private let lagTimeMaxNanoseconds: Int64

    init(_ model: KafkaModel, _ metadata: MetadataCache, _ faults: ActiveFaults, in simulation: Simulation) {
        self.simulation = simulation
        self.metadata = metadata
        self.faults = faults
        replicaFetchDelay = Sampler(model.replicaFetchDelay)
        failoverTime = Sampler(model.failoverTime)
        lagTimeMaxNanoseconds = model.replicaLagTimeMax.wholeNanoseconds
        let schedule = LogUpkeep.Schedule(model, epoch: simulation.settings.epoch)
        logs = IDTable(repeating: PartitionLog(), count: metadata.logCount)
        lagCheckIsArmed = IDTable(repeating: false, count: metadata.logCount)
        partitions = IDTable(
            metadata.topicPartitions.ids.map { log in
                PartitionReplicas(
                    brokers: PartitionReplicas.assignment(
                        of: Int(metadata.topicPartitions[log].partition), brokers: model.brokers,
                        replicationFactor: metadata[log].model.replicationFactor))
            })
        upkeep = IDTable(metadata.topicPartitions.ids.map { LogUpkeep(metadata[$0].model, schedule) })
        brokers = IDTable(
            (0..<model.brokers).map { number in
                Broker(
                    replicaFetches: simulation.stream("kafka/replica/\(number)"),
                    failovers: simulation.stream("kafka/failover/\(number)"))
            })
    }

    /// Makes it known to the simulation, once.
    func register() {
        precondition(handler == nil, "A handler is registered once.")
        handler = simulation.register(self)
    }

    /// Forgets who listens, when the simulation is over.
    func close() {
        observers.removeAll()
        lags = nil
    }

    // MARK: Agenda

    func fire(_ entry: Entry) {
        let (number, epoch) = (entry.subject.number, entry.subject.epoch)
        switch entry.tag {
        case .replicaFetched:
            replicaFetched(LogID(index: number), place: entry.subject.place, epoch: epoch)
        case .lagCheck: checkLag(of: LogID(index: number))
        case .failoverEnds: failoverEnded(BrokerID(number), stop: epoch)
        }
    }

    private func schedule(_ kind: Kind, _ subject: CopyEntry, after nanoseconds: Int64) {
        simulation.schedule(afterNanoseconds: nanoseconds, handler, Entry(kind, subject))
    }

    func scheduleFailover(of broker: BrokerID) {
        precondition(!brokers[broker].isRunning, "Others take over from a broker that is down.")
        let delay = failoverTime.sampleNanoseconds(&brokers[broker].failovers)
        schedule(
            .failoverEnds, CopyEntry(broker.index, epoch: CopyEntry.epoch(brokers[broker].stops)), after: delay)
    }

    // MARK: Copies

    /// The leader has appended to a replicated log.
    func replicateAppended(_ log: LogID) {
        precondition(logs[log].readableEnd == partitions[log].highWatermark, "What is agreed on is what is read.")
        apply(partitions[log].appended(upTo: logs[log].endOffset, at: simulation.now.nanoseconds), to: log)
        replicate(log)
        if faults.isEmpty, brokers.ids.allSatisfy({ brokers[$0].isRunning }) { return }
        armLagCheck(of: log)
    }

    /// Sends the followers of a log for what they lack.
    func replicate(_ log: LogID) {
        guard partitions[log].isReplicated, let leader = partitions[log].leader else { return }
        for place in partitions[log].idleLaggards() {
            let follower = partitions[log].copies[place].broker
            guard let added = faults.replicationDelay(from: leader, to: follower) else { continue }
            partitions[log].beginFetch(at: place, nowNanoseconds: simulation.now.nanoseconds)
            let delay = replicaFetchDelay.sampleNanoseconds(&brokers[follower].replicaFetches) + added
            schedule(
                .replicaFetched,
                CopyEntry(log.index, place: place, epoch: CopyEntry.epoch(partitions[log].leaderEpoch)), after: delay)
        }
    }

    private func replicaFetched(_ log: LogID, place: Int, epoch: Int) {
        // A fetch under another leader, or of a follower that has stopped since, is void.
        guard CopyEntry.epoch(partitions[log].leaderEpoch) == epoch, partitions[log].isAvailable,
            let leader = partitions[log].leader, partitions[log].copies[place].fetching != nil
        else { return }
        let follower = partitions[log].copies[place].broker
        precondition(follower != leader, "A leader does not follow itself.")
        if faults.isReplicationClogged(on: leader) || faults.isReplicationClogged(on: follower) {
            return partitions[log].abandonFetch(at: place)
        }
        apply(partitions[log].fetched(at: place), to: log)
        replicate(log)
    }

    /// Carries out what a step has changed.
    func apply(_ change: PartitionReplicas.Change, to log: LogID) {
        if change.inSyncChanged {
            counters.inSyncChanges += 1
            var members: UInt64 = 0
            for broker in partitions[log].inSync { members |= 1 << UInt64(broker.number & 63) }
            simulation.note(KafkaTrace.inSyncReplicas, of: log.index, members)
        }
        guard let highWatermark = change.highWatermark else { return }
        precondition(highWatermark == partitions[log].highWatermark, "A step is carried out before the next one.")
        precondition(highWatermark >= logs[log].readableEnd, "A high watermark only goes back with an election.")
        tidy(log, at: simulation.now.nanoseconds)
        logs[log].makeReadable(below: highWatermark, atNanoseconds: simulation.now.nanoseconds)
        simulation.note(KafkaTrace.highWatermark, of: log.index, UInt64(highWatermark))
        produces?.highWatermarkAdvanced(on: log, to: highWatermark)
        fetches?.mayRead(log)
    }

    /// Faults of replication come and go: followers that lag are looked at from now on, or sent again.
    func replicationChanged(isDisturbed: Bool) {
        for log in logs.ids { isDisturbed ? armLagCheck(of: log) : replicate(log) }
    }

    private func armLagCheck(of log: LogID) {
        guard !lagCheckIsArmed[log], partitions[log].hasLaggardInSync else { return }
        lagCheckIsArmed[log] = true
        schedule(.lagCheck, CopyEntry(log.index), after: lagTimeMaxNanoseconds)
    }

    private func checkLag(of log: LogID) {
        precondition(lagCheckIsArmed[log], "A log is looked at when that was planned.")
        lagCheckIsArmed[log] = false
        apply(
            partitions[log].dropLaggards(
                at: simulation.now.nanoseconds, lagTimeMaxNanoseconds: lagTimeMaxNanoseconds),
            to: log)
        armLagCheck(of: log)
    }
}
