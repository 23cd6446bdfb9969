import ServicePorts

/// What a member tells the group's leader: what it wants to read and what it holds (`ConsumerProtocolSubscription`).
struct Subscription: Equatable {
    var memberID: String
    /// `group.instance.id` of a static member (KIP-345).
    var instanceID: String?
    var topics: [String]
    /// What the member holds, or held before it gave all up for an eager rebalance.
    var owned: [TopicPartition] = []
    /// The generation in which it was given `owned` (KIP-792).
    var generation: Int32?

    /// Kafka's order of members (`AbstractPartitionAssignor.MemberInfo`): static ones first, by instance id.
    static func comesBefore(_ a: Self, _ b: Self) -> Bool {
        switch (a.instanceID, b.instanceID) {
        case (let a?, let b?): a < b
        case (.some, nil): true
        case (nil, .some): false
        case (nil, nil): a.memberID < b.memberID
        }
    }
}

extension ConsumerSettings.Assignor {
    /// Divides the partitions of all subscribed topics.
    /// - Parameter partitionCount: how many partitions a topic has; 0 for one that does not exist.
    /// - Returns: per member, in the order given, its partitions in the order Kafka's assignor adds them.
    func assign(_ members: [Subscription], partitionCount: (String) -> Int32) -> [[TopicPartition]] {
        switch self {
        case .range: RangeAssignor.assign(members, partitionCount: partitionCount)
        case .roundRobin: RoundRobinAssignor.assign(members, partitionCount: partitionCount)
        case .sticky: StickyAssignor.assign(members, partitionCount: partitionCount)
        case .cooperativeSticky:
            CooperativeStickyAssignor.assign(members, partitionCount: partitionCount)
        }
    }

    /// Whether members may keep what they hold while they join (`ConsumerPartitionAssignor.RebalanceProtocol`).
    var isCooperative: Bool { self == .cooperativeSticky }
}

extension [Subscription] {
    /// The topics somebody subscribes to, in order of name.
    var topics: [String] {
        var topics: [String] = []
        for member in self {
            for topic in member.topics where !topics.contains(topic) { topics.append(topic) }
        }
        return topics.sorted()
    }

    /// All partitions of these topics, in order of topic and partition.
    func partitions(_ partitionCount: (String) -> Int32) -> [TopicPartition] {
        topics.flatMap { topic in
            (0..<partitionCount(topic)).map { TopicPartition(topic: topic, partition: $0) }
        }
    }

    /// The places of the members in Kafka's order.
    var inOrder: [Int] { indices.sorted { Subscription.comesBefore(self[$0], self[$1]) } }
}
