/// Kafka's errors, by its own names.
public enum KafkaError: Error, Equatable, Sendable {
    // MARK: Producing

    /// The cluster has no such topic, or no such partition.
    case unknownTopicOrPartition(topic: String)
    /// `delivery.timeout.ms` has passed; the record may or may not be stored.
    case deliveryTimedOut(topic: String)
    /// REQUEST_TIMED_OUT: no answer within `request.timeout.ms`, and no retry was left.
    case requestTimedOut(topic: String)
    /// NETWORK_EXCEPTION: the connection broke before the answer, and no retry was left.
    case networkException(topic: String)
    /// NOT_LEADER_OR_FOLLOWER: the broker does not lead the partition, or nobody does, and no retry was left.
    case notLeaderOrFollower(topic: String)
    /// NOT_ENOUGH_REPLICAS: fewer in-sync replicas than `min.insync.replicas`; the record is not stored.
    case notEnoughReplicas(topic: String)
    /// NOT_ENOUGH_REPLICAS_AFTER_APPEND: the same, found after the record was stored by the leader.
    case notEnoughReplicasAfterAppend(topic: String)
    /// OUT_OF_ORDER_SEQUENCE_NUMBER: a record of an idempotent producer is missing before this one.
    case outOfOrderSequence(topic: String)
    /// INVALID_PRODUCER_EPOCH: a younger epoch of the same producer has written.
    case invalidProducerEpoch(topic: String)
    /// MESSAGE_TOO_LARGE: larger than `max.request.size` or the topic's `max.message.bytes`. Sizes in bytes.
    case recordTooLarge(size: Int, limit: Int)
    /// INVALID_RECORD: a compacted topic takes no record without a key.
    case invalidRecord(topic: String)
    /// No timestamp is negative: neither a record's nor one that is looked for.
    case invalidTimestamp(Int64)
    /// `buffer.memory` stayed full for `max.block.ms`.
    case bufferExhausted

    /// No broker answered in time; it may be tried again.
    case brokerUnavailable

    // MARK: Consuming

    /// CommitFailedException: the coordinator knows neither this member nor its generation any more.
    case commitFailed
    /// RebalanceInProgressException: the next poll finishes the rebalance; then the commit may be tried again.
    case rebalanceInProgress
    /// FENCED_INSTANCE_ID: another consumer has taken over this one's `group.instance.id`.
    case fencedInstanceID
    /// INCONSISTENT_GROUP_PROTOCOL: the members have no assignor in common.
    case inconsistentGroupProtocol
    /// NoOffsetForPartitionException: nothing was committed, and `auto.offset.reset` is `none`.
    case noOffsetForPartition(TopicPartition)
    /// OFFSET_OUT_OF_RANGE: the log does not reach there, and `auto.offset.reset` is `none`.
    case offsetOutOfRange(TopicPartition, offset: Int64)
    /// IllegalStateException: the consumer does not hold the partition.
    case notAssigned(TopicPartition)
    /// IllegalStateException: a consumer subscribes to topics or assigns partitions to itself, never both until it
    /// unsubscribes.
    case subscriptionConflict
    /// ConcurrentModificationException: the consumer is not safe for multi-threaded access, and another call of it has
    /// not ended.
    case concurrentModification
    /// No offset is negative.
    case invalidOffset(Int64)
    /// TimeoutException: no coordinator or leader has answered within `default.api.timeout.ms`.
    case timedOut
    /// A consumer was asked before it had subscribed to topics or assigned partitions to itself.
    case notSubscribed
    /// WakeupException: the poll was ended by `wakeup`.
    case wokenUp
    /// The client has been closed.
    case closed

    // MARK: Settings

    /// The setting exists in Kafka and is not modelled here.
    case notModelled(setting: String)
    /// No setting of Kafka has this name.
    case unknownSetting(setting: String)
    /// A value, or a combination of values, that Kafka refuses at start.
    case invalidSetting(setting: String, reason: String)
}
