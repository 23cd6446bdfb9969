import PaymentModel

/// What a proxy decides about a payment, without IO: a payment and news of it go in, the payment's next state comes
/// out.
struct ProxyRules: Sendable {
    let policies: ProxyPolicies
    let schedule: CheckSchedule
    let firstCheck: Duration
    let links: ProxyLinks

    init(_ configuration: PaymentProxyConfiguration) {
        policies = configuration.policies
        schedule = configuration.schedule
        firstCheck = configuration.firstCheck
        links = ProxyLinks(configuration)
    }

    /// What an event from the topic asks of a proxy that is configured for its service.
    enum Reaction: Equatable {
        case skip
        /// A due that exists at the intermediary already and that this proxy has never seen
        /// (<doc:/PaymentModel/LifeOfAPayment>, step 4).
        case adopt
        case createDebtPosition
        /// The creation was stored and perhaps never published.
        case publishAgain(PaymentEvent)
    }

    func reaction(to event: PaymentEvent, stored: PaymentEvent?) -> Reaction {
        switch event.status {
        case .paymentPending: return stored == nil ? .adopt : .skip
        case .creationPending:
            guard let stored, policies.creationGuard != .none else { return .createDebtPosition }
            return policies.creationGuard == .republishStored ? .publishAgain(stored) : .skip
        default: return .skip
        }
    }

    func created(_ payment: PaymentEvent, as position: DebtPosition, now: Timestamp) -> PaymentState {
        var state = payment.state
        state.status = .paymentPending
        state.updatedAt = now
        state.iuv = position.iuv
        state.noticeCode = position.noticeCode
        state.links.onlinePaymentBegin.url = links.onlinePayment.link(payment.id)
        state.links.offlinePayment.url = links.notice.link(payment.id)
        state.links.receipt.url = links.receipt.link(payment.id)
        state.links.update.url = links.update.link(payment.id)
        state.links.update.nextCheckAt = now.adding(firstCheck)
        return state
    }

    func creationFailed(_ payment: PaymentEvent, now: Timestamp) -> PaymentState {
        var state = payment.state
        state.status = .creationFailed
        state.updatedAt = now
        return state
    }

    /// Whether `GET /update` asks the intermediary at all.
    func asksIntermediary(about status: PaymentStatus) -> Bool {
        !status.isFinal || policies.updateOfFinal == .checkAgain
    }

    /// The state after the intermediary said how the debt position stands. Age alone makes a payment EXPIRED, whatever
    /// the intermediary says of the notice (<doc:/PaymentModel/CheckSchedule>).
    func checked(_ payment: PaymentEvent, found: DebtPositionState, now: Timestamp) -> PaymentState {
        var state = payment.state
        state.updatedAt = now
        state.links.update.lastCheckAt = now
        switch found {
        case .paid(let paidAt, let transactionID):
            complete(&state, paidAt: paidAt, transactionID: transactionID)
        case .canceled
        where PaymentTransitions.documented.judge(from: state.status, to: .canceled, by: .proxy) == .allowed:
            state.status = .canceled
            state.links.update.nextCheckAt = nil
        case .unpaid, .expired, .canceled:
            advanceSchedule(&state, createdAt: payment.origin.values.createdAt, now: now)
        }
        return state
    }

    /// The state after a check that the intermediary did not answer; nil when it leaves no trace.
    func unanswered(_ payment: PaymentEvent, now: Timestamp) -> PaymentState? {
        guard policies.failedCheck == .advanceSchedule else { return nil }
        var state = payment.state
        state.updatedAt = now
        state.links.update.lastCheckAt = now
        advanceSchedule(&state, createdAt: payment.origin.values.createdAt, now: now)
        return state
    }

    private func advanceSchedule(_ state: inout PaymentState, createdAt: Timestamp, now: Timestamp) {
        switch schedule.next(createdAt: createdAt, lastCheck: state.links.update.lastCheckAt, now: now) {
        case .check(let instant): state.links.update.nextCheckAt = instant
        case .expired:
            if !state.status.isFinal { state.status = .expired }
            state.links.update.nextCheckAt = nil
        case .notComputed: break
        }
    }

    private func complete(_ state: inout PaymentState, paidAt: Timestamp, transactionID: String?) {
        state.status = .complete
        state.paidAt = paidAt
        state.transactionID = transactionID
        state.links.update.nextCheckAt = nil
    }

    /// The state after the intermediary reported money; nil when that is no news.
    func notified(
        _ payment: PaymentEvent, paidAt: Timestamp, transactionID: String?, now: Timestamp
    ) -> PaymentState? {
        guard payment.state.status != .complete else { return nil }
        guard !payment.state.status.isFinal || policies.lateOutcome == .complete else { return nil }
        var state = payment.state
        state.updatedAt = now
        complete(&state, paidAt: paidAt, transactionID: transactionID)
        return state
    }

    /// The state after a citizen began to pay online; nil when the payment is over.
    func beganOnline(_ payment: PaymentEvent, now: Timestamp) -> PaymentState? {
        guard !payment.state.status.isFinal || policies.openingOfFinal == .reopen else { return nil }
        var state = payment.state
        state.updatedAt = now
        state.status = .paymentStarted
        state.links.onlinePaymentBegin.lastOpenedAt = now
        return state
    }

    /// The state after a citizen opened a link that changes nothing else.
    func opened(
        _ link: WritableKeyPath<PaymentLinks, OpenableLink>, of payment: PaymentEvent, now: Timestamp
    ) -> PaymentState {
        var state = payment.state
        state.updatedAt = now
        state.links[keyPath: link].lastOpenedAt = now
        return state
    }
}
