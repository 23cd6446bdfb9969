import ServicePorts

extension ProducerSettings {
    /// - Throws: `KafkaError` with the name of the first setting that Kafka would refuse at start or that the simulated
    ///   broker would otherwise ignore.
    func check() throws {
        try SettingNames.producer.check(others)
        try refuse(unless: batchSize >= 0, "batch.size", "is at least 0")
        try refuse(unless: bufferMemory >= 0, "buffer.memory", "is at least 0")
        try refuse(unless: maxRequestSize >= 0, "max.request.size", "is at least 0")
        try refuse(unless: retries >= 0, "retries", "is at least 0")
        try refuse(
            unless: maxInFlightRequestsPerConnection >= 1, "max.in.flight.requests.per.connection", "is at least 1")
        try refuse(unless: linger >= .zero, "linger.ms", "is at least 0")
        try refuse(unless: maxBlock >= .zero, "max.block.ms", "is at least 0")
        try refuse(unless: retryBackoff >= .zero, "retry.backoff.ms", "is at least 0")
        try refuse(unless: requestTimeout >= .zero, "request.timeout.ms", "is at least 0")
        try refuse(
            unless: deliveryTimeout >= linger + requestTimeout, "delivery.timeout.ms",
            "should be equal to or larger than linger.ms + request.timeout.ms")
        for (key, value) in [
            ("linger.ms", linger), ("max.block.ms", maxBlock), ("retry.backoff.ms", retryBackoff),
            ("request.timeout.ms", requestTimeout), ("delivery.timeout.ms", deliveryTimeout),
        ] { try refuse(unless: value <= SettingNames.longest, key, "is at most 2147483647") }
        guard enableIdempotence else { return }
        try refuse(unless: acks == .all, "acks", "must be all to use the idempotent producer")
        try refuse(unless: retries > 0, "retries", "must be above 0 to use the idempotent producer")
        try refuse(
            unless: maxInFlightRequestsPerConnection <= 5, "max.in.flight.requests.per.connection",
            "must be at most 5 to use the idempotent producer")
    }

    private func refuse(unless holds: Bool, _ setting: String, _ reason: String) throws {
        if !holds { throw KafkaError.invalidSetting(setting: setting, reason: reason) }
    }
}
