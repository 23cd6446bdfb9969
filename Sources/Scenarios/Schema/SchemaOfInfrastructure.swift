import VirtualTime

extension ScenarioSchema {
    private static let minute = Duration.seconds(60)

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
        ScenarioKey(
            "kafka.retention", \.infrastructure.retention,
            "how long each topic keeps records: a closed segment goes when all of it is older"),
        ScenarioKey(
            "kafka.retention_bytes", \.infrastructure.retentionSize,
            "what each partition keeps: beyond it the oldest closed segment goes"),
        ScenarioKey(
            "kafka.segment_time", \.infrastructure.segmentTime, "after which each topic closes a segment",
            limit: .atLeast(.milliseconds(1))),
        ScenarioKey(
            "kafka.segment_bytes", \.infrastructure.segmentSize, "at which each partition closes a segment",
            limit: Limit(
                allows: { $0.bytes.map { (14...Int(Int32.max)).contains($0) } ?? false },
                complaint: "is no size of a segment", wayOut: "a size from 14B to \(Int32.max)B")),
        ScenarioKey(
            "kafka.offsets_retention", \.infrastructure.offsetsRetention,
            "how long the offsets of a group without members stay, in whole minutes",
            limit: Limit(
                allows: { $0 >= minute && $0 == minute * Int($0 / minute) && $0 <= minute * Int(Int32.max) },
                complaint: "is no number of minutes", wayOut: "whole minutes from 1min on")),
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
