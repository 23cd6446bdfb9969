import ServicePorts
import VirtualTime

/// What a simulated Kafka cluster is like. Names and defaults as in Kafka's documentation where it has them.
public struct KafkaModel: Sendable {
    /// All there are: none is made by being written to.
    public var topics: [TopicModel]
    /// Whether records travel as values or as the bytes of them.
    public var wire = PayloadForm.typed

    // MARK: Latencies

    /// From a produce request to its answer; the records are appended half way.
    public var produceLatency = Distribution.logNormal(median: .milliseconds(2), p99: .milliseconds(20))
    /// From the moment a record may be read, or from the poll before, to the arrival of a fetch response.
    public var fetchLatency = Distribution.logNormal(median: .milliseconds(2), p99: .milliseconds(20))
    /// A request to the group's coordinator and its answer: commit, join, sync, leave.
    public var coordinatorLatency = Distribution.logNormal(median: .milliseconds(2), p99: .milliseconds(20))

    // MARK: Brokers

    /// How many brokers there are; they are numbered from 0.
    public var brokers = 1
    /// From an append until the leader knows that a following replica has it, too.
    public var replicaFetchDelay = Distribution.logNormal(median: .milliseconds(2), p99: .milliseconds(20))
    /// How long a partition has no leader: from the end of its leader until another one serves.
    public var failoverTime = Distribution.logNormal(median: .seconds(3), p99: .seconds(12))
    /// `replica.lag.time.max.ms`
    public var replicaLagTimeMax = Duration.milliseconds(30_000)
    /// `log.retention.check.interval.ms`
    public var logRetentionCheckInterval = Duration.milliseconds(300_000)
    /// `log.cleaner.backoff.ms`
    public var logCleanerBackoff = Duration.milliseconds(15_000)
    /// `group.initial.rebalance.delay.ms`
    public var initialRebalanceDelay = Duration.milliseconds(3000)
    /// `offsets.retention.minutes`, in whole minutes: how long the committed offsets of a group without members stay,
    /// from the moment it became empty (KIP-211).
    public var offsetsRetention = Duration.seconds(10_080 * 60)
    /// `offsets.retention.check.interval.ms`
    public var offsetsRetentionCheckInterval = Duration.milliseconds(600_000)
    /// Broker settings by name that have no field above. Those that are not modelled are refused.
    public var others: [String: String] = [:]

    /// Keeps every record of every topic in memory, whatever the topic says.
    public var keepRecords = false

    /// A cluster with Kafka's defaults.
    public init(topics: [TopicModel]) { self.topics = topics }
}

/// One topic. Names and defaults as in Kafka's documentation where it has them.
public struct TopicModel: Sendable {
    /// What of a topic is kept in the simulation's memory. Not Kafka's retention: what a real broker would still hold
    /// and nobody here will ask for may be forgotten.
    public enum InMemory: Sendable, Equatable {
        /// Every record that the topic's own retention leaves, for readers that rebuild from the first offset.
        case everything
        /// Records that some group of the topic has not committed yet; a topic that no group reads keeps all.
        case untilCommitted
    }

    /// `cleanup.policy`
    public enum CleanupPolicy: String, Sendable {
        /// Retention by time and size.
        case delete
        /// The last record of each key stays.
        case compact
        /// Both.
        case compactAndDelete = "compact,delete"

        var compacts: Bool { self != .delete }
        var deletes: Bool { self != .compact }
    }

    /// `message.timestamp.type`
    public enum TimestampType: String, Sendable {
        /// The producer's clock.
        case createTime = "CreateTime"
        /// The broker's clock, at the append.
        case logAppendTime = "LogAppendTime"
    }

    /// By which producers and consumers know it.
    public var name: String
    /// How many partitions the topic has; they are numbered from 0.
    public var partitions: Int32
    /// What the simulation itself keeps of it.
    public var inMemory: InMemory
    /// Copies of each partition, each on a broker of its own.
    public var replicationFactor = 1
    /// `min.insync.replicas`
    public var minInsyncReplicas = 1
    /// `unclean.leader.election.enable`
    public var uncleanLeaderElectionEnable = false
    /// `cleanup.policy`
    public var cleanupPolicy = CleanupPolicy.delete
    /// `retention.ms`; nil is Kafka's -1: no limit.
    public var retention: Duration? = .milliseconds(604_800_000)
    /// `retention.bytes`, of nominal size, per partition; nil is Kafka's -1: no limit.
    public var retentionBytes: Int?
    /// `segment.bytes`, of nominal size.
    public var segmentBytes = 1_073_741_824
    /// `segment.ms`
    public var segmentTime = Duration.milliseconds(604_800_000)
    /// `min.cleanable.dirty.ratio`
    public var minCleanableDirtyRatio = 0.5
    /// `delete.retention.ms`
    public var deleteRetention = Duration.milliseconds(86_400_000)
    /// `message.timestamp.type`
    public var messageTimestampType = TimestampType.createTime
    /// `max.message.bytes`, of nominal size.
    public var maxMessageBytes = 1_048_588
    /// Topic settings by name that have no field above. Those that are not modelled are refused.
    public var others: [String: String] = [:]

    /// A topic with Kafka's defaults.
    public init(_ name: String, partitions: Int32 = 6, inMemory: InMemory = .untilCommitted) {
        self.name = name
        self.partitions = partitions
        self.inMemory = inMemory
    }
}
