import Containers

/// Future entries in one total order: (instant, insertion).
///
/// A 4-ary heap of 24-byte entries. The root stays a hole after `takeFirst` until the next insertion fills it, so that
/// the usual pair "one entry fires, one is scheduled" sifts once. A cancelled entry stays where it is until it comes up
/// or until more than half of the heap is cancelled and `compact` sweeps: cancelling costs O(log n), amortised.
struct Agenda: ~Copyable {
    struct Entry {
        var instant: Int64
        /// Insertion number in the upper 48 bits, handler in the lower 16: unique, so ties end here.
        var order: UInt64
        /// What the handler makes of it is its own affair.
        var word: UInt64

        var handler: Int { Int(UInt16(truncatingIfNeeded: order)) }

        /// Its place in the order. Instants are never negative.
        @inline(__always)
        var key: UInt128 { UInt128(_low: order, _high: UInt64(bitPattern: instant)) }
    }

    /// Below this size cancelled entries are not worth a sweep.
    static let sweepThreshold = 512

    private var heap: GrowableBuffer<Entry>
    private var size = 0
    private var rootIsHole = false
    private var insertions: UInt64 = 0
    /// Entries that will do nothing when they come up, as far as is known.
    private(set) var cancelled = 0

    /// - Parameter capacity: room to begin with, at least for one entry.
    init(capacity: Int = 1024) { heap = GrowableBuffer(capacity: capacity) }

    /// Entries, cancelled ones included.
    var count: Int { size - (rootIsHole ? 1 : 0) }

    @inline(__always)
    mutating func insert(at instant: Int64, handler: UInt16, word: UInt64) {
        insertions &+= 1
        precondition(insertions >> 48 == 0, "The agenda numbers 281 million million entries.")
        assert(instant >= 0, "Instants are not negative, or their bits would be in another order.")
        let entry = Entry(instant: instant, order: insertions << 16 | UInt64(handler), word: word)
        if rootIsHole {
            rootIsHole = false
            siftDown(entry, from: 0)
        } else {
            siftUp(entry)
        }
    }

    /// The instant of the first entry, cancelled or not; nil when there is none.
    @inline(__always)
    mutating func firstInstant() -> Int64? {
        closeHole()
        return size == 0 ? nil : heap.base[0].instant
    }

    /// Takes the first entry after `firstInstant` has shown that there is one.
    @inline(__always)
    mutating func takeFirst() -> Entry {
        precondition(size > 0 && !rootIsHole, "An entry is taken once it has been looked at.")
        rootIsHole = true
        return heap.base[0]
    }

    /// Counts entries that will do nothing when they come up. Returns whether a sweep is due.
    @inline(__always)
    mutating func cancel(_ number: Int) -> Bool {
        precondition(number > 0, "Somebody cancels something.")
        cancelled += number
        return cancelled > Self.sweepThreshold && 2 * cancelled > size
    }

    /// A cancelled entry came up. One that was cancelled before it came onto the agenda was never counted.
    @inline(__always)
    mutating func cancelledEntryCameUp() { if cancelled > 0 { cancelled -= 1 } }

    /// Removes what `isCancelled` says is cancelled, in O(n).
    mutating func compact(isCancelled: (Entry) -> Bool) {
        closeHole()
        let entries = heap.base
        var kept = 0
        for index in 0..<size where !isCancelled(entries[index]) {
            entries[kept] = entries[index]
            kept += 1
        }
        precondition(kept <= size, "A sweep adds nothing.")
        size = kept
        cancelled = 0
        guard size > 1 else { return }
        for index in stride(from: (size - 2) >> 2, through: 0, by: -1) { siftDown(entries[index], from: index) }
        assert(isHeap, "A sweep leaves every entry behind its parent.")
    }

    private var isHeap: Bool { (1..<size).allSatisfy { heap.base[($0 - 1) >> 2].key < heap.base[$0].key } }

    @inline(__always)
    private mutating func closeHole() {
        guard rootIsHole else { return }
        precondition(size > 0, "A hole at the root is one of the heap's places.")
        rootIsHole = false
        size -= 1
        let taken = heap.base[0].key
        if size > 0 { siftDown(heap.base[size], from: 0) }
        assert(size == 0 || taken < heap.base[0].key, "What comes up comes behind what was taken.")
    }

    private mutating func siftUp(_ entry: Entry) {
        if size == heap.capacity { heap.grow(moving: size) }
        precondition(size < heap.capacity, "A heap that has grown has room.")
        let entries = heap.base
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
        let entries = heap.base
        let size = size
        precondition(start < size, "A hole lies within the heap.")
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

    /// As in a tournament, and the winner's key is carried on: no step waits for memory, and no branch can be guessed
    /// wrong.
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
        precondition(first < end, "The least of none is asked for by nobody.")
        var least = (key: entries[first].key, index: first)
        var index = first &+ 1
        while index < end {
            let key = entries[index].key
            if key < least.key { least = (key, index) }
            index &+= 1
        }
        return least
    }
}
