import PaymentModel

/// What the dispatcher makes of an application, without IO (<doc:/PaymentModel/Dispatcher>).
struct DispatchRules: Sendable {
    let appID: String

    /// The query for payments that an application already has.
    static func query(for application: EntityID) -> String {
        "SELECT ID FROM payments_detail WHERE REMOTE_ID = '\(application)';"
    }

    /// The first event of the payment that `application` asks for.
    /// - Throws: `ValidationError`, which names the field, for an application or payment that breaks the form.
    func payment(
        for application: ApplicationEvent, id: EntityID, eventID: EntityID, now: Timestamp
    ) throws -> PaymentEvent {
        try application.validate()
        guard let data = application.state.paymentData else {
            throw ValidationError(field: "payment_data", reason: .missing)
        }
        let origin = application.origin
        var values = PaymentOrigin.Values(
            id: id, userID: origin.userID, tenantID: origin.tenantID, serviceID: origin.serviceID,
            remoteID: origin.id, createdAt: now, amount: data.amount, payer: origin.applicant.payer)
        values.reason = data.reason
        values.expireAt = data.expireAt
        values.split = data.split?.shares ?? []
        values.locale = origin.locale
        var links = PaymentLinks()
        links.onlinePaymentLanding = OpenableLink(url: data.landing.url, method: data.landing.method)
        links.notify = [NotifyLink(url: data.notify.url, method: data.notify.method)]
        let event = PaymentEvent(
            envelope: EventEnvelope(eventID: eventID, createdAt: now, appID: appID),
            payment: Payment(
                origin: PaymentOrigin(values),
                state: PaymentState(status: .creationPending, updatedAt: now, links: links)))
        try event.validate()
        return event
    }
}
