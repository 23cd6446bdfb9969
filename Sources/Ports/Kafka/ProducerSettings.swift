/// Producer settings by Kafka's names; the defaults are the flow's own (`domain.md` 2.1: no idempotence, no batching).
public struct ProducerSettings: Sendable, Equatable {
    public enum Acks: String, Sendable {
        case none = "0"
        case leader = "1"
        case all
    }

    /// `acks`
    public var acks = Acks.all
    /// `enable.idempotence`
    public var enableIdempotence = false
    /// `linger.ms`
    public var linger = Duration.zero
    /// `delivery.timeout.ms`
    public var deliveryTimeout = Duration.milliseconds(120_000)
    /// Settings by name that have no field above. A broker refuses those it does not model.
    public var others: [String: String] = [:]

    public init() {}
}
