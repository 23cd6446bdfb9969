/// Which faults of a run are on, and what each has come to, without IO. Instants are nanoseconds of virtual time.
struct FaultOccurrences: Sendable {
    struct Entry: Sendable, Equatable {
        var isOn = false
        var occurrences: UInt64 = 0
        var firstBegin: Int64?
        var lastBegin: Int64 = 0
        var lastEnd: Int64?
        var activeNanoseconds: Int64 = 0
    }

    private(set) var entries: [Entry]
    private(set) var isHealed = false

    init(count: Int) { entries = Array(repeating: Entry(), count: count) }

    /// Whether the fault begins: not while it is on already, and not in healing.
    mutating func begin(_ fault: Int, at instant: Int64) -> Bool {
        guard !isHealed, !entries[fault].isOn else { return false }
        entries[fault].isOn = true
        entries[fault].occurrences += 1
        entries[fault].firstBegin = entries[fault].firstBegin ?? instant
        entries[fault].lastBegin = instant
        return true
    }

    /// Whether the fault ends: only an occurrence that is on, and only that which the end was meant for.
    mutating func end(_ fault: Int, occurrence: UInt64, at instant: Int64) -> Bool {
        guard entries[fault].isOn, entries[fault].occurrences == occurrence else { return false }
        entries[fault].isOn = false
        entries[fault].lastEnd = instant
        entries[fault].activeNanoseconds += instant - entries[fault].lastBegin
        return true
    }

    /// From now on nothing begins.
    /// - Returns: the faults that are on, in order; each is to be ended.
    mutating func heal() -> [Int] {
        isHealed = true
        return entries.indices.filter { entries[$0].isOn }
    }
}
