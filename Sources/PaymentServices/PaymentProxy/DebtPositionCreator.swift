import CoreMetrics
import Logging
import PaymentModel
import ServicePorts

/// Creates debt positions for new payments, and adopts dues that exist already (<doc:/PaymentModel/LifeOfAPayment>,
/// step 4).
final class DebtPositionCreator: EventHandler {
    private let ledger: ProxyLedger
    private let intermediary: MeasuredIntermediary
    private let ownAppID: String

    init(_ ledger: ProxyLedger, intermediary: any IntermediaryClient) {
        self.ledger = ledger
        self.intermediary = MeasuredIntermediary(
            intermediary, clock: ledger.surroundings.clock, metrics: ledger.metrics)
        ownAppID = ledger.configuration.appID
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
        switch ledger.configuration.versionRule.decide(event.envelope.version) {
        case .discardSilently: return
        case .reject: return ledger.metrics.validationErrors.increment()
        case .process: break
        }
        guard let collection = ledger.collection(of: event) else { return }
        guard isWellFormed(event) else { return ledger.metrics.validationErrors.increment() }
        let stored = try await ledger.stored.load(event.id)?.event
        switch ledger.rules.reaction(to: event, stored: stored) {
        case .skip: return
        case .adopt:
            try await ledger.stored.add(event)
            if let iuv = event.state.iuv {
                try await ledger.stored.index(iuv: iuv, creditor: collection.creditor, id: event.id)
            }
        case .publishAgain(let stored):
            // Perhaps it was published before the crash: what is said again is another event.
            try await ledger.publish(ledger.event(after: stored, stored.state, now: ledger.now()))
        case .createDebtPosition: try await create(event, collection)
        }
    }

    private func isWellFormed(_ event: PaymentEvent) -> Bool {
        guard event.origin.values.type == .pagoPA else {
            ledger.surroundings.logger.error(
                "Payment of a type that is not PAGOPA", metadata: ["payment": "\(event.id)"])
            return false
        }
        do {
            try event.validate()
            return true
        } catch {
            ledger.surroundings.logger.error(
                "Payment that breaks the form", metadata: ["payment": "\(event.id)", "reason": "\(error)"])
            return false
        }
    }

    private func create(_ payment: PaymentEvent, _ collection: CollectionConfiguration) async throws {
        try await ledger.surroundings.announce(.proxyBeforeCreate)
        let state: PaymentState
        do {
            let position = try await intermediary.createDebtPosition(
                for: payment.payment, creditor: collection.creditor)
            state = ledger.rules.created(payment, as: position, now: ledger.now())
        } catch let error as IntermediaryError {
            if case .unanswered = error, ledger.configuration.policies.unansweredCreation == .retry { throw error }
            ledger.surroundings.logger.warning(
                "No debt position", metadata: ["payment": "\(payment.id)", "error": "\(error)"])
            state = ledger.rules.creationFailed(payment, now: ledger.now())
        }
        try await ledger.surroundings.announce(.proxyAfterCreate)
        let event = ledger.event(after: payment, state, now: state.updatedAt)
        try await ledger.stored.add(event)
        if let iuv = state.iuv {
            try await ledger.stored.index(iuv: iuv, creditor: collection.creditor, id: event.id)
        }
        try await ledger.surroundings.announce(.proxyAfterPut)
        try await publishUntilTaken(event)
        try await ledger.surroundings.announce(.proxyAfterProduce)
        ledger.surroundings.logger.info(
            "Debt position created", metadata: ["payment": "\(event.id)", "status": "\(event.status.rawValue)"])
    }

    /// A creation that is stored would be skipped if the whole event were tried again, so only its publication is.
    private func publishUntilTaken(_ event: PaymentEvent) async throws {
        var failures = 0
        while true {
            do {
                return try await ledger.publish(event)
            } catch let error as KafkaError {
                failures += 1
                ledger.surroundings.logger.warning("Event not taken", metadata: ["error": "\(error)"])
                try await ledger.surroundings.clock.sleep(
                    for: ledger.configuration.backOff.wait(afterFailures: failures))
            }
        }
    }
}
