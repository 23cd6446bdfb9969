import PaymentModel
import ServicePorts

/// Synthetic people, places and payments.
package enum Sample {
    package static let tenantID = EntityID("5d0f0c1e-0000-4000-8000-0000000000aa")!
    package static let otherTenantID = EntityID("5d0f0c1e-0000-4000-8000-0000000000ab")!
    package static let serviceID = EntityID("5d0f0c1e-0000-4000-8000-0000000000bb")!
    package static let userID = EntityID("5d0f0c1e-0000-4000-8000-000000000001")!
    package static let applicationID = EntityID("5d0f0c1e-0000-4000-8000-0000000000cc")!
    package static let paymentID = EntityID("0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01")!
    package static let iuv = "01000000000000019"
    package static let noticeCode = "301000000000000019"
    package static let now = Timestamp(iso8601: "2025-03-03T09:00:00+01:00")!

    package static let applicant = Applicant(name: "Ada", surname: "Prova", fiscalCode: "AAAAAA00A00A000A")

    package static func payment(
        _ status: PaymentStatus = .paymentPending, id: EntityID = paymentID, appID: String = "efil-payment-proxy:1.5.0",
        remoteID: EntityID = applicationID, type: PaymentType = .pagoPA, version: EventVersion = .two,
        createdAt: Timestamp = now, nextCheckAt: Timestamp? = nil, split: [SplitShare] = []
    ) -> PaymentEvent {
        var values = PaymentOrigin.Values(
            id: id, userID: userID, tenantID: tenantID, serviceID: serviceID, remoteID: remoteID,
            createdAt: createdAt, amount: EuroCents(cents: 4210), payer: applicant.payer)
        values.reason = "demo reason"
        values.type = type
        values.split = split
        var links = PaymentLinks()
        links.onlinePaymentLanding.url = ServiceLink("https://core.test/bugliano/pratiche/\(remoteID)/detail")
        links.notify = [
            NotifyLink(url: ServiceLink("https://core.test/bugliano/api/applications/\(remoteID)/payment")!)
        ]
        var state = PaymentState(status: status, updatedAt: createdAt, links: links)
        if status != .creationPending, status != .creationFailed {
            state.iuv = iuv
            state.noticeCode = noticeCode
            state.links.update.url = ServiceLink("http://efil-payment-proxy.test/update/\(id)")
            state.links.update.nextCheckAt = nextCheckAt
        }
        return PaymentEvent(
            envelope: EventEnvelope(eventID: EntityID(high: 1, low: 1), createdAt: now, appID: appID, version: version),
            payment: Payment(origin: PaymentOrigin(values), state: state))
    }

    package static func paymentData(split: ApplicationSplit? = nil) -> PaymentRequestData {
        PaymentRequestData(
            reason: "demo reason", amount: EuroCents(cents: 4210), expireAt: now.adding(days: 90), split: split,
            notify: CallbackLink(
                url: ServiceLink("https://core.test/bugliano/api/applications/\(applicationID)/payment")!,
                method: .post),
            landing: CallbackLink(
                url: ServiceLink("https://core.test/bugliano/pratiche/\(applicationID)/detail")!, method: .get),
            configID: serviceID)
    }

    package static func application(
        _ status: ApplicationStatus = .paymentPending, version: EventVersion = .two,
        data: PaymentRequestData? = paymentData()
    ) -> ApplicationEvent {
        ApplicationEvent(
            envelope: EventEnvelope(
                eventID: EntityID(high: 2, low: 1), createdAt: now, appID: "core:2.13.0", version: version),
            origin: ApplicationOrigin(
                ApplicationOrigin.Values(
                    id: applicationID, tenantID: tenantID, serviceID: serviceID, userID: userID, createdAt: now,
                    applicant: applicant, locale: "it")),
            state: ApplicationState(status: status, paymentData: data))
    }

    package static func submission(amount: String? = "42,10") -> ApplicationSubmission {
        ApplicationSubmission(
            serviceID: serviceID, userID: userID, applicant: applicant, paymentAmount: amount)
    }

    package static func ksqlRows(_ rows: [[KsqlCell]]) -> HTTPReply {
        HTTPReply(.ok, body: .value(KsqlAnswer(queryID: "q", schema: "`ID` STRING", rows: rows)))
    }
}

/// Runs a service until its fakes end it, which they do as a cancelled task would.
package func runUntilCancelled(_ run: () async throws -> Void) async throws {
    do { try await run() } catch is CancellationError { return }
}
