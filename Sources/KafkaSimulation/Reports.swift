import ServicePorts

/// What has happened on a cluster so far, in numbers of what each name says.
public struct KafkaCounters: Sendable, Equatable {
    /// Records appended.
    public var produced: UInt64 = 0
    /// Records handed out, once for each group that reads them and once more for each redelivery.
    public var fetched: UInt64 = 0
    /// Records handed out although the group had been given them before.
    public var redelivered: UInt64 = 0
    /// Commits stored.
    public var commits: UInt64 = 0
    /// Commits of members that the group's generation is not, or no more.
    public var commitsRefused: UInt64 = 0
    /// Assignments that a group's coordinator made.
    public var rebalances: UInt64 = 0
    /// Members that did not leave by themselves.
    public var evictions: UInt64 = 0
    /// Committed offsets that were forgotten, one for each partition.
    public var offsetsExpired: UInt64 = 0
    /// Produce requests sent once more.
    public var produceRetries: UInt64 = 0
    /// Records that producers gave up.
    public var produceFailures: UInt64 = 0
    /// Batches of idempotent producers that were there already.
    public var duplicatesDropped: UInt64 = 0
    /// Changes of leader.
    public var elections: UInt64 = 0
    /// Those among them that took a leader out of sync.
    public var uncleanElections: UInt64 = 0
    /// Records that a new leader did not have.
    public var recordsLost: UInt64 = 0
    /// Sets of in-sync replicas that grew or shrank.
    public var inSyncChanges: UInt64 = 0
    /// Fetches from before the start of a log, or from beyond its end.
    public var offsetsOutOfRange: UInt64 = 0
    /// Records that retention deleted.
    public var deleted: UInt64 = 0
    /// Records that compaction took out.
    public var compacted: UInt64 = 0

    init(
        _ replicas: ReplicaManager.Counters, _ produces: ProduceServer.Counters, _ groups: GroupCoordinator.Counters,
        _ fetches: FetchServer.Counters
    ) {
        produced = replicas.produced
        fetched = fetches.fetched
        redelivered = fetches.redelivered
        commits = groups.commits
        commitsRefused = groups.commitsRefused
        rebalances = groups.rebalances
        evictions = groups.evictions
        offsetsExpired = groups.offsetsExpired
        produceRetries = produces.produceRetries
        produceFailures = produces.produceFailures
        duplicatesDropped = produces.duplicatesDropped
        elections = replicas.elections
        uncleanElections = replicas.uncleanElections
        recordsLost = replicas.recordsLost
        inSyncChanges = replicas.inSyncChanges
        offsetsOutOfRange = fetches.offsetsOutOfRange
        deleted = replicas.deleted
        compacted = replicas.compacted
    }
}

/// How far one group is behind on one partition.
public struct PartitionLag: Sendable, Equatable {
    /// `group.id`
    public var group: String
    /// Where it reads.
    public var topicPartition: TopicPartition
    /// Records between the committed offset and the end of the log.
    public var lag: Int64
}

/// A record that an observer may read back.
public struct TopicRecord: Sendable {
    /// Where it is.
    public var topicPartition: TopicPartition
    /// Its place in the partition, from 0.
    public var offset: Int64
    /// Milliseconds since the Unix epoch.
    public var timestamp: Int64
    /// Nil when its producer gave none.
    public var key: RecordKey?
    /// As it travels: a value, or in wire mode `bytes` its bytes; `.empty` is a tombstone.
    public var payload: Payload
    /// As its producer gave them.
    public var headers: [RecordHeader]
}
