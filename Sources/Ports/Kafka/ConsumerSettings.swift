/// Consumer settings by Kafka's names; defaults are those of Kafka's documentation (3.x).
public struct ConsumerSettings: Sendable, Equatable {
    public enum AutoOffsetReset: String, Sendable { case earliest, latest }

    /// `group.id`
    public var groupID: String
    /// `auto.offset.reset`
    public var autoOffsetReset = AutoOffsetReset.latest
    /// `enable.auto.commit`
    public var enableAutoCommit = true
    /// `auto.commit.interval.ms`
    public var autoCommitInterval = Duration.milliseconds(5000)
    /// `max.poll.records`
    public var maxPollRecords = 500
    /// `max.poll.interval.ms`
    public var maxPollInterval = Duration.milliseconds(300_000)
    /// `session.timeout.ms`
    public var sessionTimeout = Duration.milliseconds(45_000)
    /// `heartbeat.interval.ms`
    public var heartbeatInterval = Duration.milliseconds(3_000)
    /// Settings by name that have no field above. A broker refuses those it does not model.
    public var others: [String: String] = [:]

    public init(groupID: String) { self.groupID = groupID }
}
