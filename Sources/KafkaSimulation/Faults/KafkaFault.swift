import VirtualTime

/// What goes wrong on a cluster, and for whom: a value that is injected, holds until it is removed, and tells its hits.
///
/// Each kind names what it can befall, so that a share of lost requests cannot be aimed at a group. In patterns `*`
/// stands for any run of characters. Clients are known by their `client.id`, or by the name of their process when they
/// have none.
public enum KafkaFault: Sendable, Equatable {
    /// Produce requests get lost, or the answers to them. Hits are requests.
    case produce(ProduceFaults, clients: NamePattern = .any, topics: NamePattern = .any)
    /// Every produce request, fetch and coordinator request of the clients takes longer by a sample. Hits are requests
    /// and fetches.
    case slowRequests(by: Distribution, clients: NamePattern = .any)
    /// The coordinator of the groups answers `COORDINATOR_NOT_AVAILABLE`. Hits are the groups that it had when it
    /// began.
    case coordinatorOutage(groups: NamePattern = .any)
    /// No follower gets anything from the broker's leaders, nor the broker itself as a follower: after
    /// `replica.lag.time.max.ms` they are out of sync. Hits are replica fetches that were not sent.
    case cloggedReplication(on: BrokerID)
    /// The same, only slower: a sample comes on top of each fetch that the broker makes or answers as a replica.
    case slowReplication(on: BrokerID, by: Distribution)
    /// The broker crashes. Its connections break at once; what it led has no leader until another broker takes over,
    /// after one sample of `KafkaModel.failoverTime`, or for as long as no replica may
    /// (`unclean.leader.election.enable`).
    ///
    /// Removed, the broker comes back with the log it had. It leads what still counts as its own or waits for it,
    /// follows in everything else, and is in sync again when it has caught up. A fault that finds its broker down
    /// already hits nothing, and the broker comes back with the fault that took it down.
    case brokerDown(BrokerID)
}

/// What befalls produce requests while a fault holds. Both shares are drawn for each request.
public struct ProduceFaults: Sendable, Equatable {
    /// Share of the requests that never reach the broker: the producer waits for `request.timeout.ms`.
    public var requestLost: Ratio
    /// Share of the requests whose records are stored and whose answer never comes back.
    public var acknowledgementLost: Ratio

    /// Without an argument nothing is lost, and what comes by is counted.
    public init(requestLost: Ratio = .never, acknowledgementLost: Ratio = .never) {
        self.requestLost = requestLost
        self.acknowledgementLost = acknowledgementLost
    }
}
