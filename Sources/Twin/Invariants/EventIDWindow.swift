import PaymentModel

/// I9: an `event_id` is never repeated.
///
/// The set does not grow for ever: it holds 64-bit fingerprints of the ids of the last one to two windows of virtual
/// time, in two generations that take turns. Beyond that, each open payment's record keeps its latest id's fingerprint,
/// so that an old copy published again is found however late. A repetition of any other id that comes more than a
/// window later goes unseen. Two ids of one window collide by chance once in some 10^7 windows of a million events.
struct EventIDWindow: Sendable {
    let window: Int64
    private var current = FingerprintSet()
    private var previous = FingerprintSet()
    private var turn: Int64 = 0

    init(window: Duration = .seconds(3_600)) { self.window = window.wholeNanoseconds }

    static func fingerprint(_ id: EntityID) -> UInt64 { id.high &* 0x9E37_79B9_7F4A_7C15 ^ id.low }

    /// Remembers the event published at `nanoseconds`.
    /// - Parameter latest: the fingerprint of the latest event of the same payment, 0 when there is none.
    mutating func check(_ event: EntityID, latest: UInt64, at nanoseconds: Int64) -> Breach? {
        let now = nanoseconds / window
        if now != turn {
            previous = now == turn + 1 ? current : FingerprintSet()
            current = FingerprintSet()
            turn = now
        }
        let print = Self.fingerprint(event)
        guard print == latest || previous.contains(print) || !current.insert(print) else { return nil }
        return Breach(message: "event_id \(event) is published again")
    }
}

/// Well-mixed 64-bit values in one flat table: eight bytes a slot, at most half of them taken.
struct FingerprintSet: Sendable {
    private var slots = [UInt64](repeating: 0, count: 64)
    private(set) var count = 0

    @inline(__always)
    private func place(of value: UInt64) -> Int {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: value >> 20) & mask
        while slots[index] != 0, slots[index] != value { index = (index + 1) & mask }
        return index
    }

    func contains(_ value: UInt64) -> Bool { slots[place(of: Self.nonZero(value))] != 0 }

    /// Returns false when the value was there.
    mutating func insert(_ value: UInt64) -> Bool {
        let value = Self.nonZero(value)
        let index = place(of: value)
        guard slots[index] == 0 else { return false }
        slots[index] = value
        count += 1
        if 2 * count > slots.count { grow() }
        return true
    }

    private mutating func grow() {
        let old = slots
        slots = .init(repeating: 0, count: 2 * old.count)
        for value in old where value != 0 { slots[place(of: value)] = value }
    }

    private static func nonZero(_ value: UInt64) -> UInt64 { value == 0 ? 1 : value }
}
