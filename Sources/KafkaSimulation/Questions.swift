import ServicePorts
import VirtualTime

/// What the world and its measures ask of a cluster.
extension SimulatedKafka {
    /// Names and partition counts, in the order they were declared.
    public var topics: [(name: String, partitions: Int32)] {
        metadata.topics.ids.map { (metadata.topics[$0].name, metadata.topics[$0].partitions) }
    }

    /// Whether the cluster has a topic of this name.
    public func hasTopic(_ name: String) -> Bool { metadata.topic(ofKnown: name) != nil }

    /// What has happened so far.
    public var counters: KafkaCounters {
        KafkaCounters(replicas.counters, produces.counters, coordinator.counters, fetches.counters)
    }

    // MARK: Records

    /// Appends at once, without a producer: how the world itself injects records, malformed ones too.
    /// - Throws: `KafkaError.unknownTopicOrPartition`; `KafkaError.notLeaderOrFollower` while the partition has no
    ///   leader; what the broker refuses about the record; the encoder's error in wire mode `bytes`.
    @discardableResult
    public func produceFromWorld(
        topic name: String, key: RecordKey?, payload: Payload, partition: Int32? = nil
    ) throws -> RecordMetadata {
        guard simulation.admits("kafka.produceFromWorld(topic: \"\(name)\")") else {
            throw KafkaError.notLeaderOrFollower(topic: name)
        }
        let topic = try metadata.topic(name)
        let byKey = key.map { Murmur2.partition(of: $0, among: metadata.topics[topic].partitions) }
        let log = try metadata.log(of: topic, partition: partition ?? byKey ?? 0)
        let record = try ProducedRecord(
            key: key, payload: payload, wire: model.wire, timestamp: simulation.wallMilliseconds)
        guard replicas.logs[log].isAvailable else { throw KafkaError.notLeaderOrFollower(topic: name) }
        if let defect = replicas.defect(of: .one(record), for: log) { throw defect }
        let offset = replicas.append(.one(record), to: log)
        return RecordMetadata(
            topicPartition: metadata.topicPartitions[log], offset: offset,
            timestamp: replicas.logs[log][offset].timestamp)
    }

    /// The records still in memory, in offset order.
    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    public func records(of topic: String, partition: Int32) throws -> [TopicRecord] {
        let log = try metadata.log(of: topic, partition: partition)
        replicas.tidy(log, at: simulation.now.nanoseconds)
        return (replicas.logs[log].startOffset..<replicas.logs[log].endOffset).compactMap { offset in
            let stored = replicas.logs[log][offset]
            return stored.content.map {
                TopicRecord(
                    topicPartition: metadata.topicPartitions[log], offset: offset, timestamp: stored.timestamp,
                    key: $0.key, payload: $0.wireForm, headers: $0.headers.all)
            }
        }
    }

    /// The offset that the next record of a partition will get.
    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    public func endOffset(of topic: String, partition: Int32) throws -> Int64 {
        replicas.logs[try metadata.log(of: topic, partition: partition)].endOffset
    }

    /// The offset below which consumers read.
    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    public func highWatermark(of topic: String, partition: Int32) throws -> Int64 {
        replicas.logs[try metadata.log(of: topic, partition: partition)].readableEnd
    }

    // MARK: Groups

    /// The offset a group would resume at, or nil when it never committed one.
    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    public func committedOffset(group: String, topic: String, partition: Int32) throws -> Int64? {
        let log = try metadata.log(of: topic, partition: partition)
        guard let group = coordinator.group(ofKnown: group), group.committed[log] >= 0 else { return nil }
        return group.committed[log]
    }

    /// The rebalances that have not ended: of which group, and how long they have lasted so far.
    public var rebalancesUnderWay: [(group: String, length: Duration)] { coordinator.rebalancesUnderWay }

    /// Lag of every group on every partition it subscribes to; groups in order of first subscription.
    public var lags: [PartitionLag] {
        var lags: [PartitionLag] = []
        for id in coordinator.groups.ids {
            let group = coordinator.groups[id]
            for topic in group.topics {
                for log in metadata.logs(of: topic) {
                    lags.append(
                        PartitionLag(
                            group: group.name, topicPartition: metadata.topicPartitions[log],
                            lag: replicas.lag(of: group, on: log)))
                }
            }
        }
        return lags
    }

    /// The sum of a group's lags, in records; nil for a group that is not known.
    public func lag(group name: String) -> Int64? {
        guard let group = coordinator.group(ofKnown: name) else { return nil }
        return group.topics.reduce(0) { sum, topic in
            metadata.logs(of: topic).reduce(sum) { $0 + replicas.lag(of: group, on: $1) }
        }
    }

    // MARK: Brokers

    /// Whether a broker is there.
    public func isRunning(broker: BrokerID) -> Bool {
        replicas.brokers.contains(broker) && replicas.isRunning(broker)
    }

    /// The leading broker; nil while the partition has none.
    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    public func leader(of topic: String, partition: Int32) throws -> BrokerID? {
        let log = try metadata.log(of: topic, partition: partition)
        return replicas.logs[log].isAvailable ? replicas.partitions[log].leader : nil
    }

    /// The brokers whose copies are in sync, in the order of assignment.
    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    public func inSyncReplicas(of topic: String, partition: Int32) throws -> [BrokerID] {
        replicas.partitions[try metadata.log(of: topic, partition: partition)].inSync
    }
}
