import ServicePorts

extension KafkaModel {
    /// Whether a cluster can be like this.
    /// - Throws: `KafkaError` with the name of the first setting that Kafka would refuse or that is not modelled.
    public func check() throws {
        try SettingNames.broker.check(others)
        func refuse(unless holds: Bool, _ setting: String, _ reason: String) throws {
            if !holds { throw KafkaError.invalidSetting(setting: setting, reason: reason) }
        }
        try refuse(unless: brokers >= 1, "brokers", "is at least 1")
        try refuse(
            unless: logRetentionCheckInterval >= .milliseconds(1), "log.retention.check.interval.ms", "is at least 1")
        try refuse(unless: logCleanerBackoff >= .milliseconds(1), "log.cleaner.backoff.ms", "is at least 1")
        try refuse(unless: replicaLagTimeMax > .zero, "replica.lag.time.max.ms", "is above 0")
        try refuse(unless: initialRebalanceDelay >= .zero, "group.initial.rebalance.delay.ms", "is at least 0")
        for (name, distribution) in [
            ("produceLatency", produceLatency), ("fetchLatency", fetchLatency),
            ("coordinatorLatency", coordinatorLatency), ("replicaFetchDelay", replicaFetchDelay),
            ("failoverTime", failoverTime),
        ] {
            guard let defect = distribution.defectOnceDrawn else { continue }
            throw KafkaError.invalidSetting(setting: name, reason: defect)
        }
        let minute = Duration.seconds(60)
        try refuse(
            unless: offsetsRetention >= minute && offsetsRetention == minute * Int(offsetsRetention / minute),
            "offsets.retention.minutes", "is whole minutes, at least 1")
        try refuse(
            unless: offsetsRetentionCheckInterval >= .milliseconds(1), "offsets.retention.check.interval.ms",
            "is at least 1")
        var names: [String] = []
        for topic in topics {
            try SettingNames.topic.check(topic.others)
            try refuse(unless: !names.contains(topic.name), "topics", "declare \(topic.name) twice")
            names.append(topic.name)
            try refuse(unless: topic.partitions >= 1, "partitions", "of \(topic.name) is at least 1")
            try refuse(unless: topic.deleteRetention >= .zero, "delete.retention.ms", "is at least 0")
            try refuse(
                unless: (1...brokers).contains(topic.replicationFactor), "replication.factor",
                "of \(topic.name) is at least 1 and at most the number of brokers")
            try refuse(unless: topic.minInsyncReplicas >= 1, "min.insync.replicas", "is at least 1")
            try refuse(
                unless: (0...1).contains(topic.minCleanableDirtyRatio), "min.cleanable.dirty.ratio",
                "is between 0 and 1")
            try refuse(unless: topic.segmentBytes >= 14, "segment.bytes", "is at least 14")
            try refuse(unless: topic.segmentTime >= .milliseconds(1), "segment.ms", "is at least 1")
            try refuse(unless: topic.maxMessageBytes >= 0, "max.message.bytes", "is at least 0")
            try refuse(unless: topic.retention.map { $0 >= .zero } ?? true, "retention.ms", "is at least -1")
            try refuse(unless: topic.retentionBytes.map { $0 >= 0 } ?? true, "retention.bytes", "is at least -1")
        }
    }
}
