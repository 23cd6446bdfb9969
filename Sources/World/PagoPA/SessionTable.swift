import DequeModule
import PaymentModel
import VirtualTime

/// The sessions that have been offered and not ended. One that nobody opens in time is dropped when its time is over,
/// without a timer: offers expire in the order in which they were made as long as their life is the same.
struct SessionTable {
    private var slots: [(session: PaymentSession?, generation: UInt32)] = []
    private var free: [UInt32] = []
    private var offers: Deque<SessionID> = []
    private var stream: RandomStream
    private(set) var count = 0

    init(stream: RandomStream) { self.stream = stream }

    /// Offers a session; its URL is to end in the id that comes back.
    mutating func offer(
        desk: SessionDesk, notices: [NoticeCode], waysBack: WaysBack, life: Duration, now: VirtualInstant
    ) -> EntityID {
        dropUnopened(now: now)
        let slot: UInt32
        if let last = free.popLast() {
            slot = last
        } else {
            slots.append((nil, 0))
            slot = UInt32(slots.count - 1)
        }
        // The slot hides in the id's last digits, so that reading a URL needs no search.
        let random = EntityID.random(&stream)
        let id = EntityID(high: random.high, low: random.low & 0xFFFF_FFFF_0000_0000 | UInt64(slot))
        slots[Int(slot)].session = PaymentSession(
            id: id, desk: desk, notices: notices, waysBack: waysBack, opensBefore: now.advanced(by: life))
        offers.append(SessionID(slot: slot, generation: slots[Int(slot)].generation))
        count += 1
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
        slots[Int(found.slot)].session?.isOpen = true
        return found
    }

    /// The session that a URL names, opened or not.
    func find(_ id: EntityID) -> SessionID? {
        let slot = UInt32(truncatingIfNeeded: id.low)
        guard Int(slot) < slots.count, slots[Int(slot)].session?.id == id else { return nil }
        return SessionID(slot: slot, generation: slots[Int(slot)].generation)
    }

    subscript(_ id: SessionID) -> PaymentSession? {
        guard Int(id.slot) < slots.count, slots[Int(id.slot)].generation == id.generation else { return nil }
        return slots[Int(id.slot)].session
    }

    mutating func setToken(of id: SessionID, expires: VirtualInstant) {
        precondition(self[id] != nil, "Only a session that goes on gets a token.")
        slots[Int(id.slot)].session?.tokenExpires = expires
    }

    mutating func end(_ id: SessionID) {
        guard self[id] != nil else { return }
        slots[Int(id.slot)].session = nil
        slots[Int(id.slot)].generation &+= 1
        free.append(id.slot)
        count -= 1
    }
}
