import CoreMetrics
import Logging
import PaymentModel
import ServicePorts
import Synchronization

/// Turns applications that wait for a payment into the first event of one. That the payment is new is checked against
/// an eventually consistent view: a window of its lag stays open, by design of the platform.
final class ApplicationDispatcher: EventHandler {
    private let configuration: DispatcherConfiguration
    private let rules: DispatchRules
    private let producer: any EventProducer<PaymentEvent>
    private let ksql: KsqlClient
    private let surroundings: Surroundings
    private let recent: Mutex<RecentKeys<EntityID>?>
    private let dispatched: Counter
    private let duplicates: Counter
    private let malformed: Counter

    init(
        _ configuration: DispatcherConfiguration, producer: any EventProducer<PaymentEvent>, caller: any HTTPCaller,
        surroundings: Surroundings
    ) {
        self.configuration = configuration
        self.producer = producer
        self.surroundings = surroundings
        rules = DispatchRules(appID: configuration.appID)
        ksql = KsqlClient(caller, authority: configuration.ksqlAuthority, timeout: configuration.ksqlTimeout)
        switch configuration.deduplication {
        case .view: recent = Mutex(nil)
        case .viewAndLocalSet(let memory): recent = Mutex(RecentKeys(memory: memory))
        }
        dispatched = Counter(label: "payment_dispatcher_payments_total", factory: surroundings.metrics)
        duplicates = Counter(label: "payment_dispatcher_duplicates_total", factory: surroundings.metrics)
        malformed = EventErrors.counter(service: configuration.appID, surroundings: surroundings)
    }

    func concerns(_ event: ApplicationEvent) -> Bool { event.asksForPayment }

    func handle(_ application: ApplicationEvent) async throws {
        switch configuration.versionRule.decide(application.envelope.version) {
        case .discardSilently: return
        case .reject: return malformed.increment()
        case .process: break
        }
        let now = Timestamp(surroundings.wallClock())
        let payment: PaymentEvent
        do {
            payment = try rules.payment(
                for: application, id: paymentID(for: application), eventID: EntityID(surroundings.makeUUID()),
                now: now)
        } catch let error as ValidationError {
            malformed.increment()
            surroundings.logger.error(
                "Application without a payment",
                metadata: ["application": "\(application.id)", "reason": "\(error)"])
            return
        }
        let isRecent = recent.withLock { $0?.contains(application.id, now: now) ?? false }
        guard !isRecent else { return duplicates.increment() }
        guard try await ksql.rows(DispatchRules.query(for: application.id)).isEmpty else {
            return duplicates.increment()
        }
        try await surroundings.announce(.dispatcherAfterQuery)
        try await producer.send(
            ProducerRecord(topic: configuration.paymentsTopic, key: RecordKey(payment.kafkaKey), value: payment))
        try await surroundings.announce(.dispatcherAfterProduce)
        recent.withLock { $0?.insert(application.id, now: now) }
        dispatched.increment()
        surroundings.logger.info(
            "Payment dispatched", metadata: ["application": "\(application.id)", "payment": "\(payment.id)"])
    }

    private func paymentID(for application: ApplicationEvent) -> EntityID {
        switch configuration.paymentIdentity {
        case .random: EntityID(surroundings.makeUUID())
        case .derivedFromRemoteID: .derived(from: application.id)
        }
    }
}
