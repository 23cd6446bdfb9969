/// Kafka's default assignment (`org.apache.kafka.clients.consumer.RangeAssignor`): per topic, members in order of their
/// id take consecutive ranges; the first ones take one more when the numbers do not divide.
enum RangeAssignor {
    /// - Parameters:
    ///   - members: id and subscribed topics of each member.
    ///   - partitionCount: how many partitions a topic has.
    /// - Returns: per member, in the order given, its (topic, partition) pairs, topics in order of name.
    static func assign(
        members: [(id: String, topics: [String])], partitionCount: (String) -> Int32
    ) -> [[(topic: String, partition: Int32)]] {
        var result = [[(topic: String, partition: Int32)]](repeating: [], count: members.count)
        let inOrder = members.indices.sorted { members[$0].id < members[$1].id }
        var topics: [String] = []
        for member in members {
            for topic in member.topics where !topics.contains(topic) { topics.append(topic) }
        }
        for topic in topics.sorted() {
            let subscribers = inOrder.filter { members[$0].topics.contains(topic) }
            let count = partitionCount(topic)
            let share = count / Int32(subscribers.count)
            let larger = count % Int32(subscribers.count)
            var next: Int32 = 0
            for (rank, member) in subscribers.enumerated() {
                let end = next + share + (Int32(rank) < larger ? 1 : 0)
                for partition in next..<end { result[member].append((topic, partition)) }
                next = end
            }
        }
        return result
    }
}
