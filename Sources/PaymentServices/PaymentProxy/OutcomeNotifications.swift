import Logging
import PaymentModel
import ServicePorts

/// `POST /notify-payment`: the intermediary reports money by itself (<doc:/PaymentModel/LifeOfAPayment>, step 7).
struct OutcomeNotifications: Sendable {
    private let payments: ProxyPayments

    init(_ payments: ProxyPayments) { self.payments = payments }

    /// 200 when every outcome was about a known payment, 404 otherwise, so that the intermediary reports again; the
    /// known ones are acted on in either case, and a repetition changes nothing.
    func receive(_ body: Payload) async throws -> HTTPReply {
        let notification: SilfiNotification
        do {
            notification = try readBody(body)
        } catch let error as ValidationError {
            payments.metrics.validationErrors.increment()
            return HTTPReply(.unprocessableContent, body: .value(ErrorAnswer(error)))
        }
        var unknown: [String] = []
        outcomes: for creditor in notification.creditors {
            for outcome in creditor.esiti {
                if try await !act(on: outcome, creditorTaxID: creditor.ente) { unknown.append(outcome.iuv) }
                if payments.configuration.policies.notificationBatch == .firstOnly { break outcomes }
            }
        }
        guard !unknown.isEmpty else { return .ok }
        return .failure(.notFound, "unknown iuv", detail: unknown.joined(separator: ", "))
    }

    /// Returns false when no payment has this iuv.
    private func act(on outcome: SilfiNotification.Esito, creditorTaxID: String) async throws -> Bool {
        guard let found = try await payments.stored.payment(iuv: outcome.iuv, creditorTaxID: creditorTaxID) else {
            return false
        }
        let loaded = try await payments.publishingWhatIsLeft(of: found)
        guard outcome.positivo else {
            payments.surroundings.logger.info(
                "Negative outcome; the payment stays open",
                metadata: ["payment": "\(loaded.event.id)", "state": "\(outcome.statoPagamento)"])
            return true
        }
        let now = payments.now()
        _ = try await payments.advance(loaded, at: .proxyBeforeNotifyWrite, now: now) {
            payments.rules.notified(
                $0, paidAt: outcome.dataPagamento ?? now, transactionID: outcome.identificativo, now: now)
        }
        return true
    }
}
