import ServicePorts

/// The settings of one part of Kafka by name: those that have a field in the ports, and those that do not.
struct SettingNames {
    let modelled: [String]
    let refused: [String]

    /// - Throws: `KafkaError.notModelled`, `unknownSetting` or `invalidSetting` for the first of `others` in order of
    ///   name.
    func check(_ others: [String: String]) throws {
        guard let first = others.keys.min() else { return }
        if modelled.contains(first) {
            throw KafkaError.invalidSetting(setting: first, reason: "it has a field of its own")
        }
        throw refused.contains(first)
            ? KafkaError.notModelled(setting: first) : KafkaError.unknownSetting(setting: first)
    }

    static let producer = SettingNames(
        modelled: ProducerSettings().properties.keys.sorted(),
        refused: [
            "auto.include.jmx.reporter", "bootstrap.servers", "client.dns.lookup", "compression.type",
            "connections.max.idle.ms", "enable.metrics.push", "interceptor.classes", "key.serializer",
            "metadata.max.age.ms", "metadata.max.idle.ms", "metric.reporters", "metrics.num.samples",
            "metrics.recording.level", "metrics.sample.window.ms", "partitioner.availability.timeout.ms",
            "receive.buffer.bytes", "reconnect.backoff.max.ms", "reconnect.backoff.ms", "retry.backoff.max.ms",
            "security.protocol", "security.providers", "send.buffer.bytes",
            "socket.connection.setup.timeout.max.ms", "socket.connection.setup.timeout.ms",
            "transaction.timeout.ms", "transactional.id", "value.serializer",
        ] + connectionSecurity)

    static let topic = SettingNames(
        modelled: TopicModel("").properties.keys.sorted(),
        refused: [
            "compression.type", "file.delete.delay.ms", "flush.messages", "flush.ms",
            "follower.replication.throttled.replicas", "index.interval.bytes",
            "leader.replication.throttled.replicas", "local.retention.bytes", "local.retention.ms",
            "max.compaction.lag.ms", "message.downconversion.enable", "message.format.version",
            "message.timestamp.after.max.ms", "message.timestamp.before.max.ms",
            "message.timestamp.difference.max.ms", "min.compaction.lag.ms", "preallocate", "remote.storage.enable",
            "segment.index.bytes", "segment.jitter.ms",
        ])

    static let broker = SettingNames(
        modelled: KafkaModel(topics: []).properties.keys.sorted(),
        refused: [
            "auto.create.topics.enable", "auto.leader.rebalance.enable", "broker.heartbeat.interval.ms",
            "broker.rack", "broker.session.timeout.ms", "compression.type", "controlled.shutdown.enable",
            "default.replication.factor", "fetch.max.bytes", "group.max.session.timeout.ms", "group.max.size",
            "group.min.session.timeout.ms", "leader.imbalance.check.interval.seconds",
            "leader.imbalance.per.broker.percentage", "log.cleaner.enable", "log.cleaner.threads",
            "log.cleanup.policy", "log.message.timestamp.type", "log.retention.bytes", "log.retention.hours",
            "log.retention.minutes", "log.retention.ms", "log.roll.hours", "log.roll.ms", "log.segment.bytes",
            "max.connections", "message.max.bytes", "min.insync.replicas", "num.io.threads", "num.network.threads",
            "num.partitions", "num.replica.fetchers", "offsets.topic.num.partitions",
            "offsets.topic.replication.factor", "producer.id.expiration.ms",
            "queued.max.requests", "replica.fetch.backoff.ms", "replica.fetch.max.bytes", "replica.fetch.min.bytes",
            "replica.fetch.wait.max.ms", "replica.selector.class", "replica.socket.timeout.ms", "request.timeout.ms",
            "transaction.max.timeout.ms", "transactional.id.expiration.ms", "unclean.leader.election.enable",
        ])

    /// Of most of Kafka's times, which are counted in milliseconds by 32 bits.
    static let longest = Duration.milliseconds(Int32.max)

    /// Nothing of a connection's security changes what this cluster does.
    static let connectionSecurity = [
        "sasl.client.callback.handler.class", "sasl.jaas.config", "sasl.kerberos.kinit.cmd",
        "sasl.kerberos.min.time.before.relogin", "sasl.kerberos.service.name", "sasl.kerberos.ticket.renew.jitter",
        "sasl.kerberos.ticket.renew.window.factor", "sasl.login.callback.handler.class", "sasl.login.class",
        "sasl.login.connect.timeout.ms", "sasl.login.read.timeout.ms", "sasl.login.refresh.buffer.seconds",
        "sasl.login.refresh.min.period.seconds", "sasl.login.refresh.window.factor",
        "sasl.login.refresh.window.jitter", "sasl.login.retry.backoff.max.ms", "sasl.login.retry.backoff.ms",
        "sasl.mechanism", "sasl.oauthbearer.clock.skew.seconds", "sasl.oauthbearer.expected.audience",
        "sasl.oauthbearer.expected.issuer", "sasl.oauthbearer.jwks.endpoint.refresh.ms",
        "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms", "sasl.oauthbearer.jwks.endpoint.retry.backoff.ms",
        "sasl.oauthbearer.jwks.endpoint.url", "sasl.oauthbearer.scope.claim.name",
        "sasl.oauthbearer.sub.claim.name", "sasl.oauthbearer.token.endpoint.url", "ssl.cipher.suites",
        "ssl.enabled.protocols", "ssl.endpoint.identification.algorithm", "ssl.engine.factory.class",
        "ssl.key.password", "ssl.keymanager.algorithm", "ssl.keystore.certificate.chain", "ssl.keystore.key",
        "ssl.keystore.location", "ssl.keystore.password", "ssl.keystore.type", "ssl.protocol", "ssl.provider",
        "ssl.secure.random.implementation", "ssl.trustmanager.algorithm", "ssl.truststore.certificates",
        "ssl.truststore.location", "ssl.truststore.password", "ssl.truststore.type",
    ]
}
