import ServicePorts
import VirtualTime

/// Which partition a record goes to.
extension RecordSender {
    func log(topic name: String, partition: Int32?, key: RecordKey?, size: Int) throws -> LogID {
        let topic: TopicID
        if let lastTopic, lastTopic.name == name {
            topic = lastTopic.id
        } else {
            topic = try metadata.topic(name)
            lastTopic = (name, topic)
        }
        if let partition { return try metadata.log(of: topic, partition: partition) }
        let count = metadata.topics[topic].partitions
        let first = metadata.topics[topic].firstLog.index
        if let key, usesKeys { return LogID(index: first + Int(Murmur2.partition(of: key, among: count))) }
        return LogID(index: first + Int(partitionWithoutKey(topic, first, count, size)))
    }

    private var usesKeys: Bool {
        switch settings.partitioner {
        case .builtIn: !settings.partitionerIgnoreKeys
        case .defaultPartitioner: true
        case .uniformSticky, .roundRobin: false
        }
    }

    private func partitionWithoutKey(_ topic: TopicID, _ first: Int, _ count: Int32, _ size: Int) -> Int32 {
        switch settings.partitioner {
        case .roundRobin:
            defer { nextInTurn = (nextInTurn + 1) & 0x7FFF_FFFF }
            return nextInTurn % count
        case .builtIn:
            return stickies[topic, default: StickyPartitioner()].builtIn(
                among: count, size: size, batchSize: settings.batchSize, draws: &partitionDraws
            ) {
                guard settings.partitionerAdaptivePartitioningEnable else { return nil }
                return (0..<Int(count)).map { partition in
                    slots[LogID(index: first + partition)].map { slot in
                        accumulator.batches[slot].closed.count + (accumulator.batches[slot].open == nil ? 0 : 1)
                    } ?? 0
                }
            }
        case .defaultPartitioner, .uniformSticky:
            return stickies[topic, default: StickyPartitioner()].perBatch(among: count, draws: &partitionDraws) {
                // Without an open batch the record would begin one, and the partitioner moves on.
                guard let slot = slots[LogID(index: first + Int($0))], let open = accumulator.batches[slot].open else {
                    return true
                }
                return open.size + size > settings.batchSize
            }
        }
    }
}
