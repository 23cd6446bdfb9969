/// Consumer settings by Kafka's names; defaults are those of Kafka's documentation (3.x).
public struct ConsumerSettings: Sendable, Equatable {
    /// `auto.offset.reset`: where a group begins that has committed nothing.
    public enum AutoOffsetReset: String, Sendable, CaseIterable {
        /// At the first record there is.
        case earliest
        /// Behind the last one.
        case latest
        /// Not at all: a poll throws `KafkaError.noOffsetForPartition`.
        case none
    }

    /// `partition.assignment.strategy`: who divides the partitions among the members.
    public enum Assignor: String, Sendable, CaseIterable {
        /// Topic by topic, in stretches of neighbouring partitions.
        case range
        /// One after the other over all topics.
        case roundRobin = "roundrobin"
        /// KIP-54
        case sticky
        /// KIP-429: only partitions that move are taken away.
        case cooperativeSticky = "cooperative-sticky"
    }

    /// `group.id`
    public var groupID: String
    /// `group.instance.id` (KIP-345): a static member, which may be away for up to its session time-out unnoticed.
    public var groupInstanceID: String?
    /// `client.id`; empty: the name of the process.
    public var clientID = ""
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
    /// `partition.assignment.strategy`, the preferred one first. The group takes one that all its members know.
    public var partitionAssignmentStrategy = [Assignor.range, .cooperativeSticky]
    /// `fetch.min.bytes`, of nominal size: a response waits for as many, at most `fetchMaxWait`.
    public var fetchMinBytes = 1
    /// `fetch.max.wait.ms`
    public var fetchMaxWait = Duration.milliseconds(500)
    /// `max.partition.fetch.bytes`, of nominal size; the first record comes however large it is.
    public var maxPartitionFetchBytes = 1_048_576
    /// `fetch.max.bytes`, of nominal size; the first record comes however large it is.
    public var fetchMaxBytes = 52_428_800
    /// `retry.backoff.ms`
    public var retryBackoff = Duration.milliseconds(100)
    /// `retry.backoff.max.ms`: no wait before a retry is longer; each is twice the one before.
    public var retryBackoffMax = Duration.milliseconds(1000)
    /// `default.api.timeout.ms`
    public var defaultAPITimeout = Duration.milliseconds(60_000)
    /// Settings by name that have no field above. A broker refuses those it does not model.
    public var others: [String: String] = [:]

    /// Kafka's own defaults.
    public init(groupID: String) { self.groupID = groupID }

    /// At-least-once: offsets are committed after processing, and a new group reads from the beginning.
    public static func manuallyCommitted(groupID: String) -> ConsumerSettings {
        var settings = ConsumerSettings(groupID: groupID)
        settings.enableAutoCommit = false
        settings.autoOffsetReset = .earliest
        return settings
    }

    /// Every field under Kafka's key, as a properties file would have it; `others` not included.
    public var properties: [(key: String, value: String)] {
        [
            ("group.id", groupID),
            ("group.instance.id", groupInstanceID ?? ""),
            ("client.id", clientID),
            ("auto.offset.reset", autoOffsetReset.rawValue),
            ("enable.auto.commit", "\(enableAutoCommit)"),
            ("auto.commit.interval.ms", autoCommitInterval.wholeMilliseconds),
            ("max.poll.records", "\(maxPollRecords)"),
            ("max.poll.interval.ms", maxPollInterval.wholeMilliseconds),
            ("session.timeout.ms", sessionTimeout.wholeMilliseconds),
            ("heartbeat.interval.ms", heartbeatInterval.wholeMilliseconds),
            ("partition.assignment.strategy", partitionAssignmentStrategy.map(\.rawValue).joined(separator: ",")),
            ("fetch.min.bytes", "\(fetchMinBytes)"),
            ("fetch.max.wait.ms", fetchMaxWait.wholeMilliseconds),
            ("max.partition.fetch.bytes", "\(maxPartitionFetchBytes)"),
            ("fetch.max.bytes", "\(fetchMaxBytes)"),
            ("retry.backoff.ms", retryBackoff.wholeMilliseconds),
            ("retry.backoff.max.ms", retryBackoffMax.wholeMilliseconds),
            ("default.api.timeout.ms", defaultAPITimeout.wholeMilliseconds),
        ]
    }
}

extension Duration {
    /// Beyond what 64 bits count it is as far as they go.
    fileprivate var wholeMilliseconds: String {
        let (seconds, attoseconds) = components
        let (thousands, isTooLarge) = seconds.multipliedReportingOverflow(by: 1000)
        let (sum, isBeyond) = thousands.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return "\(isTooLarge || isBeyond ? (seconds < 0 ? Int64.min : .max) : sum)"
    }
}
