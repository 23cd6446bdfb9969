/// One partition of one topic.
public struct TopicPartition: Hashable, Comparable, Sendable {
    /// The topic's name.
    public var topic: String
    /// From 0.
    public var partition: Int32

    /// The partition of this number.
    public init(topic: String, partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// By topic, then by number.
    public static func < (a: Self, b: Self) -> Bool { (a.topic, a.partition) < (b.topic, b.partition) }
}

/// A record on its way to a topic. Without `partition` the key decides (murmur2), without a key the producer does.
public struct ProducerRecord<Event: Sendable>: Sendable {
    /// The topic that it goes to.
    public var topic: String
    /// Nil leaves the choice to the partitioner.
    public var partition: Int32?
    /// What decides the partition and, in a compacted topic, what is replaced.
    public var key: String?
    /// `nil` is a tombstone.
    public var value: Event?

    /// A record; a nil `value` is a tombstone.
    @inlinable
    public init(topic: String, key: String?, value: Event?, partition: Int32? = nil) {
        self.topic = topic
        self.key = key
        self.value = value
        self.partition = partition
    }
}

/// Where an acknowledged record came to stand. `offset` is -1 with `acks=0`, as in Kafka.
public struct RecordMetadata: Hashable, Sendable {
    /// Where it stands.
    public var topicPartition: TopicPartition
    /// Its place in the partition, from 0.
    public var offset: Int64
    /// Milliseconds since the Unix epoch.
    public var timestamp: Int64

    /// What a broker answers for a record.
    public init(topicPartition: TopicPartition, offset: Int64, timestamp: Int64) {
        self.topicPartition = topicPartition
        self.offset = offset
        self.timestamp = timestamp
    }
}

/// What a consumer finds in a record's value.
public enum RecordValue<Event: Sendable>: Sendable {
    /// What was written, read back.
    case event(Event)
    /// The bytes are not an event of this type; `reason` names the field.
    case malformed(reason: String)
    /// A record without a value: its key is deleted.
    case tombstone
}

/// A record as a consumer receives it.
public struct ConsumerRecord<Event: Sendable>: Sendable {
    /// Where it stands.
    public var topicPartition: TopicPartition
    /// Its place in the partition, from 0.
    public var offset: Int64
    /// Milliseconds since the Unix epoch.
    public var timestamp: Int64
    /// As it was produced.
    public var key: String?
    /// The event, if it could be read.
    public var value: RecordValue<Event>

    /// A record as a broker hands it out.
    @inlinable
    public init(
        topicPartition: TopicPartition, offset: Int64, timestamp: Int64, key: String?, value: RecordValue<Event>
    ) {
        self.topicPartition = topicPartition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
    }
}
