import ServicePorts
import VirtualTime

/// What the services run on: Kafka, the network, the object stores. Latencies inside one data centre are assumptions;
/// the sources have none.
public struct InfrastructurePart: Sendable {
    /// Of each topic (<doc:/PaymentModel/TopicsAndKeys>).
    public var partitions = 6
    /// One, as in the platform's development stack (<doc:/PaymentModel/TopicsAndKeys>).
    public var brokers = 1
    /// Copies of each partition, each on a broker of its own.
    public var replicationFactor = 1
    /// `min.insync.replicas` of each topic.
    public var minInsyncReplicas = 1
    /// `unclean.leader.election.enable` of each topic.
    public var allowsUncleanElection = false
    /// `acks` of the services' producers.
    public var acks = ProducerSettings.Acks.all
    /// `enable.idempotence` of the services' producers: off (<doc:/PaymentModel/TopicsAndKeys>).
    public var idempotentProducers = false
    /// `retention.ms` of each topic: whole segments of which every record is older are deleted.
    public var retention = RetentionTime(.seconds(7 * 86_400))
    /// `retention.bytes` of each partition: the oldest segments beyond are deleted.
    public var retentionSize = RetentionSize(bytes: nil)
    /// `segment.ms` of each topic: after so long a segment is closed, and retention may take it.
    public var segmentTime = Duration.seconds(7 * 86_400)
    /// `segment.bytes` of each topic: at this size a segment is closed, and retention may take it.
    public var segmentSize = RetentionSize(bytes: 1_073_741_824)
    /// `offsets.retention.minutes`: how long the committed offsets of a group without members stay.
    public var offsetsRetention = Duration.seconds(7 * 86_400)
    /// How long a partition has no leader when its broker is gone.
    public var failoverTime = Distribution.logNormal(median: .seconds(3), p99: .seconds(12))
    /// From an append until another broker has it, too.
    public var replicaFetchDelay = Distribution.logNormal(median: .milliseconds(2), p99: .milliseconds(20))
    /// From a `send` to its acknowledgement.
    public var produceLatency = Distribution.logNormal(median: .milliseconds(2), p99: .milliseconds(20))
    /// From the append of a record to its arrival at a waiting consumer.
    public var fetchLatency = Distribution.logNormal(median: .milliseconds(2), p99: .milliseconds(20))
    /// Commits, joins and leaves.
    public var coordinatorLatency = Distribution.logNormal(median: .milliseconds(2), p99: .milliseconds(20))
    /// One way between two hosts inside.
    public var linkLatency = Distribution.exponential(mean: .milliseconds(1))
    /// One way between a citizen, an intermediary or pagoPA and a host.
    public var internetLatency = Distribution.logNormal(median: .milliseconds(15), p99: .milliseconds(120))
    /// One get or list of the object store.
    public var storeReadLatency = Distribution.logNormal(median: .milliseconds(6), p99: .milliseconds(60))
    /// One put or delete of it.
    public var storeWriteLatency = Distribution.logNormal(median: .milliseconds(10), p99: .milliseconds(100))
    /// Core's database, which is modelled as a store of rows.
    public var databaseLatency = Distribution.logNormal(median: .milliseconds(2), p99: .milliseconds(30))
}

extension ProducerSettings.Acks: ScenarioChoice {
    /// In the order of what they promise.
    public static var allCases: [ProducerSettings.Acks] { [.none, .leader, .all] }
}
