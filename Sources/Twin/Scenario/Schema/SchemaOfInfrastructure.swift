extension ScenarioSchema {
    static let infrastructure: [ScenarioKey] = [
        ScenarioKey(
            "kafka.partitions", \.infrastructure.partitions, "of each topic", limit: .within(1...1_000)),
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
