import Containers
import VirtualTime

/// The sessions that have begun and not ended.
struct SessionTable: ~Copyable {
    private var sessions = SlotTable<PaymentSession>()

    var count: Int { sessions.count }

    mutating func begin(_ offer: PaymentOffer) -> SessionID {
        SessionID(
            token: sessions.insert(PaymentSession(desk: offer.desk, notices: offer.notices, waysBack: offer.waysBack)))
    }

    subscript(_ id: SessionID) -> PaymentSession? {
        sessions.contains(id.token) ? sessions[id.token] : nil
    }

    mutating func setToken(of id: SessionID, expires: VirtualInstant) {
        precondition(sessions.contains(id.token), "Only a session that goes on gets a token.")
        sessions[id.token].tokenExpires = expires
    }

    mutating func end(_ id: SessionID) {
        precondition(sessions.contains(id.token), "A session ends once.")
        sessions.remove(id.token)
    }
}
