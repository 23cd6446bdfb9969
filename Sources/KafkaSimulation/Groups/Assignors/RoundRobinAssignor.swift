import ServicePorts

/// `org.apache.kafka.clients.consumer.RoundRobinAssignor`: all partitions of all topics go round the members, passing
/// over those that do not subscribe to the topic.
enum RoundRobinAssignor {
    static func assign(_ members: [Subscription], partitionCount: (String) -> Int32) -> [[TopicPartition]] {
        var result = [[TopicPartition]](repeating: [], count: members.count)
        let inOrder = members.inOrder
        var turn = 0
        for partition in members.partitions(partitionCount) {
            // Somebody subscribes to every topic that is walked here.
            while !members[inOrder[turn]].topics.contains(partition.topic) { turn = (turn + 1) % inOrder.count }
            result[inOrder[turn]].append(partition)
            turn = (turn + 1) % inOrder.count
        }
        return result
    }
}
