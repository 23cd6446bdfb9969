import ServicePorts
import VirtualTime

/// What a consumer may ask and change of the partitions it holds.
extension GroupClient {
    @usableFromInline
    func assignment() throws -> [TopicPartition] {
        try checkOpen()
        return member.assigned.map { kafka.topicPartition($0.log) }
    }

    @usableFromInline
    func position(of partition: TopicPartition) throws -> Int64 {
        let index = try index(of: partition)
        if member.assigned[index].position < 0 { throw KafkaError.noOffsetForPartition(partition) }
        return member.assigned[index].position
    }

    @usableFromInline
    func currentLag(of partition: TopicPartition) throws -> Int64 {
        let index = try index(of: partition)
        let assigned = member.assigned[index]
        return max(
            0, kafka.readableEnd(of: assigned.log) - max(assigned.position, kafka.logs[assigned.log].startOffset))
    }

    @usableFromInline
    func seek(_ partition: TopicPartition, to offset: Int64) throws {
        let index = try index(of: partition)
        guard offset >= 0 else { throw KafkaError.invalidOffset(offset) }
        move(index, to: offset)
    }

    @usableFromInline
    func seekToBeginning(_ partitions: [TopicPartition]) throws {
        for index in try indexes(of: partitions) { move(index, to: kafka.logs[member.assigned[index].log].startOffset) }
    }

    @usableFromInline
    func seekToEnd(_ partitions: [TopicPartition]) throws {
        for index in try indexes(of: partitions) { move(index, to: kafka.readableEnd(of: member.assigned[index].log)) }
    }

    @usableFromInline
    func pause(_ partitions: [TopicPartition]) throws {
        for partition in partitions { member.assigned[try index(of: partition)].isPaused = true }
    }

    @usableFromInline
    func resume(_ partitions: [TopicPartition]) throws {
        for partition in partitions { member.assigned[try index(of: partition)].isPaused = false }
    }

    @usableFromInline
    func paused() throws -> [TopicPartition] {
        try checkOpen()
        return member.assigned.filter(\.isPaused).map { kafka.topicPartition($0.log) }
    }

    /// A response that is on its way is of the old position and is thrown away: the next one takes its full latency.
    private func move(_ index: Int, to offset: Int64) {
        member.assigned[index].position = offset
        member.fetchDelayNanoseconds = nil
        member.lastFetchAtNanoseconds = simulation.now.nanoseconds
    }

    private func index(of partition: TopicPartition) throws -> Int {
        try checkOpen()
        let topic = try kafka.topicIndex(partition.topic)
        let log = try kafka.logIndex(topic: topic, partition: partition.partition)
        guard let index = member.assigned.firstIndex(where: { $0.log == log }) else {
            throw KafkaError.notAssigned(partition)
        }
        return index
    }

    /// All when none is named.
    private func indexes(of partitions: [TopicPartition]) throws -> [Int] {
        try checkOpen()
        return partitions.isEmpty ? Array(member.assigned.indices) : try partitions.map(index)
    }
}
