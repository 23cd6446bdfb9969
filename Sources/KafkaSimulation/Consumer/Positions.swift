import ServicePorts
import VirtualTime

/// What a consumer may ask and change of the partitions it holds.
extension GroupClient {
    @usableFromInline
    func assignment() throws -> [TopicPartition] {
        try checkFree()
        return fetcher.assigned.map { metadata.topicPartitions[$0.log] }
    }

    @usableFromInline
    func position(of partition: TopicPartition) throws -> Int64 {
        let index = try index(of: partition)
        if fetcher.assigned[index].position < 0 { throw KafkaError.noOffsetForPartition(partition) }
        return fetcher.assigned[index].position
    }

    @usableFromInline
    func currentLag(of partition: TopicPartition) throws -> Int64 {
        let index = try index(of: partition)
        let assigned = fetcher.assigned[index]
        return max(
            0, replicas.logs[assigned.log].readableEnd - max(assigned.position, replicas.logs[assigned.log].startOffset)
        )
    }

    @usableFromInline
    func seek(_ partition: TopicPartition, to offset: Int64) throws {
        try checkFree()
        guard offset >= 0 else { throw KafkaError.invalidOffset(offset) }
        let index = try index(of: partition)
        move(index, to: offset)
    }

    @usableFromInline
    func seekToBeginning(_ partitions: [TopicPartition]) throws {
        for index in try indexes(of: partitions) {
            move(index, to: replicas.logs[fetcher.assigned[index].log].startOffset)
        }
    }

    @usableFromInline
    func seekToEnd(_ partitions: [TopicPartition]) throws {
        for index in try indexes(of: partitions) {
            move(index, to: replicas.logs[fetcher.assigned[index].log].readableEnd)
        }
    }

    @usableFromInline
    func pause(_ partitions: [TopicPartition]) throws {
        for partition in partitions { fetcher.assigned[try index(of: partition)].isPaused = true }
    }

    @usableFromInline
    func resume(_ partitions: [TopicPartition]) throws {
        for partition in partitions { fetcher.assigned[try index(of: partition)].isPaused = false }
    }

    @usableFromInline
    func paused() throws -> [TopicPartition] {
        try checkFree()
        return fetcher.assigned.filter(\.isPaused).map { metadata.topicPartitions[$0.log] }
    }

    private func move(_ index: Int, to offset: Int64) {
        fetcher.move(index, to: offset, at: simulation.now.nanoseconds)
    }

    private func index(of partition: TopicPartition) throws -> Int {
        try checkFree()
        // What the cluster does not have nobody holds.
        guard let log = try? metadata.log(of: partition),
            let index = fetcher.assigned.firstIndex(where: { $0.log == log })
        else { throw KafkaError.notAssigned(partition) }
        return index
    }

    /// All when none is named.
    private func indexes(of partitions: [TopicPartition]) throws -> [Int] {
        try checkFree()
        return partitions.isEmpty ? Array(fetcher.assigned.indices) : try partitions.map(index)
    }
}
