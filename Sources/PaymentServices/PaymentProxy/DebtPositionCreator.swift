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
        let stored = try await payments.load(event.id)
        // Its publisher may have died, and nobody but this event leads back to the payment.
        if stored?.publication != nil { throw PublicationUnderWay(payment: event.id) }
        switch payments.rules.reaction(to: event, stored: stored?.event) {
        case .skip: return
        case .adopt: try await adopt(event, collection)
        case .publishAgain(let stored): try await publishAgain(stored)
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
            if isTriedAgain(after: error) { throw error }
            payments.surroundings.logger.warning(
                "No debt position", metadata: ["payment": "\(payment.id)", "error": "\(error)"])
            state = payments.rules.creationFailed(payment, now: payments.now())
        }
        try await payments.surroundings.announce(.proxyAfterCreate)
        let event = payments.event(after: payment, state, now: state.updatedAt)
        let publication = payments.publication(beginningWith: event, now: payments.now())
        if let other = try await store(event, collection.creditor, publication) {
            return try await leave(to: other, instead: event)
        }
        try await payments.surroundings.announce(.proxyAfterPut)
        try await untilTaken { try await payments.publishAdded(event) }
        try await payments.surroundings.announce(.proxyAfterProduce)
        payments.surroundings.logger.info(
            "Debt position created", metadata: ["payment": "\(event.id)", "status": "\(event.status.rawValue)"])
    }

    /// Whether a creation that failed like this is one that has not been made yet.
    private func isTriedAgain(after error: IntermediaryError) -> Bool {
        let policies = payments.configuration.policies
        return switch error {
        case .unanswered: policies.unansweredCreation == .retry
        case .unauthorized: policies.unauthorizedCreation == .retry
        case .notNow: true
        case .refused, .unknownPosition: false
        }
    }

    private func adopt(_ due: PaymentEvent, _ collection: CollectionConfiguration) async throws {
        _ = try await store(due, collection.creditor, nil)
    }

    /// Stores a payment and what finds it by its iuv.
    /// - Parameter publication: who publishes it; nil for a due, whose event is on the topic.
    /// - Returns: what another replica has stored in its place; nil when `event` stands there.
    private func store(
        _ event: PaymentEvent, _ creditor: Creditor, _ publication: PendingPublication?
    ) async throws -> PaymentEvent? {
        let stored = payments.stored
        switch payments.configuration.policies.creationWrite {
        case .paymentThenIndex:
            if let other = try await stored.add(event, publication) { return other }
            if let iuv = event.state.iuv { try await stored.index(iuv: iuv, creditor: creditor, id: event.id) }
            return nil
        case .indexThenPayment:
            if let iuv = event.state.iuv {
                try await untilTaken { try await stored.index(iuv: iuv, creditor: creditor, id: event.id) }
            }
            return try await untilTaken { try await stored.add(event, publication) }
        }
    }

    /// Another replica has created the same payment and speaks for it; what was made here is left at the intermediary.
    private func leave(to other: PaymentEvent, instead event: PaymentEvent) async throws {
        payments.surroundings.logger.error(
            "Created by two",
            metadata: [
                "payment": "\(event.id)", "iuv": "\(other.state.iuv ?? "none")",
                "iuvLeft": "\(event.state.iuv ?? "none")",
            ])
        guard payments.configuration.policies.creationGuard == .republishStored else { return }
        try await publishAgain(other)
    }

    /// Perhaps it was published before the crash: what is said again is another event.
    private func publishAgain(_ stored: PaymentEvent) async throws {
        try await payments.publish(payments.event(after: stored, stored.state, now: payments.now()))
    }

    /// Repeats one step of a creation until it is done: if the whole event were tried again, the creation would be made
    /// twice, or skipped as stored.
    private func untilTaken<Value>(_ step: () async throws -> Value) async throws -> Value {
        var failures = 0
        while true {
            do {
                return try await step()
            } catch let error where error is KafkaError || error as? ObjectStoreError == .unavailable {
                failures += 1
                payments.surroundings.logger.warning("Step of a creation not taken", metadata: ["error": "\(error)"])
                try await payments.surroundings.clock.sleep(
                    for: payments.configuration.backOff.wait(afterFailures: failures))
            }
        }
    }
}
