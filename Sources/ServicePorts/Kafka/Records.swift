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

/// One of a record's headers: what is said of it beside key and value. A name may come more than once, and their order
/// is kept.
public struct RecordHeader: Hashable, Sendable {
    /// The header's name.
    public var key: String
    /// Bytes, or nothing.
    public var value: [UInt8]?

    /// A header with bytes, or without.
    public init(key: String, value: [UInt8]?) {
        self.key = key
        self.value = value
    }

    /// A header whose value is a text in UTF-8.
    public init(key: String, _ text: String) { self.init(key: key, value: Array(text.utf8)) }
}

/// The headers of a record, which are seldom any: then nothing is counted when the record is copied.
@usableFromInline
package struct SomeHeaders: Sendable {
    @usableFromInline let some: [RecordHeader]?

    @inlinable
    package init(_ headers: [RecordHeader]) { some = headers.isEmpty ? nil : headers }

    @inlinable package var all: [RecordHeader] { some ?? [] }
    @inlinable package var isEmpty: Bool { some == nil }
}

/// A record on its way to a topic. Without `partition` the key decides (murmur2), without a key the producer does.
public struct ProducerRecord<Event: Sendable>: Sendable {
    /// The topic that it goes to.
    public var topic: String
    /// Nil leaves the choice to the partitioner.
    public var partition: Int32?
    /// What decides the partition and, in a compacted topic, what is replaced.
    public var key: RecordKey?
    /// Milliseconds since the Unix epoch; nil is the producer's clock. A topic with
    /// `message.timestamp.type=LogAppendTime` replaces it by the broker's.
    public var timestamp: Int64?
    @usableFromInline package var someHeaders: SomeHeaders
    /// `nil` is a tombstone.
    public var value: Event?

    /// A record; a nil `value` is a tombstone.
    @inlinable
    public init(
        topic: String, key: RecordKey?, value: Event?, partition: Int32? = nil, timestamp: Int64? = nil,
        headers: [RecordHeader] = []
    ) {
        self.topic = topic
        self.key = key
        self.value = value
        self.partition = partition
        self.timestamp = timestamp
        someHeaders = SomeHeaders(headers)
    }

    /// In the order in which a consumer will find them.
    @inlinable
    public var headers: [RecordHeader] {
        get { someHeaders.all }
        set { someHeaders = SomeHeaders(newValue) }
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

/// The first record that is not older than what was asked for.
public struct OffsetAndTimestamp: Hashable, Sendable {
    /// Its place in the partition, from 0.
    public var offset: Int64
    /// Its own, in milliseconds since the Unix epoch.
    public var timestamp: Int64

    /// What a broker answers for a timestamp.
    public init(offset: Int64, timestamp: Int64) {
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
    public var key: RecordKey?
    @usableFromInline let someHeaders: SomeHeaders
    /// The event, if it could be read.
    public var value: RecordValue<Event>

    /// A record as a broker hands it out.
    @inlinable
    public init(
        topicPartition: TopicPartition, offset: Int64, timestamp: Int64, key: RecordKey?, value: RecordValue<Event>,
        headers: [RecordHeader] = []
    ) {
        self.init(
            topicPartition: topicPartition, offset: offset, timestamp: timestamp, key: key,
            someHeaders: SomeHeaders(headers), value: value)
    }

    /// The same with headers as a log keeps them.
    @inlinable
    package init(
        topicPartition: TopicPartition, offset: Int64, timestamp: Int64, key: RecordKey?, someHeaders: SomeHeaders,
        value: RecordValue<Event>
    ) {
        self.topicPartition = topicPartition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.someHeaders = someHeaders
        self.value = value
    }

    /// As they were produced.
    public var headers: [RecordHeader] { someHeaders.all }
}
