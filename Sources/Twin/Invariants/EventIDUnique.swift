import PaymentModel

/// I9: an `event_id` is never repeated.
///
/// It does not grow for ever. It holds whole ids in two generations of at most `capacity` each: when the younger one
/// is full the older is dropped. So a repetition is found when fewer than `capacity` other events lie between it and
/// the first use, whatever the time. Beside that the caller hands in the id of the latest event of the same payment,
/// so that a copy republished with its old id is found however late. A repetition of any other id that comes after
/// more events than that goes unseen.
struct EventIDUnique: Sendable {
    let capacity: Int
    private var young = EntityIDSet()
    private var old = EntityIDSet()

    init(capacity: Int = 1 << 18) { self.capacity = capacity }

    /// - Parameter latest: the id of the same payment's latest event; nil when there is none.
    mutating func published(_ event: EntityID, latest: EntityID?, at nanoseconds: Int64) -> Violation? {
        let isRepeated = event == latest || old.contains(event) || !young.insert(event)
        if young.count >= capacity {
            swap(&young, &old)
            young.removeAll(makingRoomFor: capacity)
        }
        guard isRepeated else { return nil }
        return Invariant.eventIDUnique.violation(at: nanoseconds, of: event, "event_id \(event) is published again")
    }

    /// Ids held now.
    var count: Int { young.count + old.count }
}

/// Ids in one flat table with linear probing, at most half full: sixteen bytes a place.
struct EntityIDSet: Sendable {
    /// The nil UUID marks an empty place; as a member it has its own flag.
    private static let empty = EntityID(high: 0, low: 0)
    private var places = [EntityID](repeating: empty, count: 128)
    /// A power of two, since a place is found by a mask.
    private static let growth = 4
    private var holdsNilID = false
    private(set) var count = 0

    @inline(__always)
    private func place(of id: EntityID) -> Int {
        let mask = places.count - 1
        // Ids are random or well mixed already, but for the version and variant bits that the shift passes over.
        var index = Int(truncatingIfNeeded: (id.high ^ id.low &* 0x9E37_79B9_7F4A_7C15) >> 20) & mask
        while places[index] != Self.empty, places[index] != id { index = (index + 1) & mask }
        return index
    }

    func contains(_ id: EntityID) -> Bool { id == Self.empty ? holdsNilID : places[place(of: id)] == id }

    /// Returns false when the id was there.
    mutating func insert(_ id: EntityID) -> Bool {
        if id == Self.empty {
            defer { holdsNilID = true }
            if !holdsNilID { count += 1 }
            return !holdsNilID
        }
        let index = place(of: id)
        guard places[index] == Self.empty else { return false }
        places[index] = id
        count += 1
        if 2 * count > places.count { grow() }
        return true
    }

    /// Leaves room for as many ids as will come, so that none of them has to move.
    mutating func removeAll(makingRoomFor expected: Int = 0) {
        var room = places.count
        while room < 2 * expected { room *= Self.growth }
        if room > places.count {
            places = .init(repeating: Self.empty, count: room)
        } else {
            for index in places.indices { places[index] = Self.empty }
        }
        (holdsNilID, count) = (false, 0)
    }

    /// In large steps, since each id that is held moves with every one of them.
    private mutating func grow() {
        let former = places
        places = .init(repeating: Self.empty, count: Self.growth * former.count)
        for id in former where id != Self.empty { places[place(of: id)] = id }
    }
}
