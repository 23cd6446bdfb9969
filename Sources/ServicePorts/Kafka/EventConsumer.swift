/// Reads events, either as one member of a consumer group (`subscribe`) or from partitions that it assigns to itself
/// (`assign`).
///
/// One caller at a time, except for `wakeup` and `close`: every other call that is made before one of another task has
/// ended throws `KafkaError.concurrentModification`. What a `RebalanceListener` asks for in the task that calls it
/// belongs to the call that brought it about.
public protocol EventConsumer<Event>: Sendable {
    /// What is read: the values of its records.
    associatedtype Event: WireValue

    /// Joins the group; partitions arrive with a later `poll`. Replaces the topics subscribed to before. Without topics
    /// it is the same as `unsubscribe`.
    /// - Throws: `KafkaError.unknownTopicOrPartition`; `subscriptionConflict` while partitions are assigned by hand.
    func subscribe(to topics: [String], listener: (any RebalanceListener)?) async throws

    /// Gives up all topics and partitions. A member leaves its group, unless it is static: then its place is kept for
    /// its session. The listener is told of what it held.
    func unsubscribe() async throws

    /// Reads these partitions, without a share in the group's rebalances; each from the offset that the group has
    /// committed, or by `auto.offset.reset`. Replaces the partitions assigned before, and keeps the positions of those
    /// that stay. Without partitions it is the same as `unsubscribe`.
    ///
    /// Commits count while the group has no members; the listener is not asked.
    /// - Throws: `KafkaError.unknownTopicOrPartition`; `subscriptionConflict` while topics are subscribed to.
    func assign(_ partitions: [TopicPartition]) async throws

    /// The next records of the assigned partitions, in offset order within each; empty when `timeout` passed without
    /// any. At most `max.poll.records`.
    /// - Throws: `KafkaError.notSubscribed` without topics and partitions; `noOffsetForPartition` and
    ///   `offsetOutOfRange` with `auto.offset.reset=none`; `fencedInstanceID` when another consumer has taken over this
    ///   one's `group.instance.id`; `inconsistentGroupProtocol`; `wokenUp`; `closed`, also when it is closed while it
    ///   waits.
    func poll(timeout: Duration) async throws -> [ConsumerRecord<Event>]

    /// Stores the offset of the next record to read, per partition, and waits until the group's coordinator has it.
    /// - Throws: `KafkaError.commitFailed` when the member is no longer in the group's generation, or when the consumer
    ///   has assigned its partitions to itself and the group has members; `rebalanceInProgress` when a poll must first
    ///   finish a rebalance; `fencedInstanceID`; `timedOut` when no coordinator answered within
    ///   `default.api.timeout.ms`; `unknownTopicOrPartition`; `invalidOffset` for a negative one.
    func commit(_ nextOffsets: [TopicPartition: Int64]) async throws

    /// Commits what all polls so far have returned.
    /// - Throws: as `commit(_:)`.
    func commitPositions() async throws

    // MARK: Where it reads

    /// The partitions it holds, in order of topic and partition.
    func assignment() async throws -> [TopicPartition]

    /// The offset of the next record that a poll will return.
    /// - Throws: `KafkaError.notAssigned`; `noOffsetForPartition` with `auto.offset.reset=none`.
    func position(of partition: TopicPartition) async throws -> Int64

    /// What the group has committed; partitions without a commit are missing.
    /// - Throws: `KafkaError.timedOut` when no coordinator answered within `default.api.timeout.ms`;
    ///   `unknownTopicOrPartition`.
    func committed(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64]

    /// Records between the position and the end of the partition, as far as the consumer knows them.
    /// - Throws: `KafkaError.notAssigned`.
    func currentLag(of partition: TopicPartition) async throws -> Int64

    /// The next poll reads `partition` from `offset` on, committed or not, there or not.
    /// - Throws: `KafkaError.notAssigned`; `invalidOffset` for a negative one.
    func seek(_ partition: TopicPartition, to offset: Int64) async throws

    /// The next poll reads from the first record there is; of all assigned partitions when none is named.
    /// - Throws: `KafkaError.notAssigned`.
    func seekToBeginning(_ partitions: [TopicPartition]) async throws

    /// The next poll reads what is appended from now on; of all assigned partitions when none is named.
    /// - Throws: `KafkaError.notAssigned`.
    func seekToEnd(_ partitions: [TopicPartition]) async throws

    // MARK: What there is to read

    /// The first offset there is, by partition; the consumer need not hold them.
    /// - Throws: `KafkaError.unknownTopicOrPartition`; `timedOut` when a leader has not answered within
    ///   `default.api.timeout.ms`.
    func beginningOffsets(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64]

    /// The offset behind the last record that may be read, by partition; the consumer need not hold them.
    /// - Throws: as `beginningOffsets`.
    func endOffsets(_ partitions: [TopicPartition]) async throws -> [TopicPartition: Int64]

    /// The first record whose timestamp is that or a later one, by partition; the consumer need not hold them.
    /// Partitions without such a record are missing.
    /// - Parameter timestamps: in milliseconds since the Unix epoch.
    /// - Throws: as `beginningOffsets`; `KafkaError.invalidTimestamp` for a negative one.
    func offsetsForTimes(_ timestamps: [TopicPartition: Int64]) async throws -> [TopicPartition: OffsetAndTimestamp]

    // MARK: Standing still

    /// Polls return nothing of these partitions until `resume`; the member keeps them.
    /// - Throws: `KafkaError.notAssigned`.
    func pause(_ partitions: [TopicPartition]) async throws

    /// - Throws: `KafkaError.notAssigned`.
    func resume(_ partitions: [TopicPartition]) async throws

    /// Those that are paused, in order of topic and partition.
    func paused() async throws -> [TopicPartition]

    /// The next poll joins the group again, as after a change that the assignment depends on.
    /// - Throws: `KafkaError.notSubscribed`.
    func enforceRebalance() async throws

    /// Ends the poll that waits, or else the next one, with `KafkaError.wokenUp`, from wherever it is called: how a
    /// consumer that is asked to shut down stops taking records, and may commit before it closes.
    func wakeup()

    /// Leaves the group, unless it is a static member, and ends a poll that waits.
    func close() async
}

/// Told of partitions that come and go, from inside `poll`; may commit, seek, pause and ask for positions.
public protocol RebalanceListener: Sendable {
    /// Partitions that are new to the member: all of them in an eager rebalance, only the added ones in a cooperative
    /// one.
    func partitionsAssigned(_ partitions: [TopicPartition]) async
    /// Still the owner: the last chance to commit. Not called without partitions.
    func partitionsRevoked(_ partitions: [TopicPartition]) async
    /// No longer the owner: others may already read these partitions.
    func partitionsLost(_ partitions: [TopicPartition]) async
}
