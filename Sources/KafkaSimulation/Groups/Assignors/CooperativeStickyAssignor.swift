import ServicePorts

/// `org.apache.kafka.clients.consumer.CooperativeStickyAssignor` (KIP-429): a partition that is to move is given to
/// nobody until its owner has let it go, which makes the owner join once more.
enum CooperativeStickyAssignor {
    static func assign(_ members: [Subscription], partitionCount: (String) -> Int32) -> [[TopicPartition]] {
        let wanted = StickyAssignor.assign(members, partitionCount: partitionCount)
        var isBeingRevoked: Set<TopicPartition> = []
        for (member, assigned) in zip(members, wanted) {
            let kept = Set(assigned)
            for partition in member.owned where !kept.contains(partition) { isBeingRevoked.insert(partition) }
        }
        return zip(members, wanted).map { member, assigned in
            let owned = Set(member.owned)
            return assigned.filter { owned.contains($0) || !isBeingRevoked.contains($0) }
        }
    }
}
