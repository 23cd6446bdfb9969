import ServicePorts

/// Who waits for what the replicas of a log agree on: Kafka's purgatory of delayed produce requests.
protocol DelayedProduces: AnyObject {
    /// All in-sync replicas have the records below `offset`.
    func highWatermarkAdvanced(on log: LogID, to offset: Int64)
    /// Nobody will tell what came of the records that were not agreed on.
    func leaderIsGone(from log: LogID, because error: KafkaError)
    /// The records from `end` on are lost.
    func logTruncated(_ log: LogID, from end: Int64)
}

/// Who waits for records to read: Kafka's purgatory of delayed fetches.
protocol DelayedFetches: AnyObject {
    /// More of a log may be read than before, or it has a leader again.
    func mayRead(_ log: LogID)
}

/// Who knows how far behind a log its readers are.
protocol LogFollowers: AnyObject {
    /// The log's start or end is another.
    func changed(_ log: LogID, from start: Int64, to end: Int64)
}

/// Who coordinates groups where brokers lead the offsets topic.
protocol CoordinatorPartitions: AnyObject {
    /// What the broker coordinated has no coordinator until others take over.
    func coordinatorStopped(_ broker: BrokerID)
    /// Running brokers take over what has no coordinator.
    func electCoordinators(among isRunning: (BrokerID) -> Bool)
}
