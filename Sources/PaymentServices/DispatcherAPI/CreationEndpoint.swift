import CoreMetrics
import HTTPTypes
import Logging
import PaymentModel
import ServicePorts

/// `POST /payments`: the first event of a payment, once per idempotency key and per application.
struct CreationEndpoint: HTTPService {
    private let configuration: DispatcherAPIConfiguration
    private let ksql: KsqlClient
    private let producer: any EventProducer<PaymentEvent>
    private let store: any ObjectStore
    private let surroundings: Surroundings
    private let created: Counter
    private let replayed: Counter
    private let refused: Counter

    init(
        _ configuration: DispatcherAPIConfiguration, caller: any HTTPCaller,
        producer: any EventProducer<PaymentEvent>, store: any ObjectStore, surroundings: Surroundings
    ) {
        self.configuration = configuration
        self.producer = producer
        self.store = store
        self.surroundings = surroundings
        ksql = KsqlClient(caller, authority: configuration.ksqlAuthority, timeout: configuration.ksqlTimeout)
        let counter = surroundings.counters(of: "payment_dispatcher_api_requests_total")
        created = counter("created")
        replayed = counter("replayed")
        refused = counter("refused")
    }

    func respond(to request: HTTPRequestHead, body: Payload) async throws -> HTTPReply {
        var path = PathReader(request.path)
        guard path.take("/payments"), path.isAtEnd else { return .noSuchPath }
        guard request.method == .post else { return .failure(.methodNotAllowed, "only POST") }
        let idempotencyKey = request.headerFields[.idempotencyKey]
        if let idempotencyKey, let known = try await answered(idempotencyKey) {
            replayed.increment()
            return HTTPReply(.ok, body: .value(known))
        }
        let event: PaymentEvent
        do {
            event = try firstEvent(of: readBody(body, as: PaymentCreation.self))
        } catch let error as ValidationError {
            refused.increment()
            return HTTPReply(.unprocessableContent, body: .value(ErrorAnswer(error)))
        }
        do {
            guard try await !hasActivePayment(event.origin.remoteID) else {
                refused.increment()
                return .failure(.conflict, "active payment for remote_id")
            }
        } catch let error as KsqlFailure {
            surroundings.logger.error("The view does not answer", metadata: ["error": "\(error)"])
            return .failure(.serviceUnavailable, "the view does not answer")
        }
        do {
            try await producer.send(
                ProducerRecord(topic: configuration.paymentsTopic, key: RecordKey(event.kafkaKey), value: event))
        } catch let error as KafkaError {
            surroundings.logger.error("Payment not published", metadata: ["error": "\(error)"])
            return .failure(.serviceUnavailable, "Kafka does not answer")
        }
        try await surroundings.announce(.dispatcherAPIAfterProduce)
        let answer = CreatedAnswer(id: event.id)
        if let idempotencyKey {
            try await store.put(configuration.idempotencyPrefix + idempotencyKey, .value(answer), condition: .none)
        }
        created.increment()
        return HTTPReply(.created, body: .value(answer))
    }

    private func answered(_ idempotencyKey: String) async throws -> CreatedAnswer? {
        try await store.get(configuration.idempotencyPrefix + idempotencyKey)?.body.decode()
    }

    /// A due that exists at the intermediary may begin as PAYMENT_PENDING; everything else begins as CREATION_PENDING
    /// (<doc:/PaymentModel/PaymentStates>).
    private func firstEvent(of creation: PaymentCreation) throws -> PaymentEvent {
        let now = Timestamp(surroundings.wallClock())
        let payment = creation.payment(withID: EntityID(surroundings.makeUUID()))
        switch payment.status {
        case .creationPending: break
        case .paymentPending:
            if payment.state.iuv == nil { throw ValidationError(field: "payment.iuv", reason: .missing) }
            if payment.state.noticeCode == nil {
                throw ValidationError(field: "payment.notice_code", reason: .missing)
            }
        default:
            throw ValidationError(
                field: "status", reason: .outOfRange("CREATION_PENDING, or PAYMENT_PENDING for a due"))
        }
        let event = PaymentEvent(
            envelope: EventEnvelope(
                eventID: EntityID(surroundings.makeUUID()), createdAt: now, appID: configuration.appID),
            payment: payment)
        try event.validate()
        return event
    }

    /// A payment that is open, or that was paid: only one that ended without money leaves room for another.
    private func hasActivePayment(_ remoteID: EntityID) async throws -> Bool {
        let rows = try await ksql.rows("SELECT STATUS FROM payments_detail WHERE REMOTE_ID = '\(remoteID)';")
        return rows.contains { row in
            let status = row.first?.text.flatMap(PaymentStatus.init(rawValue:))
            return status.map { !$0.isFinal || $0 == .complete } ?? true
        }
    }
}

extension HTTPField.Name {
    /// Of the HTTP working group's draft of the same name.
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}
