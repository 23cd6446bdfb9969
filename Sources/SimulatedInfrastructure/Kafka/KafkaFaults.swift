import Ports
import VirtualTime

/// What befalls produce requests while a fault lasts.
public struct ProduceFaults: Sendable {
    /// Share of the requests that never reach the broker: the producer waits for `request.timeout.ms`.
    public var requestLost = Ratio.never
    /// Share of the requests whose records are stored and whose answer never comes back.
    public var acknowledgementLost = Ratio.never
    /// Comes on top of a request's latency.
    public var addedDelay: Distribution?

    public init(
        requestLost: Ratio = .never, acknowledgementLost: Ratio = .never, addedDelay: Distribution? = nil
    ) {
        self.requestLost = requestLost
        self.acknowledgementLost = acknowledgementLost
        self.addedDelay = addedDelay
    }
}

/// Names a fault on a cluster until it is ended.
public struct KafkaFaultID: Hashable, Sendable {
    let number: Int
}
