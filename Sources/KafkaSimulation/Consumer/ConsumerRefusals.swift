import ServicePorts

extension ConsumerSettings {
    /// - Throws: `KafkaError.notModelled` with the first setting that the simulated broker would otherwise ignore;
    ///   `unknownSetting` and `invalidSetting` where Kafka's own client refuses or warns.
    func refuseWhatIsNotModelled() throws {
        // Kafka lets a consumer without a group assign partitions to itself; here every consumer has one.
        if groupID.isEmpty { throw KafkaError.notModelled(setting: "group.id") }
        try SettingNames(modelled: properties.map(\.key), refused: Self.keysNotModelled).check(others)
        try refuseInvalidValues()
    }

    private func refuseInvalidValues() throws {
        func require(_ isValid: Bool, _ key: String, _ reason: String) throws {
            if !isValid { throw KafkaError.invalidSetting(setting: key, reason: reason) }
        }
        try require(groupInstanceID != "", "group.instance.id", "it must not be empty")
        try require(sessionTimeout > .zero, "session.timeout.ms", "it must be positive")
        try require(heartbeatInterval > .zero, "heartbeat.interval.ms", "it must be positive")
        try require(
            heartbeatInterval < sessionTimeout, "heartbeat.interval.ms", "it must be lower than session.timeout.ms")
        try require(maxPollInterval > .zero, "max.poll.interval.ms", "it must be positive")
        try require(maxPollRecords > 0, "max.poll.records", "it must be positive")
        try require(autoCommitInterval >= .zero, "auto.commit.interval.ms", "it must not be negative")
        let assignors = partitionAssignmentStrategy
        try require(!assignors.isEmpty, "partition.assignment.strategy", "it must name an assignor")
        try require(
            Set(assignors).count == assignors.count, "partition.assignment.strategy", "it names an assignor twice")
        try require(fetchMinBytes >= 0, "fetch.min.bytes", "it must not be negative")
        try require(fetchMaxWait >= .zero, "fetch.max.wait.ms", "it must not be negative")
        try require(maxPartitionFetchBytes >= 0, "max.partition.fetch.bytes", "it must not be negative")
        try require(fetchMaxBytes >= 0, "fetch.max.bytes", "it must not be negative")
        // Without any wait a coordinator that is away would be asked without end in one instant.
        try require(retryBackoff > .zero, "retry.backoff.ms", "it must be positive")
        try require(retryBackoffMax >= retryBackoff, "retry.backoff.max.ms", "it is lower than retry.backoff.ms")
        try require(defaultAPITimeout >= .zero, "default.api.timeout.ms", "it must not be negative")
        for (key, value) in [
            ("session.timeout.ms", sessionTimeout), ("heartbeat.interval.ms", heartbeatInterval),
            ("max.poll.interval.ms", maxPollInterval), ("auto.commit.interval.ms", autoCommitInterval),
            ("fetch.max.wait.ms", fetchMaxWait), ("retry.backoff.ms", retryBackoff),
            ("retry.backoff.max.ms", retryBackoffMax), ("default.api.timeout.ms", defaultAPITimeout),
        ] { try require(value <= SettingNames.longest, key, "it must be at most 2147483647") }
    }

    /// The keys of Kafka's `ConsumerConfig` (3.9) that have no field: what they ask for would be ignored.
    static let keysNotModelled =
        [
            "allow.auto.create.topics", "auto.include.jmx.reporter", "bootstrap.servers", "check.crcs",
            "client.dns.lookup", "client.rack", "connections.max.idle.ms", "enable.metrics.push",
            "exclude.internal.topics", "group.protocol", "group.remote.assignor", "interceptor.classes",
            "isolation.level", "key.deserializer", "metadata.max.age.ms", "metadata.recovery.strategy",
            "metric.reporters", "metrics.num.samples", "metrics.recording.level", "metrics.sample.window.ms",
            "receive.buffer.bytes", "reconnect.backoff.max.ms", "reconnect.backoff.ms", "request.timeout.ms",
            "security.protocol", "security.providers", "send.buffer.bytes",
            "socket.connection.setup.timeout.max.ms", "socket.connection.setup.timeout.ms", "value.deserializer",
        ] + SettingNames.connectionSecurity
}
