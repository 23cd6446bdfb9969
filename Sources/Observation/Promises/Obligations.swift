import HeapModule
import PaymentModel

/// What is owed, to whom, and until when. A kept obligation costs nothing more; those whose deadline has passed come
/// out in order of deadline, and of equals in the order in which they were made.
struct Obligations: Sendable {
    struct Overdue: Equatable {
        var subject: EntityID
        var since: Int64
        var deadline: Int64
    }

    private struct Due: Comparable, Sendable {
        var deadline: Int64
        var number: UInt64
        var subject: EntityID

        static func < (a: Self, b: Self) -> Bool { (a.deadline, a.number) < (b.deadline, b.number) }
    }

    private struct Open: Sendable {
        var since: Int64
        var number: UInt64
    }

    private var queue = Heap<Due>()
    private var open: [EntityID: Open] = [:]
    private var made: UInt64 = 0
    /// No obligation comes due before this instant; it may be that of one settled since.
    private(set) var nextDeadline = Int64.max

    var count: Int { open.count }

    /// Moves the deadline of an open obligation; one that is settled stays so.
    mutating func prolong(_ subject: EntityID, until deadline: Int64) {
        guard let debt = open[subject] else { return }
        open[subject] = nil
        owe(subject, since: debt.since, until: deadline)
    }

    /// Makes an obligation; an open one of the same subject stays as it is.
    mutating func owe(_ subject: EntityID, since: Int64, until deadline: Int64) {
        guard open[subject] == nil else { return }
        made += 1
        open[subject] = Open(since: since, number: made)
        queue.insert(Due(deadline: deadline, number: made, subject: subject))
        nextDeadline = min(nextDeadline, deadline)
    }

    /// The subject got what it was owed, or is owed no longer.
    mutating func settle(_ subject: EntityID) { open[subject] = nil }

    /// Takes out the next obligation whose deadline lies before `nanoseconds`.
    mutating func nextOverdue(before nanoseconds: Int64) -> Overdue? {
        while let due = queue.min, due.deadline < nanoseconds {
            queue.removeMin()
            guard let debt = open[due.subject], debt.number == due.number else { continue }
            open[due.subject] = nil
            nextDeadline = queue.min?.deadline ?? .max
            return Overdue(subject: due.subject, since: debt.since, deadline: due.deadline)
        }
        nextDeadline = queue.min?.deadline ?? .max
        return nil
    }
}
