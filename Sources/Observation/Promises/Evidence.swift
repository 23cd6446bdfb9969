import Containers
import PaymentModel
import VirtualTime
import World

/// What promises are judged by: a fact as it reads beside what was known of the payment and its application.
enum Evidence: Sendable {
    // MARK: Topics

    /// An event of any topic was published, of this payment or application. `latest` is the id of the event before of
    /// the same payment, nil when there is none.
    case eventPublished(EntityID, of: Finding.Subject, latest: EntityID?)
    /// An event of topic `payments`, whatever it says.
    case paymentPublished(PaymentPublication)
    /// A payment showed itself on the topic for the first time, or in another status.
    case paymentMoved(PaymentMove)
    /// A payment's first event, and the application that it asks money for.
    case paymentLinked(PaymentEvent, to: ApplicationEvent)
    /// An event of topic `applications`.
    case applicationPublished(ApplicationEvent)
    /// A replica of the dispatcher publishes a payment's first event; `answered` where the view has answered it since
    /// its last one.
    case dispatched(application: EntityID, answered: Bool)
    /// How far a group has got with a partition: the offset up to which it has committed, and what lies behind it.
    case consumerStands(ConsumerGroupID, partition: Int, named: String, committed: Int64, lag: Int64)

    // MARK: Poller

    /// A check of a payment was asked for, and came to nothing.
    case checkUnanswered(payment: EntityID, SlotToken)

    // MARK: View

    /// Whether the view's row is the payment's greatest event, after either has changed.
    case viewCompared(payment: EntityID, SlotToken, agrees: Bool)

    // MARK: Applications

    /// An application without a payment entered 1500.
    case applicationEntered1500(EntityID)
    /// An application that was in 1500 left it.
    case applicationLeft1500(EntityID)
    /// An application reached a status; `hasComplete` where a COMPLETE of it was published before, `owesPayment` where
    /// it has been in 1500.
    case applicationReached(EntityID, ApplicationStatus, owesPayment: Bool, hasComplete: Bool)
    /// Core told a citizen 201; `isPublished` where an event of the application has come already.
    case submissionAccepted(EntityID, isPublished: Bool)

    // MARK: Money

    /// A debt position was opened at an intermediary.
    case positionOpened(PositionOpening)
    /// A place outside of the topic says what a payment is about.
    case restated(Restatement)
    /// Money changed hands for a payment, the first time or once more. `application` is nil where no event named it.
    case moneyMoved(MoneyMovement, application: EntityID?)
    /// The intermediary shows a payment as paid, and it is not yet published as COMPLETE. `checkStep` is that of its
    /// check schedule in force; nil where the intermediary notifies, or no check is planned.
    case paid(payment: EntityID, checkStep: Duration?)
    /// A check that was asked before the money showed has planned the next one; the money showed at `since`.
    case checkedTooEarly(payment: EntityID, checkStep: Duration, since: Int64)
    /// Somebody does not know of the money at the run's end.
    case leftUnknown(UnknownMoney)

    // MARK: Tenants and citizens

    /// A position belongs to a tenant who has another tax code or another intermediary.
    case creditorCompared(payment: EntityID, CreditorComparison)
    /// A page of an application showed a payment; `owner` is the application that the payment is of.
    case paymentShown(EntityID, at: EntityID, owner: EntityID)
    /// A citizen of a payment reached a page that takes money for `paying`.
    case sessionReached(payment: EntityID, paying: EntityID?)
    /// A citizen is back on Core's page, which says this of the session that has ended.
    case landed(payment: EntityID, told: LandingWord, hasPaid: Bool)
    /// What a citizen held led nowhere, in words, while the payment was in a status.
    case wayBlocked(payment: EntityID, PaymentStatus, by: String)
    /// A citizen's page said that the payment could not be created.
    case failedCreationTold(application: EntityID)

    // MARK: Memory

    /// A settled payment no longer counts.
    case forgotten(payment: EntityID, SlotToken, application: EntityID)
    /// An application no longer counts.
    case applicationForgotten(EntityID)
}

/// An event of a payment beside the one before.
struct PaymentPublication: Sendable {
    var event: PaymentEvent
    /// Nil for the first that is known.
    var before: PaymentEvent?
    /// Names the payment while it is known.
    var place: SlotToken
    /// How often the payment's events changed their writer before this one.
    var writerChanges: UInt8
    /// The `app_id` of the proxy that is to write it; nil when nobody has told.
    var owner: String?
}

/// A payment's way from one status to another.
struct PaymentMove: Sendable {
    var payment: EntityID
    var application: EntityID
    /// Nil for its first event.
    var from: PaymentStatus?
    var to: PaymentStatus
    /// Whether its application stands in 1500 now.
    var applicationIsIn1500 = false
    /// Whether money has moved for it.
    var hasPaid = false
    /// `app_id` of the event.
    var writer = ""
}

/// What one place says a payment is about, beside what another said before.
struct Restatement: Sendable {
    enum Value: Sendable, Equatable {
        case amount(EuroCents?)
        case due(Timestamp?)
        case reason(String?)
        case payer(String?)
        case debtor(String?)
    }

    var payment: EntityID
    /// Such as "the cart".
    var place: String
    var says: Value
    /// Such as "the payment's first event".
    var origin: String
    var said: Value
}

/// What a position's creditor should be, and is.
struct CreditorComparison: Sendable {
    var tenant: String
    var taxCode: String
    var positionTaxCode: String
    /// By its name.
    var intermediary: String
    var positionIntermediary: String
}

/// Money of which somebody does not know at the run's end.
struct UnknownMoney: Sendable {
    var payment: EntityID
    /// When the intermediary's status showed it.
    var since: Int64
    /// Of the check schedule in force; nil where the intermediary notifies, or no check is planned.
    var checkStep: Duration?
    /// Who does not know, in words.
    var unknownTo: [String]
}
