/// Producer settings by Kafka's names. Defaults are those of Kafka's documentation (3.x) except for
/// `enable.idempotence`, which is off, as in clients before 3.0.
public struct ProducerSettings: Sendable, Equatable {
    /// Who must have stored a record before it is acknowledged: nobody, the leader, or all in-sync replicas.
    public enum Acks: String, Sendable {
        /// Nobody is waited for.
        case none = "0"
        /// The leader has it.
        case leader = "1"
        /// Every replica in sync has it.
        case all
    }

    /// `partitioner.class`: who chooses the partition of a record that names none.
    public enum Partitioner: String, Sendable, CaseIterable {
        /// No class: keys by murmur2, records without a key stay on one partition for `batch.size` bytes (KIP-794).
        case builtIn = ""
        /// Keys by murmur2, records without a key stay on one partition for a batch (KIP-480).
        case defaultPartitioner = "org.apache.kafka.clients.producer.internals.DefaultPartitioner"
        /// As if no record had a key, one partition for a batch (KIP-480).
        case uniformSticky = "org.apache.kafka.clients.producer.UniformStickyPartitioner"
        /// The partitions in turn, whatever the key.
        case roundRobin = "org.apache.kafka.clients.producer.RoundRobinPartitioner"
    }

    /// `acks`
    public var acks = Acks.all
    /// `enable.idempotence`
    public var enableIdempotence = false
    /// `linger.ms`
    public var linger = Duration.zero
    /// `batch.size`, in bytes of nominal size.
    public var batchSize = 16_384
    /// `max.in.flight.requests.per.connection`
    public var maxInFlightRequestsPerConnection = 5
    /// `retries`
    public var retries = 2_147_483_647
    /// `retry.backoff.ms`
    public var retryBackoff = Duration.milliseconds(100)
    /// `request.timeout.ms`
    public var requestTimeout = Duration.milliseconds(30_000)
    /// `delivery.timeout.ms`
    public var deliveryTimeout = Duration.milliseconds(120_000)
    /// `buffer.memory`, in bytes of nominal size.
    public var bufferMemory = 33_554_432
    /// `max.block.ms`
    public var maxBlock = Duration.milliseconds(60_000)
    /// `max.request.size`, in bytes of nominal size.
    public var maxRequestSize = 1_048_576
    /// `partitioner.class`
    public var partitioner = Partitioner.builtIn
    /// `partitioner.ignore.keys`
    public var partitionerIgnoreKeys = false
    /// `partitioner.adaptive.partitioning.enable`
    public var partitionerAdaptivePartitioningEnable = true
    /// `client.id`; empty: the name of the process.
    public var clientID = ""
    /// Settings by name that have no field above. A broker refuses those it does not model.
    public var others: [String: String] = [:]

    /// Kafka's defaults, but without idempotence.
    public init() {}
}
