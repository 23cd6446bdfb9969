import PaymentModel
import VirtualTime

/// What happens in the world, told as it happens to whoever measures and judges a run. Called synchronously by the
/// simulation's thread; an observer changes nothing in the world. No method has a default: whoever observes hears all.
///
/// A payment is named by its id: the IUD of a debt position is that id without dashes (<doc:/PaymentModel/Glossary>).
public protocol WorldObserver: AnyObject {
    /// Core accepted an application whose form asked to pay `amount`, of a citizen who came at `arrived`. `tenant` and
    /// `service` are positions in the world's register.
    func submitted(
        application: EntityID, tenant: Int, service: Int, amount: EuroCents, arrived: VirtualInstant,
        at instant: VirtualInstant)
    /// The page offers to pay: the citizen sees the links.
    func payLinkShown(application: EntityID, payment: EntityID, at instant: VirtualInstant)
    /// The page says that the payment has been received (the application has left 1500 and 1510).
    func pageShowed(application: EntityID, payment: EntityID, at instant: VirtualInstant)
    /// The citizen of a payment came to a page that takes money for `paying`; nil for a notice that nobody knows.
    func sessionReached(payment: EntityID, paying: EntityID?, at instant: VirtualInstant)
    /// The citizen of a payment is back on Core's page, whose address says `word`; `hasPaid` where money has moved.
    func landed(payment: EntityID, word: LandingWord, hasPaid: Bool, at instant: VirtualInstant)
    /// A citizen is done. `application` is nil when none was accepted.
    func citizenLeft(_ end: CitizenEnd, application: EntityID?, at instant: VirtualInstant)

    /// A debt position was opened, the first of its IUD or a further one.
    func positionOpened(_ position: PositionOpening)
    /// The truth of a payment: the money has changed hands.
    func moneyMoved(_ movement: MoneyMovement)
    /// The node refused an attempt to pay.
    func attemptRefused(payment: EntityID?, fault: NodeFault, at instant: VirtualInstant)
    /// An intermediary's push reached the proxy or failed to: `status` is nil when no answer came. `intermediary` is a
    /// position in the world's list.
    func outcomePushed(by intermediary: Int, payment: EntityID, status: Int?, at instant: VirtualInstant)

    /// Somebody asked pagoPA for a cart.
    func cartAsked(at instant: VirtualInstant)
    func cartAccepted(_ items: [CartItem], latency: Duration, at instant: VirtualInstant)
    func cartRefused(_ refusal: CartRefusal, latency: Duration, at instant: VirtualInstant)
    /// An online payment session ended.
    func sessionEnded(_ end: SessionEnd, desk: SessionDesk, payment: EntityID, at instant: VirtualInstant)
}

/// A debt position as it was opened at an intermediary.
public struct PositionOpening: Sendable, Hashable {
    /// The payment that the position is for.
    public let payment: EntityID
    /// Position of the intermediary in the world's list.
    public let intermediary: Int
    /// The notice that the position got.
    public let notice: NoticeCode
    /// What is to be paid.
    public let amount: EuroCents
    /// Of the creditor, eleven digits.
    public let creditorTaxCode: String
    /// The fiscal code of who owes.
    public let debtorTaxCode: String
    /// What for.
    public let reason: String
    /// When the debt can no longer be paid.
    public let due: Timestamp?
    /// When it was opened.
    public let instant: VirtualInstant
}

/// One notice of a cart that was taken.
public struct CartItem: Sendable, Hashable {
    /// Of the notice; nil where nobody knows it.
    public let payment: EntityID?
    /// What the cart asks for.
    public let amount: EuroCents
}

/// Money that went from a citizen to a creditor.
public struct MoneyMovement: Sendable, Hashable {
    /// How a payment is paid.
    public enum Way: Sendable, Hashable {
        /// In a session that the page leads to.
        case online
        /// With the notice, at a PSP's counter.
        case atCounter
    }
    /// What was paid.
    public let payment: EntityID
    /// Position of the intermediary in the world's list.
    public let intermediary: Int
    /// The notice that was paid.
    public let notice: NoticeCode
    /// How much went over.
    public let amount: EuroCents
    /// How it was paid.
    public let way: Way
    /// When it went over.
    public let instant: VirtualInstant
    /// From when the intermediary answers for the position that it is paid.
    public let statusShows: VirtualInstant
}
