import Containers
import DequeModule
import PaymentModel
import VirtualTime

/// The sessions that have been offered and not ended. One that nobody opens in time is dropped when its time is over,
/// without a timer: offers expire in the order in which they were made as long as their life is the same.
struct SessionTable: ~Copyable {
    private var sessions = SlotTable<PaymentSession>()
    private var offers: Deque<SessionID> = []
    private var stream: RandomStream

    init(stream: RandomStream) { self.stream = stream }

    var count: Int { sessions.count }

    /// Offers a session; its URL is to end in the id that comes back.
    mutating func offer(
        desk: SessionDesk, notices: [NoticeCode], waysBack: WaysBack, life: Duration, now: VirtualInstant
    ) -> EntityID {
        dropUnopened(now: now)
        let random = EntityID.random(&stream)
        let token = sessions.insert(
            PaymentSession(
                id: random, desk: desk, notices: notices, waysBack: waysBack, opensBefore: now.advanced(by: life)))
        // The slot hides in the id's last digits, so that reading a URL needs no search.
        let id = EntityID(high: random.high, low: random.low & 0xFFFF_FFFF_0000_0000 | UInt64(token.slot))
        sessions[token].id = id
        offers.append(SessionID(token: token))
        return id
    }

    private mutating func dropUnopened(now: VirtualInstant) {
        while let first = offers.first {
            if let session = self[first], !session.isOpen {
                guard session.opensBefore <= now else { return }
                end(first)
            }
            offers.removeFirst()
        }
    }

    /// Opens the session that a URL names. nil when it is unknown, too old, or has been opened before.
    mutating func open(_ id: EntityID, desk: SessionDesk, now: VirtualInstant) -> SessionID? {
        guard let found = find(id), let session = self[found], session.desk == desk, !session.isOpen,
            now < session.opensBefore
        else { return nil }
        sessions[found.token].isOpen = true
        return found
    }

    /// The session that a URL names, opened or not.
    func find(_ id: EntityID) -> SessionID? {
        let slot = Int(UInt32(truncatingIfNeeded: id.low))
        guard let token = sessions.token(atSlot: slot), sessions[token].id == id else { return nil }
        return SessionID(token: token)
    }

    subscript(_ id: SessionID) -> PaymentSession? {
        sessions.contains(id.token) ? sessions[id.token] : nil
    }

    mutating func setToken(of id: SessionID, expires: VirtualInstant) {
        precondition(sessions.contains(id.token), "Only a session that goes on gets a token.")
        sessions[id.token].tokenExpires = expires
    }

    mutating func end(_ id: SessionID) {
        if sessions.contains(id.token) { sessions.remove(id.token) }
    }
}
