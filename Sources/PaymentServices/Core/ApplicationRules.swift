import PaymentModel

/// What Core makes of a filed form and of news about its payment, without IO (<doc:/PaymentModel/ApplicationStates> and
/// <doc:/PaymentModel/LifeOfAPayment>, step 1).
struct ApplicationRules: Sendable {
    private let paymentTerm: Duration
    private let defaultLocale = "it"

    init(_ configuration: CoreConfiguration) { paymentTerm = configuration.paymentTerm }

    /// The addresses that Core gives out for a tenant's applications.
    struct Addresses: Sendable {
        let notify: LinkTemplate
        let landing: LinkTemplate
        private let anonymousLandingPath: String

        init(_ tenant: CoreConfiguration.Tenant, authority: String) {
            notify = LinkTemplate(
                scheme: "https", authority: authority, pathBeforeID: "/\(tenant.slug)/api/applications/",
                pathAfterID: "/payment")
            landing = LinkTemplate(
                scheme: "https", authority: authority, pathBeforeID: "/\(tenant.slug)/pratiche/",
                pathAfterID: "/detail")
            anonymousLandingPath = "/\(tenant.slug)/pratiche/"
        }

        /// The page a citizen comes back to; an anonymous one has no session there, and is known by a hash.
        func landingPage(_ id: EntityID, isAnonymous: Bool) -> ServiceLink {
            guard isAnonymous else { return landing.link(id) }
            let hash = EntityID.derived(from: id).hexText
            return LinkTemplate(
                scheme: landing.scheme, authority: landing.authority, pathBeforeID: anonymousLandingPath,
                pathAfterID: "/detail?hash=\(hash)"
            ).link(id)
        }
    }

    /// A draft of the application that `submission` files.
    func draft(
        _ submission: ApplicationSubmission, tenantID: EntityID, addresses: Addresses, id: EntityID,
        envelope: EventEnvelope
    ) -> ApplicationEvent {
        let now = envelope.createdAt
        let origin = ApplicationOrigin(
            ApplicationOrigin.Values(
                id: id, tenantID: tenantID, serviceID: submission.serviceID, userID: submission.userID,
                createdAt: now, applicant: submission.applicant, locale: submission.locale ?? defaultLocale))
        return ApplicationEvent(
            envelope: envelope, origin: origin,
            state: ApplicationState(
                status: .draft, latestStatusChangeAt: now, flowChangedAt: now,
                paymentData: paymentData(submission, addresses: addresses, id: id, now: now)))
    }

    /// Nil without an amount, which an amount that is no number becomes, too: the application then waits for a payment
    /// that nobody can make (<doc:/PaymentModel/Core>).
    private func paymentData(
        _ submission: ApplicationSubmission, addresses: Addresses, id: EntityID, now: Timestamp
    ) -> PaymentRequestData? {
        guard let amount = submission.amount, amount > .zero else { return nil }
        let applicant = submission.applicant
        return PaymentRequestData(
            reason: submission.paymentDescription ?? "\(id) - \(applicant.fiscalCode)", amount: amount,
            expireAt: now.keepingTimeOfDay(adding: paymentTerm),
            split: submission.financialReport.isEmpty ? nil : .shares(submission.financialReport),
            notify: CallbackLink(url: addresses.notify.link(id), method: .post),
            landing: CallbackLink(
                url: addresses.landingPage(id, isAnonymous: applicant.isAnonymous), method: .get),
            configID: .derived(from: submission.serviceID))
    }

    /// Where a new application goes first: to the payment when the form speaks of an amount other than zero.
    func firstMove(_ submission: ApplicationSubmission) -> ApplicationStatus {
        guard submission.paymentAmount != nil, submission.amount != .zero else { return .preSubmit }
        return .paymentPending
    }

    /// The application after a move.
    /// - Throws: `ApplicationTransitionError` for a move that the table forbids.
    func moved(
        _ application: ApplicationEvent, to status: ApplicationStatus, envelope: EventEnvelope
    ) throws(ApplicationTransitionError) -> ApplicationEvent {
        try ApplicationTransitions.documented.validateChangeStatus(from: application.state.status, to: status)
        return application.deriving(envelope: envelope) { state in
            state.status = status
            state.latestStatusChangeAt = envelope.createdAt
            state.flowChangedAt = envelope.createdAt
            if status == .preSubmit { state.submittedAt = envelope.createdAt }
        }
    }
}
