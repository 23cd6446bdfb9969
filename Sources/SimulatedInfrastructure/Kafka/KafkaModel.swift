import Ports
import VirtualTime

/// What a simulated Kafka cluster is like. Names and defaults as in Kafka's documentation where it has them.
public struct KafkaModel: Sendable {
    /// What of a topic is kept in memory.
    public enum Retention: Sendable, Equatable {
        /// Every record, for readers that rebuild from the first offset.
        case everything
        /// Records that some group of the topic has not committed yet; a topic that no group reads keeps all.
        case untilCommitted
    }

    public struct Topic: Sendable {
        public var name: String
        /// `domain.md` 2.1 assumes 6.
        public var partitions: Int32
        public var retention: Retention

        public init(_ name: String, partitions: Int32 = 6, retention: Retention = .untilCommitted) {
            precondition(partitions > 0)
            self.name = name
            self.partitions = partitions
            self.retention = retention
        }
    }

    public var topics: [Topic]
    public var wire = WireMode.typed
    /// From `send` to its acknowledgement; the record is appended half way.
    public var produceLatency = Distribution.logNormal(median: .milliseconds(2), p99: .milliseconds(20))
    /// From the append of a record, or from the poll before, to the arrival of a fetch response.
    public var fetchLatency = Distribution.logNormal(median: .milliseconds(2), p99: .milliseconds(20))
    /// A request to the group's coordinator and its answer: commit, join, sync, leave.
    public var coordinatorLatency = Distribution.logNormal(median: .milliseconds(2), p99: .milliseconds(20))
    /// `group.initial.rebalance.delay.ms`
    public var initialRebalanceDelay = Duration.milliseconds(3000)
    /// Keeps every record of every topic, whatever its retention.
    public var keepRecords = false

    public init(topics: [Topic]) { self.topics = topics }
}
