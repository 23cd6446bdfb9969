import HTTPTypes
import Logging
import PaymentModel
import ServicePorts

/// `GET /online-payment/{id}`: sends the citizen to the intermediary's portal or to Checkout
/// (<doc:/PaymentModel/LifeOfAPayment>, step 5).
struct OnlinePayment: Sendable {
    private let payments: ProxyPayments
    private let intermediary: MeasuredIntermediary
    private let caller: any HTTPCaller
    private let checkoutRequest: HTTPRequestHead

    init(_ payments: ProxyPayments, intermediary: MeasuredIntermediary, caller: any HTTPCaller) {
        self.payments = payments
        self.intermediary = intermediary
        self.caller = caller
        checkoutRequest = HTTPRequestHead(
            method: .post, scheme: "http", authority: payments.configuration.checkoutAuthority, path: "/checkout")
    }

    /// Where a session was opened, or the answer to a citizen who gets none.
    private enum Session {
        case opened(url: String)
        case none(HTTPReply)
    }

    func begin(_ loaded: StoredPayments.Loaded) async throws -> HTTPReply {
        let payment = loaded.event.payment
        let now = payments.now()
        guard payments.rules.beganOnline(loaded.event, now: now) != nil else {
            return Landing.failure.redirect(payment)
        }
        guard let collection = payments.collection(of: loaded.event) else {
            return .failure(.notFound, "no configuration")
        }
        let session =
            switch collection.onlineChannel {
            case .portal: try await openPortal(payment)
            case .checkout: try await openCheckout(payment, collection.creditor)
            }
        switch session {
        case .none(let reply): return reply
        case .opened(let url):
            let opened = payments.now()
            let isOpen = try await payments.advance(loaded, at: .proxyBeforeOpeningWrite, now: opened) {
                payments.rules.beganOnline($0, now: opened)
            }
            return isOpen ? .redirect(to: url) : Landing.failure.redirect(payment)
        }
    }

    private func openPortal(_ payment: Payment) async throws -> Session {
        guard let iuv = payment.state.iuv else { return .none(.failure(.notFound, "no debt position")) }
        do {
            let links = payments.rules.links.returnLinks(payment.id)
            return .opened(url: try await intermediary.openSession(iuv: iuv, returning: links))
        } catch IntermediaryError.unanswered(let reason) {
            return .none(.failure(.badGateway, "intermediary", detail: reason))
        } catch IntermediaryError.notNow(let wait) {
            return .none(.later(.serviceUnavailable, after: wait))
        } catch is IntermediaryError {
            return .none(Landing.failure.redirect(payment))
        }
    }

    private func openCheckout(_ payment: Payment, _ creditor: Creditor) async throws -> Session {
        let values = payment.origin.values
        guard let amount = values.amount, let notice = payment.state.noticeCode else {
            return .none(.failure(.notFound, "no debt position"))
        }
        let body = CheckoutRequest(
            paymentID: payment.id, noticeNumber: notice, fiscalCode: creditor.taxIdentificationNumber,
            amount: amount, companyName: creditor.name, description: values.reason ?? payment.id.description,
            email: values.payer.email, returnLinks: payments.rules.links.returnLinks(payment.id))
        let reply: HTTPReply
        do {
            reply = try await caller.call(
                checkoutRequest, body: .value(body), timeout: payments.configuration.checkoutTimeout)
        } catch let error as HTTPCallError {
            return .none(.failure(.badGateway, "Checkout API", detail: "\(error)"))
        }
        if payments.configuration.policies.retryAfter == .obey, let wait = reply.retryAfter {
            return .none(.later(.serviceUnavailable, after: wait))
        }
        if reply.status == .found, let url = reply.headerFields[.location] { return .opened(url: url) }
        guard reply.status == .unprocessableContent else {
            return .none(.failure(.badGateway, "Checkout API", detail: "status \(reply.status.code)"))
        }
        payments.surroundings.logger.warning("Checkout refuses", metadata: ["payment": "\(payment.id)"])
        return .none(Landing.failure.redirect(payment))
    }
}
