import Containers
import DequeModule
import PaymentModel
import VirtualTime

/// Names an offer until its life is over.
struct OfferID: Hashable, Sendable {
    let token: SlotToken
}

/// A page that takes payments, as its URL names it: a portal's link or a cart at Checkout.
struct PaymentOffer: Sendable {
    /// What its URL says.
    var id: EntityID
    let desk: SessionDesk
    let notices: [NoticeCode]
    let waysBack: WaysBack
    /// Nobody opens it from this instant on.
    let opensBefore: VirtualInstant
    var isOpened = false

    /// A portal's link can be opened once. A cart can be opened as long as it lives, in any number of tabs
    /// (<doc:/PaymentModel/PagoPA>).
    func opens(at desk: SessionDesk, now: VirtualInstant) -> Bool {
        self.desk == desk && now < opensBefore && (desk == .checkout || !isOpened)
    }
}

/// The offers that live. One whose time is over is dropped without a timer: offers expire in the order in which they
/// were made as long as their life is the same.
struct OfferTable: ~Copyable {
    private var offers = SlotTable<PaymentOffer>()
    private var inOrder: Deque<OfferID> = []
    private var stream: RandomStream

    init(stream: RandomStream) { self.stream = stream }

    var count: Int { offers.count }

    /// Makes an offer; its URL is to end in the id that comes back.
    mutating func add(
        desk: SessionDesk, notices: [NoticeCode], waysBack: WaysBack, life: Duration, now: VirtualInstant
    ) -> EntityID {
        dropExpired(now: now)
        let random = EntityID.random(&stream)
        let token = offers.insert(
            PaymentOffer(
                id: random, desk: desk, notices: notices, waysBack: waysBack, opensBefore: now.advanced(by: life)))
        // The slot hides in the id's last digits, so that reading a URL needs no search.
        let id = EntityID(high: random.high, low: random.low & 0xFFFF_FFFF_0000_0000 | UInt64(token.slot))
        offers[token].id = id
        inOrder.append(OfferID(token: token))
        return id
    }

    private mutating func dropExpired(now: VirtualInstant) {
        while let first = inOrder.first, offers[first.token].opensBefore <= now {
            offers.remove(first.token)
            inOrder.removeFirst()
        }
    }

    /// Shows the page that a URL names to a browser.
    /// - Returns: whether there is one to be shown: it is known, of this desk, in time, and not used up.
    mutating func open(_ id: EntityID, desk: SessionDesk, now: VirtualInstant) -> Bool {
        guard let found = find(id), offers[found.token].opens(at: desk, now: now) else { return false }
        offers[found.token].isOpened = true
        return true
    }

    /// The offer that a URL names, opened or not.
    func find(_ id: EntityID) -> OfferID? {
        let slot = Int(UInt32(truncatingIfNeeded: id.low))
        guard let token = offers.token(atSlot: slot), offers[token].id == id else { return nil }
        return OfferID(token: token)
    }

    /// What is offered; nil when the browser has come with it too late.
    func offer(_ id: OfferID, now: VirtualInstant) -> PaymentOffer? {
        guard offers.contains(id.token), now < offers[id.token].opensBefore else { return nil }
        return offers[id.token]
    }
}
