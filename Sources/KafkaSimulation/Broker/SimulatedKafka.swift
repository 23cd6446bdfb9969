import Containers
import DequeModule
import ServicePorts
import VirtualTime

/// A Kafka cluster under virtual time: topics with partitions, consumer groups with their coordinator, latencies.
///
/// The cluster is a state machine on the agenda; only calls of producers and consumers suspend tasks. What has left a
/// process when it crashes is on the wire, and arrives.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
///
/// Hot members go without the runtime's check of exclusive access (`@exclusivity(unchecked)`), which cost as much as the
/// changes themselves: while one is being changed, nothing is called that could come back to it.
public final class SimulatedKafka: @unchecked Sendable {
    /// What an agenda entry of the cluster means: the tag of its token.
    enum Entry: UInt8 {
        case commitArrives, roundEnds
        /// One of a group's members: `GroupMember.Entry` says which.
        case member
    }

    struct Topic {
        let name: String
        let firstLog: Int
        let partitions: Int32
        let keepsEverything: Bool
        let model: TopicModel
        /// Indexes of the groups that have subscribed to it.
        var groups: [Int] = []
    }

    /// Kept, although it keeps the cluster, too, until it is closed: what a constant holds is used without being counted.
    public let simulation: Simulation
    public let model: KafkaModel
    @exclusivity(unchecked) public internal(set) var counters = KafkaCounters()
    @exclusivity(unchecked) var topicTable: [Topic] = []
    private var topicIndexes: [String: Int] = [:]
    @exclusivity(unchecked) var logs = ContiguousArray<PartitionLog>()
    @exclusivity(unchecked) var groups: [ConsumerGroup] = []
    private var groupIndexes: [String: Int] = [:]
    /// By number; nil once a member is gone for good, so that dead incarnations are not kept.
    @exclusivity(unchecked) var members: [GroupMember?] = []
    /// Whether the broker that coordinates a group is there, by group id.
    var hasCoordinator: (String) -> Bool = { _ in true }
    /// Sees what happens between groups and their coordinators. For tests and reports: it must not call back.
    @exclusivity(unchecked) public var onGroupEvent: ((GroupEvent) -> Void)?
    @exclusivity(unchecked) var produces = SlotTable<PendingProduce>()
    /// Producers that have something buffered or under way which may need them later.
    @exclusivity(unchecked) var busySenders = SlotTable<RecordSender>()
    var lastProducerID: Int64 = -1

    @exclusivity(unchecked) var brokers: [Broker] = []
    /// By log.
    @exclusivity(unchecked) var replicas = ContiguousArray<PartitionReplicas>()
    @exclusivity(unchecked) var sequences = ContiguousArray<SequenceTable>()
    @exclusivity(unchecked) var upkeep = ContiguousArray<LogUpkeep>()
    /// By log: requests that wait for the high watermark, in order of offset.
    var awaiting: [Deque<AwaitedAppend>] = []
    var lagCheckIsArmed: [Bool] = []
    let faults: ActiveFaults
    @exclusivity(unchecked) var commits = SlotTable<PendingCommit>()
    @exclusivity(unchecked) var observers: [any KafkaObserver] = []
    private(set) var handler: HandlerID<TaggedEntry<Entry, SlotToken>>!
    private(set) var produceHandler: HandlerID<TaggedEntry<ProduceEntries.Kind, SlotToken>>!
    private(set) var brokerHandler: HandlerID<TaggedEntry<BrokerEntry, SlotToken>>!
    let produceLatency: Sampler
    let fetchLatency: Sampler
    let coordinatorLatency: Sampler
    let replicaFetchDelay: Sampler
    let failoverTime: Sampler

    /// Traps when the model is none that Kafka would start with: `KafkaModel.check` tells the same as an error.
    public init(_ model: KafkaModel, in simulation: Simulation) {
        do { try model.check() } catch { preconditionFailure("\(error)") }
        self.model = model
        self.simulation = simulation
        faults = ActiveFaults(in: simulation)
        produceLatency = Sampler(model.produceLatency)
        fetchLatency = Sampler(model.fetchLatency)
        coordinatorLatency = Sampler(model.coordinatorLatency)
        replicaFetchDelay = Sampler(model.replicaFetchDelay)
        failoverTime = Sampler(model.failoverTime)
        for topic in model.topics { declare(topic) }
        brokers = (0..<model.brokers).map { number in
            Broker(
                coordinator: number, replicaFetches: simulation.stream("kafka/replica/\(number)"),
                failovers: simulation.stream("kafka/failover/\(number)"))
        }
        handler = simulation.register(GroupEntries(kafka: self))
        produceHandler = simulation.register(ProduceEntries(kafka: self))
        brokerHandler = simulation.register(BrokerEntries(kafka: self))
    }

    private func declare(_ topic: TopicModel) {
        let index = topicTable.count
        topicIndexes[topic.name] = index
        topicTable.append(
            Topic(
                name: topic.name, firstLog: logs.count, partitions: topic.partitions,
                keepsEverything: model.keepRecords || topic.inMemory == .everything || topic.cleanupPolicy.compacts,
                model: topic))
        let schedule = LogUpkeep.Schedule(model, epochNanoseconds: simulation.settings.epochNanoseconds)
        for partition in 0..<topic.partitions {
            logs.append(PartitionLog(topic: index, partition: partition))
            let brokers = PartitionReplicas.assignment(
                of: Int(partition), brokers: model.brokers, replicationFactor: topic.replicationFactor)
            replicas.append(PartitionReplicas(brokers: brokers))
            sequences.append(SequenceTable())
            upkeep.append(LogUpkeep(topic, schedule))
            awaiting.append([])
            lagCheckIsArmed.append(false)
        }
    }

    // MARK: What the world and its measures ask

    /// Names and partition counts, in the order they were declared.
    public var topics: [(name: String, partitions: Int32)] { topicTable.map { ($0.name, $0.partitions) } }

    public func addObserver(_ observer: any KafkaObserver) { observers.append(observer) }

    /// Forgets who listens, who reads and what is under way, when the simulation is over: all of them know the cluster, and
    /// they would keep each other for ever.
    public func close() {
        observers.removeAll()
        members.removeAll()
        produces = SlotTable()
        busySenders = SlotTable()
        commits = SlotTable()
        awaiting.removeAll()
        hasCoordinator = { _ in true }
    }

    /// Appends at once, without a producer: how the world itself injects records, malformed ones too.
    /// - Throws: `KafkaError.unknownTopicOrPartition`; the encoder's error in wire mode `bytes`.
    @discardableResult
    public func produceFromWorld(
        topic name: String, key: String?, payload: Payload, partition: Int32? = nil
    ) throws -> RecordMetadata {
        let topic = try topicIndex(name)
        let byKey = key.map { Murmur2.partition(of: $0, among: topicTable[topic].partitions) }
        let log = try logIndex(topic: topic, partition: partition ?? byKey ?? 0)
        let record = try ProducedRecord(
            key: key, payload: payload, wire: model.wire, timestamp: simulation.wallMilliseconds)
        if let defect = defect(of: .one(record), for: log) { throw defect }
        let offset = append(.one(record), to: log)
        return RecordMetadata(
            topicPartition: topicPartition(log), offset: offset, timestamp: logs[log][offset].timestamp)
    }

    /// The records still in memory, in offset order.
    public func records(of topic: String, partition: Int32) throws -> [TopicRecord] {
        let log = try logIndex(topic: topicIndex(topic), partition: partition)
        tidy(log, at: simulation.now.nanoseconds)
        return (logs[log].startOffset..<logs[log].endOffset).compactMap { offset in
            let stored = logs[log][offset]
            return stored.content.map {
                TopicRecord(
                    topicPartition: topicPartition(log), offset: offset, timestamp: stored.timestamp, key: $0.key,
                    payload: $0.wireForm)
            }
        }
    }

    /// The offset that the next record of a partition will get.
    public func endOffset(of topic: String, partition: Int32) throws -> Int64 {
        logs[try logIndex(topic: topicIndex(topic), partition: partition)].endOffset
    }

    /// The offset a group would resume at, or nil when it never committed one.
    public func committedOffset(group: String, topic: String, partition: Int32) throws -> Int64? {
        let log = try logIndex(topic: topicIndex(topic), partition: partition)
        guard let index = groupIndexes[group], groups[index].committed[log] >= 0 else { return nil }
        return groups[index].committed[log]
    }

    /// Lag of every group on every partition it subscribes to; groups in order of first subscription.
    public var lags: [PartitionLag] {
        groups.flatMap { group in
            group.topics.flatMap { topic in
                logRange(of: topic).map { log in
                    PartitionLag(group: group.id, topicPartition: topicPartition(log), lag: lag(of: group, on: log))
                }
            }
        }
    }

    /// In order of first use.
    var groupIDs: [String] { groups.map(\.id) }

    /// The sum of a group's lags; zero for a group that is not known.
    public func lag(group: String) -> Int64 {
        guard let index = groupIndexes[group] else { return 0 }
        let group = groups[index]
        return group.topics.reduce(0) { sum, topic in
            logRange(of: topic).reduce(sum) { $0 + lag(of: group, on: $1) }
        }
    }

    private func lag(of group: ConsumerGroup, on log: Int) -> Int64 {
        max(0, logs[log].endOffset - max(group.committed[log], logs[log].startOffset))
    }

    // MARK: Ports

    /// A producer of `process`.
    /// - Throws: `KafkaError.notModelled` with the name of a setting that would otherwise be ignored.
    @inlinable
    public func makeProducer<Event: WireValue>(
        for process: SimulatedProcess, _ settings: ProducerSettings = ProducerSettings(), of type: Event.Type
    ) throws -> any EventProducer<Event> {
        SimulatedProducer<Event>(sender: try makeSender(for: process, settings)) { $0.payload }
    }

    @usableFromInline
    func makeSender(for process: SimulatedProcess, _ settings: ProducerSettings) throws -> RecordSender {
        try settings.check()
        return RecordSender(kafka: self, process: process, settings: settings)
    }

    /// A consumer of `process`, not yet subscribed.
    /// - Throws: `KafkaError.notModelled` with the name of a setting that would otherwise be ignored.
    @inlinable
    public func makeConsumer<Event: WireValue>(
        for process: SimulatedProcess, _ settings: ConsumerSettings, of type: Event.Type
    ) throws -> any EventConsumer<Event> {
        SimulatedConsumer<Event>(client: try makeClient(for: process, settings)) { $0.readResponse(as: Event.self) }
    }

    @usableFromInline
    func makeClient(for process: SimulatedProcess, _ settings: ConsumerSettings) throws -> GroupClient {
        try settings.refuseWhatIsNotModelled()
        precondition(settings.maxPollRecords > 0)
        let member = GroupMember(
            number: members.count, process: process, settings: settings, group: group(settings.groupID))
        members.append(member)
        watch(member)
        return GroupClient(kafka: self, member: member)
    }

    // MARK: Agenda

    func fire(_ entry: Entry, _ slot: SlotToken) {
        switch entry {
        case .commitArrives: commitArrived(slot)
        case .roundEnds: roundEnded(group: slot.slot, round: slot.generation)
        case .member: fireMember(slot)
        }
    }

    func schedule(_ entry: Entry, _ slot: SlotToken, after nanoseconds: Int64) {
        simulation.schedule(after: nanoseconds, handler, TaggedEntry(entry, slot))
    }

    // MARK: Logs

    func topicIndex(_ name: String) throws -> Int {
        guard let index = topicIndexes[name] else { throw KafkaError.unknownTopicOrPartition(topic: name) }
        return index
    }

    func topicIndex(ofKnown name: String) -> Int? { topicIndexes[name] }

    func subscribe(_ group: ConsumerGroup, to topic: Int) {
        guard !group.topics.contains(topic) else { return }
        group.topics.append(topic)
        topicTable[topic].groups.append(group.index)
    }

    func logIndex(topic: Int, partition: Int32) throws -> Int {
        guard partition >= 0, partition < topicTable[topic].partitions else {
            throw KafkaError.unknownTopicOrPartition(topic: topicTable[topic].name)
        }
        return topicTable[topic].firstLog + Int(partition)
    }

    func logRange(of topic: Int) -> Range<Int> {
        let first = topicTable[topic].firstLog
        return first..<(first + Int(topicTable[topic].partitions))
    }

    func topicPartition(_ log: Int) -> TopicPartition {
        TopicPartition(topic: topicTable[logs[log].topic].name, partition: logs[log].partition)
    }

    /// Forgets what every group of the topic has committed.
    func forgetCommitted(_ log: Int) {
        let topic = logs[log].topic
        guard !topicTable[topic].keepsEverything else { return }
        var least = Int64.max
        for group in topicTable[topic].groups { least = min(least, groups[group].committed[log]) }
        logs[log].truncate(before: least)
    }

    private func group(_ id: String) -> ConsumerGroup {
        if let index = groupIndexes[id] { return groups[index] }
        let group = ConsumerGroup(id: id, index: groups.count, logCount: logs.count)
        group.isCoordinatorAvailable = hasCoordinator(id)
        groupIndexes[id] = group.index
        groups.append(group)
        return group
    }
}
