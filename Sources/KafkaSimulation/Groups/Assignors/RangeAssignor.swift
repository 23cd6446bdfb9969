import ServicePorts

/// `org.apache.kafka.clients.consumer.RangeAssignor`: per topic, members in order take consecutive ranges; the first
/// ones take one more when the numbers do not divide.
enum RangeAssignor {
    static func assign(_ members: [Subscription], partitionCount: (String) -> Int32) -> [[TopicPartition]] {
        var result = [[TopicPartition]](repeating: [], count: members.count)
        let inOrder = members.inOrder
        for topic in members.topics {
            let subscribers = inOrder.filter { members[$0].topics.contains(topic) }
            let count = partitionCount(topic)
            let share = count / Int32(subscribers.count)
            let larger = count % Int32(subscribers.count)
            var next: Int32 = 0
            for (rank, member) in subscribers.enumerated() {
                let end = next + share + (Int32(rank) < larger ? 1 : 0)
                for partition in next..<end {
                    result[member].append(TopicPartition(topic: topic, partition: partition))
                }
                next = end
            }
        }
        return result
    }
}
