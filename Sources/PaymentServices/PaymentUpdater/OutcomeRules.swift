import HTTPTypes
import PaymentModel

/// What the updater tells Core, and what it makes of Core's answer (<doc:/PaymentModel/Updater>), without IO.
struct OutcomeRules: Sendable {
    let reportsCreationFailed: Bool

    /// Whether Core hears of a payment in this state.
    func reports(_ status: PaymentStatus) -> Bool {
        switch status {
        case .complete, .paymentFailed: true
        case .creationFailed: reportsCreationFailed
        case .creationPending, .paymentPending, .paymentStarted, .canceled, .expired, .paymentConfirmed,
            .notificationPending:
            false
        }
    }

    /// The body of the report; only money makes it `OK`.
    func outcome(of event: PaymentEvent) -> PaymentOutcome {
        let isPaid = event.status == .complete
        return PaymentOutcome(
            status: isPaid ? PaymentOutcome.accepted : "KO", statusCode: event.status.rawValue,
            statusMessage: isPaid ? "Payment completed" : "Payment not completed", payment: event)
    }

    enum Verdict: Equatable {
        case delivered
        /// 422: the application has moved already, so a repeated report does no harm.
        case alreadyMoved
        /// 404: Core has no such application.
        case unknownApplication
        /// Core will never take it.
        case refused
        case tryAgain
    }

    static func verdict(on status: HTTPResponse.Status) -> Verdict {
        switch status.code {
        case 200..<300: .delivered
        case 422: .alreadyMoved
        case 404: .unknownApplication
        case 408, 429: .tryAgain
        case 400..<500: .refused
        default: .tryAgain
        }
    }
}
