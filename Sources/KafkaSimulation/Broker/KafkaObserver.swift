import ServicePorts
import VirtualTime

/// Sees every record at the moment it is appended: where measures and invariants hang.
public protocol KafkaObserver: AnyObject {
    /// - Parameters:
    ///   - timestamp: milliseconds since the Unix epoch.
    ///   - payload: as the producer gave it, in either wire mode; `.empty` is a tombstone.
    func recordAppended(
        topic: String, partition: Int32, offset: Int64, timestamp: Int64, payload: Payload, key: String?)
}

/// What has happened on a cluster so far.
public struct KafkaCounters: Sendable, Equatable {
    public var produced: UInt64 = 0
    /// Records handed out, once for each group that reads them and once more for each redelivery.
    public var fetched: UInt64 = 0
    /// Records handed out although the group had been given them before.
    public var redelivered: UInt64 = 0
    public var commits: UInt64 = 0
    public var commitsRefused: UInt64 = 0
    /// Assignments that a group's coordinator made.
    public var rebalances: UInt64 = 0
    /// Members that did not leave by themselves.
    public var evictions: UInt64 = 0
    /// Produce requests sent once more.
    public var produceRetries: UInt64 = 0
    /// Records that producers gave up.
    public var produceFailures: UInt64 = 0
    /// Batches of idempotent producers that were there already.
    public var duplicatesDropped: UInt64 = 0
    /// Changes of leader.
    public var elections: UInt64 = 0
    public var uncleanElections: UInt64 = 0
    /// Records that a new leader did not have.
    public var recordsLost: UInt64 = 0
    /// Sets of in-sync replicas that grew or shrank.
    public var inSyncChanges: UInt64 = 0
    /// Fetches from beyond the end of a log.
    public var offsetsOutOfRange: UInt64 = 0
    /// Records that retention deleted.
    public var deleted: UInt64 = 0
    /// Records that compaction took out.
    public var compacted: UInt64 = 0
}

/// How far one group is behind on one partition.
public struct PartitionLag: Sendable, Equatable {
    public var group: String
    public var topicPartition: TopicPartition
    /// Records between the committed offset and the end of the log.
    public var lag: Int64
}

/// A record that an observer may read back.
public struct TopicRecord: Sendable {
    public var topicPartition: TopicPartition
    public var offset: Int64
    /// Milliseconds since the Unix epoch.
    public var timestamp: Int64
    public var key: String?
    public var payload: Payload
}
