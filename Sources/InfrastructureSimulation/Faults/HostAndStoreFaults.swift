import HTTPTypes
import KafkaSimulation
import NetworkSimulation
import StorageSimulation
import VirtualTime

// MARK: Hosts

extension InfrastructureFault {
    private static func host(
        _ kind: Kind, _ name: NamePattern, _ calls: RequestScope = RequestScope(), _ change: (inout HostFaults) -> Void
    ) -> Self {
        var faults = HostFaults()
        faults.scope = calls
        change(&faults)
        return Self(kind, name, .host(faults))
    }

    /// Connections are refused: nothing is done.
    public static func hostRefuse(
        _ name: NamePattern, share: Ratio = .always, of calls: RequestScope = RequestScope()
    ) -> Self {
        host(.hostRefuse, name, calls) { $0.refused = share }
    }

    /// Calls get lost: nothing is done and no answer comes.
    public static func hostUnanswered(
        _ name: NamePattern, share: Ratio = .always, of calls: RequestScope = RequestScope()
    ) -> Self {
        host(.hostUnanswered, name, calls) { $0.unanswered = share }
    }

    /// The connection is reset before the work is done.
    public static func hostResetBefore(
        _ name: NamePattern, share: Ratio = .always, of calls: RequestScope = RequestScope()
    ) -> Self {
        host(.hostResetBefore, name, calls) { $0.resetBefore = share }
    }

    /// The connection is reset after the work was done.
    public static func hostResetAfter(
        _ name: NamePattern, share: Ratio = .always, of calls: RequestScope = RequestScope()
    ) -> Self {
        host(.hostResetAfter, name, calls) { $0.resetAfter = share }
    }

    /// The work is done and no answer comes.
    public static func hostAnswerLost(
        _ name: NamePattern, share: Ratio = .always, of calls: RequestScope = RequestScope()
    ) -> Self {
        host(.hostAnswerLost, name, calls) { $0.answerLost = share }
    }

    /// The answer's body trickles in.
    public static func hostDribble(
        _ name: NamePattern, by delay: Distribution, share: Ratio = .always, of calls: RequestScope = RequestScope()
    ) -> Self {
        host(.hostDribble, name, calls) { $0.dribble = .init(share: share, delay: delay) }
    }

    /// The answer has no body.
    public static func hostEmptyAnswer(
        _ name: NamePattern, share: Ratio = .always, of calls: RequestScope = RequestScope()
    ) -> Self {
        host(.hostEmptyAnswer, name, calls) { $0.emptied = share }
    }

    /// The answer's body cannot be read.
    public static func hostMalformedAnswer(
        _ name: NamePattern, share: Ratio = .always, of calls: RequestScope = RequestScope()
    ) -> Self {
        host(.hostMalformedAnswer, name, calls) { $0.malformed = share }
    }

    /// The answer is an error and nothing is done.
    public static func hostError(
        _ name: NamePattern, status: HTTPResponse.Status = .internalServerError, share: Ratio = .always,
        of calls: RequestScope = RequestScope()
    ) -> Self {
        host(.hostError, name, calls) {
            $0.failed = share
            $0.failureStatus = status
        }
    }

    /// Nobody answers: callers time out.
    public static func hostDown(_ name: NamePattern, of calls: RequestScope = RequestScope()) -> Self {
        host(.hostDown, name, calls) { $0.outage = .unreachable }
    }

    /// The answer is 503, with a Retry-After where the end is known.
    public static func hostMaintenance(_ name: NamePattern, of calls: RequestScope = RequestScope()) -> Self {
        Self(.hostMaintenance, name, .hostMaintenance(calls))
    }

    /// Calls beyond the limit are answered 429 with Retry-After; those that are not meant count for nothing.
    public static func hostRateLimit(
        _ name: NamePattern, _ limit: HostFaults.RateLimit, of calls: RequestScope = RequestScope()
    ) -> Self {
        host(.hostRateLimit, name, calls) { $0.rateLimit = limit }
    }

    /// The work takes longer, at one replica or all; 300 percent is three times as long.
    public static func hostSlow(
        _ name: NamePattern, factorPercent: Int64, of calls: RequestScope = RequestScope()
    ) -> Self {
        host(.hostSlow, name, calls) { $0.slowdown = Slowdown(factorPercent: factorPercent) }
    }

    /// The work takes longer at first, and less and less so until the end; it needs a length.
    public static func hostSlowStart(
        _ name: NamePattern, factorPercent: Int64, of calls: RequestScope = RequestScope()
    ) -> Self {
        Self(.hostSlowStart, name, .hostSlowStart(factorPercent: factorPercent, of: calls))
    }
}

// MARK: Stores

extension InfrastructureFault {
    private static func store(_ kind: Kind, _ bucket: NamePattern, _ change: (inout StoreFaults) -> Void) -> Self {
        var faults = StoreFaults()
        change(&faults)
        return Self(kind, bucket, .store(faults))
    }

    /// A put is refused and nothing is stored.
    public static func storePutFails(bucket: NamePattern, share: Ratio = .always) -> Self {
        store(.storePutFails, bucket) { $0.writeFailed = share }
    }

    /// A put is refused although it was stored.
    public static func storePutAnswerLost(bucket: NamePattern, share: Ratio = .always) -> Self {
        store(.storePutAnswerLost, bucket) { $0.writeAnswerLost = share }
    }

    /// A get answers the version before, up to `age` after a put.
    public static func storeStaleRead(
        bucket: NamePattern, share: Ratio = .always, age: Duration = .seconds(10)
    ) -> Self {
        store(.storeStaleRead, bucket) { $0.staleRead = .init(share: share, window: age) }
    }

    /// A new key shows in listings only `age` later.
    public static func storeListLag(bucket: NamePattern, age: Duration) -> Self {
        store(.storeListLag, bucket) { $0.listLag = age }
    }

    /// Every answer is a refusal.
    public static func storeUnavailable(bucket: NamePattern, share: Ratio = .always) -> Self {
        store(.storeUnavailable, bucket) { $0.unavailable = share }
    }

    /// Answers take longer.
    public static func storeDelay(bucket: NamePattern, by delay: Distribution) -> Self {
        store(.storeDelay, bucket) { $0.addedLatency = delay }
    }
}

// MARK: Kafka

extension InfrastructureFault {
    private static func kafka(_ kind: Kind, _ target: String, _ fault: KafkaFault) -> Self {
        Self(kind, on: target, .kafka(fault))
    }

    /// The broker is down; its partitions fail over or are offline.
    public static func kafkaBrokerDown(_ broker: BrokerID) -> Self {
        kafka(.kafkaBrokerDown, "\(broker.number)", .brokerDown(broker))
    }

    /// The leadership of the topics' partitions moves to another broker, and stays there.
    public static func kafkaLeaderFailover(_ topics: NamePattern, to broker: BrokerID) -> Self {
        Self(.kafkaLeaderFailover, topics, .leaderFailover(to: broker))
    }

    /// The broker's copies lag behind their leaders by `delay`; without one nothing is copied at all.
    public static func kafkaReplicationLag(_ broker: BrokerID, by delay: Distribution? = nil) -> Self {
        kafka(
            .kafkaReplicationLag, "\(broker.number)",
            delay.map { .slowReplication(on: broker, by: $0) } ?? .cloggedReplication(on: broker))
    }

    /// Produce requests get lost: nothing is appended.
    public static func kafkaProduceLost(_ topics: NamePattern, share: Ratio = .always) -> Self {
        kafka(.kafkaProduceLost, topics.text, .produce(ProduceFaults(requestLost: share), topics: topics))
    }

    /// Records are appended and the acknowledgement gets lost.
    public static func kafkaAcknowledgementLost(_ topics: NamePattern, share: Ratio = .always) -> Self {
        kafka(
            .kafkaAcknowledgementLost, topics.text,
            .produce(ProduceFaults(acknowledgementLost: share), topics: topics))
    }

    /// Kafka's answers take longer, for the clients of these names.
    public static func kafkaDelay(clients: NamePattern = .any, by delay: Distribution) -> Self {
        kafka(.kafkaDelay, clients.text, .slowRequests(by: delay, clients: clients))
    }

    /// The coordinator of the groups cannot be reached.
    public static func kafkaCoordinatorDown(groups: NamePattern) -> Self {
        kafka(.kafkaCoordinatorDown, groups.text, .coordinatorOutage(groups: groups))
    }
}
