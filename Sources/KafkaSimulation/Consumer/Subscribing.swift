import ServicePorts
import VirtualTime

/// What a consumer reads: topics, whose partitions its group divides, or partitions that it assigns to itself.
extension GroupClient {
    @usableFromInline
    func subscribe(to topics: [String], listener: (any RebalanceListener)?) async throws {
        try checkFree()
        guard !topics.isEmpty else { return try await unsubscribe() }
        guard member.standing != .assigned else { throw KafkaError.subscriptionConflict }
        for name in topics {
            coordinator.subscribe(member.group, to: try metadata.topic(name))
        }
        self.listener = listener
        guard topics != member.topics else { return }
        member.topics = topics
        if member.standing != .outside { member.mustRejoin = true }
    }

    @usableFromInline
    func unsubscribe() async throws {
        try checkFree()
        let wasAsking = beginAsking()
        defer { endAsking(wasAsking) }
        await tellOfEnd()
        try checkOpen()
        fetches.dropAll(of: fetcher)
        // A listener knows its consumer: they would keep each other for ever.
        listener = nil
        coordinator.unsubscribed(member)
    }

    @usableFromInline
    func assign(_ partitions: [TopicPartition]) async throws {
        try checkFree()
        guard !partitions.isEmpty else { return try await unsubscribe() }
        guard member.topics.isEmpty else { throw KafkaError.subscriptionConflict }
        precondition(!member.takesPart && member.generation == -1, "Who has no topics is no member.")
        var logs: [LogID] = []
        for partition in partitions.sorted() {
            let log = try metadata.log(of: partition)
            if logs.last != log { logs.append(log) }
        }
        commitAutomatically(isDue: true)
        for log in logs { coordinator.subscribe(member.group, to: metadata.topic(of: log)) }
        member.standing = .assigned
        fetches.drop(fetcher.assigned.map(\.log).filter { !logs.contains($0) }, of: fetcher)
        fetches.takeOver(logs.filter { log in !fetcher.assigned.contains { $0.log == log } }, by: fetcher)
    }

    /// The listener's last word on what the member was given; what it has assigned to itself is its own affair.
    func tellOfEnd() async {
        let given = fetcher.assigned.map { metadata.topicPartitions[$0.log] }
        guard !given.isEmpty, member.standing != .assigned else { return }
        if member.standing == .lost {
            await tell { await $0.partitionsLost(given) }
        } else {
            await tell { await $0.partitionsRevoked(given) }
        }
    }

    @usableFromInline
    func enforceRebalance() throws {
        try checkFree()
        guard !member.topics.isEmpty else { throw KafkaError.notSubscribed }
        if member.standing != .outside { member.mustRejoin = true }
    }
}
