import ServicePorts

extension ProducerSettings {
    /// The settings that have a field, by Kafka's keys, with their values as its configuration files write them.
    public var properties: [String: String] {
        [
            "acks": acks.rawValue, "batch.size": "\(batchSize)", "buffer.memory": "\(bufferMemory)",
            "client.id": clientID, "delivery.timeout.ms": deliveryTimeout.inMilliseconds,
            "enable.idempotence": "\(enableIdempotence)", "linger.ms": linger.inMilliseconds,
            "max.block.ms": maxBlock.inMilliseconds,
            "max.in.flight.requests.per.connection": "\(maxInFlightRequestsPerConnection)",
            "max.request.size": "\(maxRequestSize)",
            "partitioner.adaptive.partitioning.enable": "\(partitionerAdaptivePartitioningEnable)",
            "partitioner.class": partitioner.rawValue, "partitioner.ignore.keys": "\(partitionerIgnoreKeys)",
            "request.timeout.ms": requestTimeout.inMilliseconds, "retries": "\(retries)",
            "retry.backoff.ms": retryBackoff.inMilliseconds,
        ]
    }
}

extension TopicModel {
    /// The settings that have a field, by Kafka's keys, with their values as its configuration files write them.
    public var properties: [String: String] {
        [
            "cleanup.policy": cleanupPolicy.rawValue, "delete.retention.ms": deleteRetention.inMilliseconds,
            "max.message.bytes": "\(maxMessageBytes)", "message.timestamp.type": messageTimestampType.rawValue,
            "min.cleanable.dirty.ratio": "\(minCleanableDirtyRatio)", "min.insync.replicas": "\(minInsyncReplicas)",
            "retention.bytes": retentionBytes.map(String.init) ?? "-1",
            "retention.ms": retention?.inMilliseconds ?? "-1", "segment.bytes": "\(segmentBytes)",
            "segment.ms": segmentTime.inMilliseconds,
            "unclean.leader.election.enable": "\(uncleanLeaderElectionEnable)",
        ]
    }
}

extension KafkaModel {
    /// The settings that have a field, by Kafka's keys, with their values as its configuration files write them.
    public var properties: [String: String] {
        [
            "group.initial.rebalance.delay.ms": initialRebalanceDelay.inMilliseconds,
            "log.cleaner.backoff.ms": logCleanerBackoff.inMilliseconds,
            "log.retention.check.interval.ms": logRetentionCheckInterval.inMilliseconds,
            "offsets.retention.check.interval.ms": offsetsRetentionCheckInterval.inMilliseconds,
            "offsets.retention.minutes": "\(offsetsRetention.wholeNanoseconds / 60_000_000_000)",
            "replica.lag.time.max.ms": replicaLagTimeMax.inMilliseconds,
        ]
    }
}

extension Duration {
    fileprivate var inMilliseconds: String { "\(wholeNanoseconds / 1_000_000)" }
}
