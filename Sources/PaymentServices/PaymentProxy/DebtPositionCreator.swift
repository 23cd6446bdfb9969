import CoreMetrics
import Logging
import PaymentModel
import ServicePorts

/// Creates debt positions for new payments, and adopts dues that exist already (<doc:/PaymentModel/LifeOfAPayment>,
/// step 4).
struct DebtPositionCreator: EventHandler {
    private let payments: ProxyPayments
    private let intermediary: MeasuredIntermediary
    private let ownAppID: String

    init(_ payments: ProxyPayments, intermediary: any IntermediaryClient) {
        self.payments = payments
        self.intermediary = MeasuredIntermediary(
            intermediary, clock: payments.surroundings.clock, metrics: payments.metrics)
        ownAppID = payments.configuration.appID
    }

    /// A PAYMENT_PENDING event of its own making is no due to adopt: nearly all events of the topic end here.
    func concerns(_ event: PaymentEvent) -> Bool {
        switch event.status {
        case .creationPending: true
        case .paymentPending: event.envelope.appID != ownAppID
        default: false
        }
    }

    func handle(_ event: PaymentEvent) async throws {
        switch payments.configuration.versionRule.decide(event.envelope.version) {
        case .discardSilently: return
        case .reject: return payments.metrics.validationErrors.increment()
        case .process: break
        }
        guard let collection = payments.collection(of: event) else { return }
        guard isWellFormed(event) else { return payments.metrics.validationErrors.increment() }
        let stored = try await payments.stored.load(event.id)?.event
        switch payments.rules.reaction(to: event, stored: stored) {
        case .skip: return
        case .adopt:
            try await payments.stored.add(event)
            if let iuv = event.state.iuv {
                try await payments.stored.index(iuv: iuv, creditor: collection.creditor, id: event.id)
            }
        case .publishAgain(let stored):
            // Perhaps it was published before the crash: what is said again is another event.
            try await payments.publish(payments.event(after: stored, stored.state, now: payments.now()))
        case .createDebtPosition: try await create(event, collection)
        }
    }

    private func isWellFormed(_ event: PaymentEvent) -> Bool {
        guard event.origin.values.type == .pagoPA else {
            payments.surroundings.logger.error(
                "Payment of a type that is not PAGOPA", metadata: ["payment": "\(event.id)"])
            return false
        }
        do {
            try event.validate()
            return true
        } catch {
            payments.surroundings.logger.error(
                "Payment that breaks the form", metadata: ["payment": "\(event.id)", "reason": "\(error)"])
            return false
        }
    }

    private func create(_ payment: PaymentEvent, _ collection: CollectionConfiguration) async throws {
        try await payments.surroundings.announce(.proxyBeforeCreate)
        let state: PaymentState
        do {
            let position = try await intermediary.createDebtPosition(
                for: payment.payment, creditor: collection.creditor)
            state = payments.rules.created(payment, as: position, now: payments.now())
        } catch let error as IntermediaryError {
            if case .unanswered = error, payments.configuration.policies.unansweredCreation == .retry { throw error }
            payments.surroundings.logger.warning(
                "No debt position", metadata: ["payment": "\(payment.id)", "error": "\(error)"])
            state = payments.rules.creationFailed(payment, now: payments.now())
        }
        try await payments.surroundings.announce(.proxyAfterCreate)
        let event = payments.event(after: payment, state, now: state.updatedAt)
        try await payments.stored.add(event)
        if let iuv = state.iuv {
            try await payments.stored.index(iuv: iuv, creditor: collection.creditor, id: event.id)
        }
        try await payments.surroundings.announce(.proxyAfterPut)
        try await publishUntilTaken(event)
        try await payments.surroundings.announce(.proxyAfterProduce)
        payments.surroundings.logger.info(
            "Debt position created", metadata: ["payment": "\(event.id)", "status": "\(event.status.rawValue)"])
    }

    /// A creation that is stored would be skipped if the whole event were tried again, so only its publication is.
    private func publishUntilTaken(_ event: PaymentEvent) async throws {
        var failures = 0
        while true {
            do {
                return try await payments.publish(event)
            } catch let error as KafkaError {
                failures += 1
                payments.surroundings.logger.warning("Event not taken", metadata: ["error": "\(error)"])
                try await payments.surroundings.clock.sleep(
                    for: payments.configuration.backOff.wait(afterFailures: failures))
            }
        }
    }
}
