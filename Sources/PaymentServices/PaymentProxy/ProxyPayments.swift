import Logging
import PaymentModel
import ServiceLifecycle
import ServicePorts

/// A proxy's payments: the rules for them, where they are stored, and the topic on which it alone publishes them. One
/// for all parts of the proxy.
struct ProxyPayments: Sendable {
    let configuration: PaymentProxyConfiguration
    let rules: ProxyRules
    let stored: StoredPayments
    let metrics: ProxyMetrics
    let surroundings: Surroundings
    private let producer: any EventProducer<PaymentEvent>

    init(
        _ configuration: PaymentProxyConfiguration, producer: any EventProducer<PaymentEvent>,
        store: any ObjectStore, surroundings: Surroundings
    ) {
        self.configuration = configuration
        self.producer = producer
        self.surroundings = surroundings
        rules = ProxyRules(configuration)
        stored = StoredPayments(store, configuration: configuration)
        metrics = ProxyMetrics(configuration, factory: surroundings.metrics)
    }

    func now() -> Timestamp { Timestamp(surroundings.wallClock()) }

    /// The configuration for the event's service; nil when the proxy does not act for it.
    func collection(of event: PaymentEvent) -> CollectionConfiguration? {
        let origin = event.origin
        return configuration.collection(tenantID: origin.values.tenantID, serviceID: origin.values.serviceID)
    }

    /// The payment's next event after `previous`, in this proxy's own envelope.
    func event(after previous: PaymentEvent, _ state: consuming PaymentState, now: Timestamp) -> PaymentEvent {
        PaymentEvent(
            envelope: EventEnvelope(
                eventID: EntityID(surroundings.makeUUID()), createdAt: now, appID: configuration.appID),
            origin: previous.origin, state: state)
    }

    /// Writes the state that `change` makes of the stored payment and publishes it, as the policy `publication` has it.
    /// - Parameters:
    ///   - moment: announced between the reading, which was before, and the writing.
    ///   - change: returns nil when nothing is to change.
    /// - Returns: whether anything was written.
    func advance(
        _ loaded: StoredPayments.Loaded, at moment: Moment, now: Timestamp,
        _ change: (PaymentEvent) -> PaymentState?
    ) async throws -> Bool {
        try await surroundings.announce(moment)
        let policy = configuration.policies.publication
        if policy == .outbox { return try await advanceByOutbox(loaded, now: now, change) }
        let written = try await stored.write(over: loaded) { stored in
            guard let state = change(stored) else { return nil }
            let next = event(after: stored, state, now: now)
            if policy == .publishThenStore { try await publish(next) }
            return next
        }
        guard let written else { return false }
        switch policy {
        case .storeThenPublish: try await publish(written)
        case .publishUntilTaken: try await publishUntilTaken(written)
        case .publishThenStore, .outbox: break
        }
        return true
    }

    /// Repeats what Kafka does not take. Perhaps it was appended all the same: what is said again is another event, of
    /// the payment as it stands by then, so that what came meanwhile is not taken back.
    private func publishUntilTaken(_ first: PaymentEvent) async throws {
        var (next, failures) = (first, 0)
        while true {
            do { return try await publish(next) } catch let error as KafkaError {
                failures += 1
                surroundings.logger.warning("Event not taken", metadata: ["error": "\(error)"])
                let wait = configuration.backOff.wait(afterFailures: failures)
                try await untilShutdown { [clock = surroundings.clock] in try await clock.sleep(for: wait) }
                if Task.isShuttingDownGracefully { throw error }
                let newest = try await stored.load(first.id)?.event ?? first
                next = event(after: newest, newest.state, now: now())
            }
        }
    }

    func publish(_ event: PaymentEvent) async throws {
        try await producer.send(
            ProducerRecord(topic: configuration.paymentsTopic, key: RecordKey(event.kafkaKey), value: event))
        try await surroundings.announce(.proxyPublished)
        (event.status == .creationFailed ? metrics.failedEvents : metrics.successfulEvents).increment()
    }
}
