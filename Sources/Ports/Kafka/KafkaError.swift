/// Kafka's errors, by its own names.
public enum KafkaError: Error, Equatable, Sendable {
    case unknownTopicOrPartition(topic: String)
    case deliveryTimedOut(topic: String)
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
    /// No offset is negative.
    case invalidOffset(Int64)
    /// TimeoutException: no coordinator has answered within `default.api.timeout.ms`.
    case timedOut
    case notSubscribed
    case closed

    // MARK: Settings

    /// The setting exists in Kafka and is not modelled here.
    case notModelled(setting: String)
    /// No setting of Kafka has this name.
    case unknownSetting(setting: String)
    /// A value, or a combination of values, that Kafka refuses at start.
    case invalidSetting(setting: String, reason: String)
}
