import PaymentModel
import VirtualTime

/// One citizen and one payment: a small value that turns what happens into what to do next. It has no IO and no clock.
///
/// Each citizen has at most one thing open, a timer or a request; whatever ends it comes back as a `CitizenEvent`.
struct Citizen {
    enum Phase: UInt8, Sendable {
        /// A submission is out.
        case submitting
        case betweenSubmissions
        /// The page's question for the payment is out, or its next one is awaited.
        case readingPayment
        case waitingForPayment
        case awayFromPayment
        /// Reads what the page says and thinks.
        case deciding
        /// The click on "pay online" is out, or the browser follows where it leads.
        case openingOnline
        /// Has a session: before and after the node locked the notice.
        case choosingCard
        case authorising
        /// The browser is on its way back.
        case landing
        case betweenSessions
        case openingNotice
        case betweenNotices
        /// Has the notice in hand and pays it some day.
        case holdingNotice
        /// The page's question for the application is out, or its next one is awaited.
        case readingOutcome
        case waitingForOutcome
        case awayFromOutcome
        case gone
    }

    struct Traits: OptionSet, Sendable {
        let rawValue: UInt8
        /// Believes to have paid.
        static let hasPaid = Traits(rawValue: 1)
        /// A second tab or a second payment of somebody else in this world: ends without looking back.
        static let isDouble = Traits(rawValue: 2)
        /// The node refused the notice: it is paid or being paid elsewhere.
        static let wasBlocked = Traits(rawValue: 4)
    }

    /// How far the browser has come with a page that takes payments.
    enum Visit: Sendable {
        case none
        /// It follows the URL of an offer.
        case onTheWay(OfferID)
        /// It shows the page.
        case inSession(SessionID)
    }

    /// Stands where no id is known yet.
    static let noID = EntityID(high: 0, low: 0)

    var application = Self.noID
    var payment = Self.noID
    /// Drawn from by this citizen alone, so that no other moves its choices.
    var stream: RandomStream
    /// When the citizen came, to begin an application.
    var arrived = VirtualInstant.start
    /// What the form asked to pay.
    var amount = EuroCents.zero
    /// The notice in hand; 0 when there is none.
    var notice: UInt64 = 0
    var visit = Visit.none
    var tenant: UInt16
    var service: UInt8
    var phase = Phase.submitting
    /// Calls of this visit to the page, or tries of the same step.
    var tries: UInt8 = 0
    var visits: UInt8 = 0
    var sessions: UInt8 = 0
    /// Redirects followed since the last click.
    var hops: UInt8 = 0
    var traits: Traits = []
    var plan = SessionPlan.pay
    /// Where the page's links point to, by their numbers in the driver's table.
    var onlineLink = LinkNumber.none
    var noticeLink = LinkNumber.none

    /// The session in which the citizen is.
    var session: SessionID {
        guard case .inSession(let session) = visit else { preconditionFailure("A citizen in \(phase) has a session.") }
        return session
    }

    init(tenant: Int, service: Int, stream: RandomStream) {
        self.tenant = UInt16(tenant)
        self.service = UInt8(service)
        self.stream = stream
    }

    /// The same person's second tab or second payment.
    func double(stream: RandomStream) -> Citizen {
        var copy = self
        copy.stream = stream
        copy.traits.insert(.isDouble)
        copy.visit = .none
        copy.tries = 0
        return copy
    }
}

/// Number of a link's fixed part in the driver's table: a citizen holds two bytes instead of a reference.
struct LinkNumber: Hashable, Sendable {
    let rawValue: UInt16
    static let none = LinkNumber(rawValue: .max)
}
