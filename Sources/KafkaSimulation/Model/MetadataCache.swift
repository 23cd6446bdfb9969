import ServicePorts

/// Which topics and partitions there are: what brokers and clients alike know of a cluster. It never changes.
struct MetadataCache: Sendable {
    struct Topic: Sendable {
        let name: String
        let firstLog: LogID
        let partitions: Int32
        /// Whether its records stay in memory after every group has committed them.
        let keepsEverything: Bool
        let model: TopicModel
    }

    private(set) var topics = IDTable<TopicID, Topic>()
    private(set) var topicPartitions = IDTable<LogID, TopicPartition>()
    private var topicsOfLogs = IDTable<LogID, TopicID>()
    /// For looking up only.
    private var topicsByName: [String: TopicID] = [:]

    init(_ model: KafkaModel) {
        for topic in model.topics {
            let id = topics.append(
                Topic(
                    name: topic.name, firstLog: LogID(index: topicPartitions.count), partitions: topic.partitions,
                    keepsEverything: model.keepRecords || topic.inMemory == .everything
                        || topic.cleanupPolicy.compacts,
                    model: topic))
            precondition(topicsByName.updateValue(id, forKey: topic.name) == nil, "A topic is declared once.")
            for partition in 0..<topic.partitions {
                topicPartitions.append(TopicPartition(topic: topic.name, partition: partition))
                topicsOfLogs.append(id)
            }
        }
    }

    var logCount: Int { topicPartitions.count }

    /// The topic of this name; nil when the cluster has none.
    func topic(ofKnown name: String) -> TopicID? { topicsByName[name] }

    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    func topic(_ name: String) throws -> TopicID {
        guard let topic = topicsByName[name] else { throw KafkaError.unknownTopicOrPartition(topic: name) }
        return topic
    }

    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    func log(of topic: TopicID, partition: Int32) throws -> LogID {
        guard partition >= 0, partition < topics[topic].partitions else {
            throw KafkaError.unknownTopicOrPartition(topic: topics[topic].name)
        }
        return LogID(index: topics[topic].firstLog.index + Int(partition))
    }

    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    func log(of name: String, partition: Int32) throws -> LogID { try log(of: topic(name), partition: partition) }

    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    func log(of partition: TopicPartition) throws -> LogID {
        try log(of: partition.topic, partition: partition.partition)
    }

    /// Of a topic, in order of partition.
    func logs(of topic: TopicID) -> LazyMapSequence<Range<Int>, LogID> {
        let first = topics[topic].firstLog.index
        return (first..<(first + Int(topics[topic].partitions))).lazy.map { LogID(index: $0) }
    }

    func topic(of log: LogID) -> TopicID { topicsOfLogs[log] }

    /// The topic of a log.
    subscript(log: LogID) -> Topic {
        @inline(__always) _read { yield topics[topicsOfLogs[log]] }
    }
}
