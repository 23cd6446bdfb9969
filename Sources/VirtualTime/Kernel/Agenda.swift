/// Future entries in one total order: (instant, insertion).
///
/// A 4-ary heap of 24-byte entries. The root stays a hole after `popFirst` until the next insertion fills it, so that the
/// usual pair "one entry fires, one is scheduled" sifts once. A cancelled entry stays where it is, dead, until it comes
/// up or until more than half of the heap is dead and `compact` sweeps: cancelling costs O(log n), amortised.
struct Agenda: ~Copyable {
    struct Entry {
        var instant: Int64
        /// Insertion number in the upper 48 bits, handler in the lower 16: unique, so ties end here.
        var order: UInt64
        var token: UInt64

        var handler: Int { Int(UInt16(truncatingIfNeeded: order)) }

        /// Its place in the order. Instants are never negative.
        @inline(__always)
        var key: UInt128 { UInt128(_low: order, _high: UInt64(bitPattern: instant)) }
    }

    /// Below this size dead entries are not worth a sweep.
    static let sweepThreshold = 512

    private var entries: UnsafeMutablePointer<Entry>
    private var capacity = 1024
    private var size = 0
    private var rootIsHole = false
    private var insertions: UInt64 = 0
    private(set) var dead = 0

    init() { entries = .allocate(capacity: capacity) }
    deinit { entries.deallocate() }

    /// Entries, dead ones included.
    var count: Int { size - (rootIsHole ? 1 : 0) }

    @inline(__always)
    mutating func insert(at instant: Int64, handler: UInt16, token: UInt64) {
        insertions &+= 1
        let entry = Entry(instant: instant, order: insertions << 16 | UInt64(handler), token: token)
        if rootIsHole {
            rootIsHole = false
            siftDown(entry, from: 0)
        } else {
            siftUp(entry)
        }
    }

    /// The instant of the first entry, dead or not; nil when there is none.
    @inline(__always)
    mutating func firstInstant() -> Int64? {
        closeHole()
        return size == 0 ? nil : entries[0].instant
    }

    @inline(__always)
    mutating func popFirst() -> Entry? {
        closeHole()
        guard size > 0 else { return nil }
        rootIsHole = true
        return entries[0]
    }

    /// Takes the first entry after `firstInstant` has shown that there is one.
    @inline(__always)
    mutating func takeFirst() -> Entry {
        rootIsHole = true
        return entries[0]
    }

    /// Counts entries that will do nothing when they come up. Returns whether a sweep is due.
    @inline(__always)
    mutating func bury(_ number: Int) -> Bool {
        dead += number
        return dead > Self.sweepThreshold && 2 * dead > size
    }

    /// A dead entry came up.
    @inline(__always)
    mutating func exhume() { if dead > 0 { dead -= 1 } }

    /// Removes what `isDead` says is dead, in O(n).
    mutating func compact(isDead: (Entry) -> Bool) {
        closeHole()
        var kept = 0
        for index in 0..<size where !isDead(entries[index]) {
            entries[kept] = entries[index]
            kept += 1
        }
        size = kept
        dead = 0
        guard size > 1 else { return }
        for index in stride(from: (size - 2) >> 2, through: 0, by: -1) { siftDown(entries[index], from: index) }
    }

    @inline(__always)
    private mutating func closeHole() {
        guard rootIsHole else { return }
        rootIsHole = false
        size -= 1
        if size > 0 { siftDown(entries[size], from: 0) }
    }

    private mutating func siftUp(_ entry: Entry) {
        if size == capacity { grow() }
        var child = size
        size += 1
        while child > 0 {
            let parent = (child - 1) >> 2
            guard entry.key < entries[parent].key else { break }
            entries[child] = entries[parent]
            child = parent
        }
        entries[child] = entry
    }

    private mutating func siftDown(_ entry: Entry, from start: Int) {
        let entries = entries
        let size = size
        let key = entry.key
        var hole = start
        while true {
            let first = 4 &* hole &+ 1
            guard first < size else { break }
            let least = first &+ 4 <= size ? Self.leastOfFour(entries, first) : Self.least(entries, first, size)
            guard least.key < key else { break }
            entries[hole] = entries[least.index]
            hole = least.index
        }
        entries[hole] = entry
    }

    /// As in a tournament, and the winner's key is carried on: no step waits for memory, and no branch can be guessed wrong.
    @inline(__always)
    private static func leastOfFour(
        _ entries: UnsafeMutablePointer<Entry>, _ first: Int
    ) -> (key: UInt128, index: Int) {
        let (a, b) = (entries[first].key, entries[first &+ 1].key)
        let (c, d) = (entries[first &+ 2].key, entries[first &+ 3].key)
        let (secondWins, fourthWins) = (b < a, d < c)
        let left = secondWins ? b : a
        let right = fourthWins ? d : c
        let leftIndex = secondWins ? first &+ 1 : first
        let rightIndex = fourthWins ? first &+ 3 : first &+ 2
        return right < left ? (right, rightIndex) : (left, leftIndex)
    }

    /// Of the last one to three entries.
    private static func least(
        _ entries: UnsafeMutablePointer<Entry>, _ first: Int, _ end: Int
    ) -> (key: UInt128, index: Int) {
        var least = (key: entries[first].key, index: first)
        var index = first &+ 1
        while index < end {
            let key = entries[index].key
            if key < least.key { least = (key, index) }
            index &+= 1
        }
        return least
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Entry>.allocate(capacity: 2 * capacity)
        larger.moveInitialize(from: entries, count: size)
        entries.deallocate()
        entries = larger
        capacity *= 2
    }
}
