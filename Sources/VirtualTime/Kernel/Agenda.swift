/// Future entries in one total order: (instant, insertion).
///
/// A 4-ary heap of 24-byte entries. The root stays a hole after `popFirst` until the next insertion fills it, so that the
/// usual pair "one entry fires, one is scheduled" sifts once.
struct Agenda: ~Copyable {
    struct Entry {
        var instant: Int64
        /// Insertion number in the upper 48 bits, handler in the lower 16: unique, so ties end here.
        var order: UInt64
        var token: UInt64

        @inline(__always)
        func precedes(_ other: Entry) -> Bool {
            instant != other.instant ? instant < other.instant : order < other.order
        }
    }

    private var entries: UnsafeMutablePointer<Entry>
    private var capacity = 1024
    private(set) var count = 0
    private var rootIsHole = false
    private var insertions: UInt64 = 0

    init() { entries = .allocate(capacity: capacity) }
    deinit { entries.deallocate() }

    @inline(__always)
    mutating func insert(at instant: Int64, handler: UInt16, token: UInt64) {
        insertions += 1
        let entry = Entry(instant: instant, order: insertions << 16 | UInt64(handler), token: token)
        if rootIsHole {
            rootIsHole = false
            siftDown(entry)
        } else {
            siftUp(entry)
        }
    }

    /// The instant of the first entry, or nil when there is none.
    mutating func firstInstant() -> Int64? {
        closeHole()
        return count == 0 ? nil : entries[0].instant
    }

    @inline(__always)
    mutating func popFirst() -> Entry? {
        closeHole()
        guard count > 0 else { return nil }
        rootIsHole = true
        return entries[0]
    }

    @inline(__always)
    private mutating func closeHole() {
        guard rootIsHole else { return }
        rootIsHole = false
        count -= 1
        if count > 0 { siftDown(entries[count]) }
    }

    private mutating func siftUp(_ entry: Entry) {
        if count == capacity { grow() }
        var child = count
        count += 1
        while child > 0 {
            let parent = (child - 1) >> 2
            guard entry.precedes(entries[parent]) else { break }
            entries[child] = entries[parent]
            child = parent
        }
        entries[child] = entry
    }

    private mutating func siftDown(_ entry: Entry) {
        var hole = 0
        while true {
            var child = 4 * hole + 1
            guard child < count else { break }
            let end = min(child + 4, count)
            var least = child
            child += 1
            while child < end {
                if entries[child].precedes(entries[least]) { least = child }
                child += 1
            }
            guard entries[least].precedes(entry) else { break }
            entries[hole] = entries[least]
            hole = least
        }
        entries[hole] = entry
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Entry>.allocate(capacity: 2 * capacity)
        larger.moveInitialize(from: entries, count: count)
        entries.deallocate()
        entries = larger
        capacity *= 2
    }
}
