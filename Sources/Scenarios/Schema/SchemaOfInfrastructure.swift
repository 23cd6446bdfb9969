extension ScenarioSchema {
    static let infrastructure: [ScenarioKey] = [
        ScenarioKey(
            "kafka.partitions", \.infrastructure.partitions, "of each topic", limit: .within(1...1_000)),
        ScenarioKey("kafka.brokers", \.infrastructure.brokers, "of the cluster", limit: .within(1...100)),
        ScenarioKey(
            "kafka.replication_factor", \.infrastructure.replicationFactor, "copies of each partition",
            limit: .within(1...100)),
        ScenarioKey(
            "kafka.min_insync_replicas", \.infrastructure.minInsyncReplicas,
            "copies that must be in step before acks=all answers", limit: .within(1...100)),
        ScenarioKey(
            "kafka.unclean_leader_election", \.infrastructure.allowsUncleanElection,
            "whether a copy may lead that is behind"),
        ScenarioKey("kafka.failover_time", \.infrastructure.failoverTime, "how long a partition has no leader"),
        ScenarioKey(
            "kafka.replica_fetch_delay", \.infrastructure.replicaFetchDelay, "from an append to the other copies"),
        ScenarioKey("kafka.acks", \.infrastructure.acks, "what the services' producers wait for"),
        ScenarioKey(
            "kafka.idempotent_producers", \.infrastructure.idempotentProducers,
            "whether Kafka drops what the services' producers repeat"),
        ScenarioKey("kafka.produce_latency", \.infrastructure.produceLatency, "from a send to its acknowledgement"),
        ScenarioKey("kafka.fetch_latency", \.infrastructure.fetchLatency, "from an append to a waiting consumer"),
        ScenarioKey("kafka.coordinator_latency", \.infrastructure.coordinatorLatency, "commits, joins and leaves"),
        ScenarioKey("network.inside", \.infrastructure.linkLatency, "one way between two services"),
        ScenarioKey("network.internet", \.infrastructure.internetLatency, "one way between the world and a service"),
        ScenarioKey("storage.read_latency", \.infrastructure.storeReadLatency, "one get or list of the object store"),
        ScenarioKey("storage.write_latency", \.infrastructure.storeWriteLatency, "one put or delete"),
        ScenarioKey("storage.database_latency", \.infrastructure.databaseLatency, "one row of Core's database"),
    ]
}
