import DequeModule

/// Deadlines of one kind, nearly in the order of their making, so that one timer serves them all.
struct DeadlineQueue<Mark> {
    private var entries = Deque<(atNanoseconds: Int64, mark: Mark)>()

    var firstNanoseconds: Int64? { entries.first?.atNanoseconds }

    mutating func add(_ mark: Mark, atNanoseconds: Int64) {
        var index = entries.count
        while index > 0, entries[index - 1].atNanoseconds > atNanoseconds { index -= 1 }
        entries.insert((atNanoseconds, mark), at: index)
    }

    /// Drops from the front what is no longer waited for.
    mutating func drop(while isOver: (Mark) -> Bool) {
        while let first = entries.first, isOver(first.mark) { entries.removeFirst() }
    }

    mutating func popDue(at nowNanoseconds: Int64) -> Mark? {
        guard let first = entries.first, first.atNanoseconds <= nowNanoseconds else { return nil }
        return entries.removeFirst().mark
    }
}
