import HTTPTypes
import Logging
import PaymentModel
import ServicePorts

/// The proxy's public endpoints (<doc:/PaymentModel/Proxy>).
struct ProxyEndpoints: HTTPService {
    private let payments: ProxyPayments
    private let intermediary: MeasuredIntermediary
    private let onlinePayment: OnlinePayment

    init(_ payments: ProxyPayments, intermediary: any IntermediaryClient, caller: any HTTPCaller) {
        self.payments = payments
        self.intermediary = MeasuredIntermediary(
            intermediary, clock: payments.surroundings.clock, metrics: payments.metrics)
        let caller = PatientCaller.caller(
            caller, payments.configuration.policies.retryAfter, clock: payments.surroundings.clock)
        onlinePayment = OnlinePayment(payments, intermediary: self.intermediary, caller: caller)
    }

    /// What is asked of one payment.
    private enum Page {
        case update, onlinePayment, notice, receipt
        case landing(Landing)
    }

    func respond(to request: HTTPRequestHead, body: Payload) async throws -> HTTPReply {
        payments.metrics.apiRequests.increment()
        var path = PathReader(request.path)
        if path.take("/notify-payment"), path.isAtEnd {
            guard request.method == .post else { return .failure(.methodNotAllowed, "only POST") }
            return try await OutcomeNotifications(payments).receive(body)
        }
        if path.take("/status"), path.isAtEnd { return .ok }
        guard let page = page(&path), let id = path.takeID(), path.isAtEnd else { return .noSuchPath }
        guard request.method == .get else { return .failure(.methodNotAllowed, "only GET") }
        guard let loaded = try await payments.load(id) else { return .failure(.notFound, "unknown payment") }
        switch page {
        case .update: return try await check(loaded)
        case .onlinePayment: return try await onlinePayment.begin(loaded)
        case .notice: return try await notice(loaded)
        case .receipt: return try await receipt(loaded)
        case .landing(let outcome): return try await land(loaded, outcome)
        }
    }

    /// Steps over the path up to the payment's id; nil when nothing is served there.
    private func page(_ path: inout PathReader) -> Page? {
        if path.take("/update/") { return .update }
        if path.take("/online-payment/") { return .onlinePayment }
        if path.take("/notice/") || path.take("/offline-payment/") { return .notice }
        if path.take("/receipt/") { return .receipt }
        if path.take("/landing/") { return .landing(Landing(path.query("esito"))) }
        return nil
    }

    /// `GET /update/{id}`: asks the intermediary and publishes what it says, news or not.
    private func check(_ loaded: StoredPayments.Loaded) async throws -> HTTPReply {
        guard payments.rules.asksIntermediary(about: loaded.event.state.status) else { return .ok }
        guard let iuv = loaded.event.state.iuv else { return .failure(.notFound, "no debt position") }
        guard payments.collection(of: loaded.event) != nil else { return .failure(.notFound, "no configuration") }
        do {
            let found = try await intermediary.state(iuv: iuv)
            let now = payments.now()
            _ = try await payments.advance(loaded, at: .proxyBeforeUpdateWrite, now: now) { payment in
                guard payments.rules.asksIntermediary(about: payment.state.status) else { return nil }
                return payments.rules.checked(payment, found: found, now: now)
            }
            return .ok
        } catch IntermediaryError.notNow(let wait) {
            return .later(.serviceUnavailable, after: wait)
        } catch let error as IntermediaryError {
            let now = payments.now()
            _ = try await payments.advance(loaded, at: .proxyBeforeUpdateWrite, now: now) {
                payments.rules.unanswered($0, now: now)
            }
            return badGateway(error)
        }
    }

    /// `GET /notice/{id}`: the PDF, as long as the payment is open.
    private func notice(_ loaded: StoredPayments.Loaded) async throws -> HTTPReply {
        guard !loaded.event.status.isFinal else { return .failure(.notFound, "payment is over") }
        return try await document(loaded, \.offlinePayment) { try await intermediary.notice(iuv: $0) }
    }

    /// `GET /receipt/{id}`: the PDF, once the payment is complete.
    private func receipt(_ loaded: StoredPayments.Loaded) async throws -> HTTPReply {
        guard loaded.event.status == .complete else { return .failure(.notFound, "not paid") }
        return try await document(loaded, \.receipt) { try await intermediary.receipt(iuv: $0) }
    }

    private func document(
        _ loaded: StoredPayments.Loaded, _ link: WritableKeyPath<PaymentLinks, OpenableLink>,
        _ fetch: (String) async throws -> Payload
    ) async throws -> HTTPReply {
        guard let iuv = loaded.event.state.iuv else { return .failure(.notFound, "no debt position") }
        do {
            let document = try await fetch(iuv)
            let now = payments.now()
            _ = try await payments.advance(loaded, at: .proxyBeforeOpeningWrite, now: now) {
                payments.rules.opened(link, of: $0, now: now)
            }
            return HTTPReply(.ok, headerFields: [.contentType: "application/pdf"], body: document)
        } catch IntermediaryError.unknownPosition {
            return .failure(.notFound, "no such document")
        } catch IntermediaryError.notNow(let wait) {
            return .later(.serviceUnavailable, after: wait)
        } catch let error as IntermediaryError {
            return badGateway(error)
        }
    }

    /// `GET /landing/{id}`: the browser is back. It says how it went, which proves nothing
    /// (<doc:/PaymentModel/LifeOfAPayment>, step 6).
    private func land(_ loaded: StoredPayments.Loaded, _ outcome: Landing) async throws -> HTTPReply {
        let now = payments.now()
        _ = try await payments.advance(loaded, at: .proxyBeforeOpeningWrite, now: now) {
            payments.rules.opened(\.onlinePaymentLanding, of: $0, now: now)
        }
        return outcome.redirect(loaded.event.payment)
    }

    private func badGateway(_ error: IntermediaryError) -> HTTPReply {
        payments.surroundings.logger.warning("The intermediary does not do it", metadata: ["error": "\(error)"])
        return .failure(.badGateway, "intermediary", detail: "\(error)")
    }
}
