import PaymentModel
import World

/// Whom a story is about: an application, if it is known, and every payment of it.
package struct StorySubject: Sendable, Equatable {
    /// One payment of it.
    package struct Payment: Sendable, Equatable {
        package var id: EntityID
        /// Of its last event; nil where none was published.
        package var status: PaymentStatus?
        /// Of its debt positions, in the order in which they were opened.
        package var notices: [NoticeCode] = []
        /// How often money moved for it.
        package var movements = 0
        /// Refused attempts to pay it.
        package var refusals = 0

        init(id: EntityID) { self.id = id }
    }

    /// Nil where no event has named it.
    package var application: EntityID?
    /// In the order in which they were first heard of.
    package var payments: [Payment] = []
    /// The tenant's name; empty where nobody has told.
    package var tenant = ""
    /// Whether its citizen gave up or was let down.
    package var isGivenUp = false

    /// Somebody of whom nothing is known.
    package init() {}

    /// What is not as it should be or at least not as usual.
    package var anomalies: [StoryAnomaly] { StoryAnomaly.allCases.filter { $0.holds(of: self) } }

    /// By what it may be asked for.
    package var names: [String] {
        [application?.description].compactMap(\.self)
            + payments.flatMap { [$0.id.description] + $0.notices.flatMap { [$0.description, $0.iuv] } }
    }
}

/// What makes a payment worth a look; the raw value is its word on the command line.
package enum StoryAnomaly: String, CaseIterable, Sendable {
    /// One of its payments has no final state at the end.
    case unfinished
    /// Money moved, and no COMPLETE was published.
    case unknownMoney = "unknown_money"
    /// Money moved more than once.
    case paidTwice = "paid_twice"
    /// The application has several payments.
    case twoPayments = "two_payments"
    /// A payment has several debt positions.
    case twoPositions = "two_positions"
    /// The application never had a payment.
    case noPayment = "no_payment"
    /// The node refused an attempt to pay.
    case attemptRefused = "attempt_refused"
    /// The citizen went away without what he came for.
    case givenUp = "given_up"

    fileprivate func holds(of subject: StorySubject) -> Bool {
        let payments = subject.payments
        return switch self {
        case .unfinished: payments.contains { $0.status?.isFinal != true }
        case .unknownMoney: payments.contains { $0.movements > 0 && $0.status != .complete }
        case .paidTwice: payments.reduce(0) { $0 + $1.movements } > 1
        case .twoPayments: payments.count > 1
        case .twoPositions: payments.contains { $0.notices.count > 1 }
        case .noPayment: payments.isEmpty
        case .attemptRefused: payments.contains { $0.refusals > 0 }
        case .givenUp: subject.isGivenUp
        }
    }
}
