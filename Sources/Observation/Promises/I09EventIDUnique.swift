import Containers
import PaymentModel

/// I9: an `event_id` is never repeated. No bound in time: it must hold at every moment.
///
/// It does not grow for ever. It holds whole ids in two generations of at most `capacity` each: when the younger one
/// is full the older is dropped. So a repetition is found when fewer than `capacity` other events lie between it and
/// the first use, whatever the time. Beside that the evidence has the id of the latest event of the same payment,
/// so that a copy republished with its old id is found however late. A repetition of any other id that comes after
/// more events than that goes unseen.
struct EventIDUnique: SafetyPromise {
    static let invariant = Invariant.eventIDUnique
    static let statement = "an event_id is never repeated"
    static let occasions = ["an event"]

    let capacity: Int
    private var young = EntityIDSet()
    private var old = EntityIDSet()
    private(set) var given = Occasions()

    init(capacity: Int = 1 << 18) { self.capacity = capacity }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        guard case .eventPublished(let event, let subject, let latest) = evidence else { return }
        given.note(0)
        guard isRepeated(event, latest) else { return }
        let topic = if case .application = subject { "applications" } else { "payments" }
        let user = event == latest ? "the payment's event before it" : "an earlier event"
        log.add(
            Self.finding(
                at: nanoseconds, subject, "an event on topic \(topic) has event_id \(event), which is that of \(user)"))
    }

    private mutating func isRepeated(_ event: EntityID, _ latest: EntityID?) -> Bool {
        let hash = event.indexHash
        let isRepeated = event == latest || old.contains(event, hash: hash) || !young.insert(event, hash: hash)
        if young.count >= capacity {
            swap(&young, &old)
            young.removeAll(makingRoomFor: capacity)
        }
        return isRepeated
    }

    /// Ids held now.
    var count: Int { young.count + old.count }
}

/// Ids in the order of their coming, and found by their hashes.
struct EntityIDSet: Sendable {
    private var ids: [EntityID] = []
    private var index = KeyIndex()

    var count: Int { ids.count }

    /// - Parameter hash: the id's `indexHash`.
    func contains(_ id: EntityID, hash: UInt64) -> Bool { index.number(of: hash) { ids[$0] == id } != nil }

    /// Returns false when the id was there.
    /// - Parameter hash: the id's `indexHash`.
    mutating func insert(_ id: EntityID, hash: UInt64) -> Bool {
        guard !contains(id, hash: hash) else { return false }
        index.insert(ids.count, hash: hash)
        ids.append(id)
        return true
    }

    /// Leaves room for as many ids as will come.
    mutating func removeAll(makingRoomFor expected: Int = 0) {
        ids.removeAll(keepingCapacity: true)
        ids.reserveCapacity(expected)
        index.removeAll(makingRoomFor: expected)
    }
}
