import Containers

/// One term for each of many places, moved on far more often than it passes.
///
/// Moving a term is two stores. A place waits in one bucket of a ring and is looked at when the bucket is over: a term
/// that was moved on meanwhile waits again. One that comes to end before its bucket waits in an earlier one instead.
struct SlotTerms: Sendable {
    struct Passed: Equatable, Sendable {
        var place: Int
        var since: Int64
        var deadline: Int64
    }

    private struct Term: Sendable {
        var since: Int64 = 0
        /// `Int64.max` where nothing is owed.
        var deadline = Int64.max
        /// The bucket in which the place waits; negative where it waits in none.
        var bucket: Int64 = -1
    }

    /// Nanoseconds of a bucket, as a power of two: 69 s.
    private static let bucketBits: Int64 = 36
    private static let bucketCount: Int64 = 1_024

    private var terms: [Term] = []
    private var ring = [[UInt32]](repeating: [], count: Int(bucketCount))
    /// The first bucket that is not over.
    private var bucket: Int64 = 0
    private var queued = 0
    /// Places to which something is owed.
    private(set) var count = 0

    /// No term is found to have passed before this instant.
    var nextDeadline: Int64 { queued == 0 ? .max : (bucket + 1) << Self.bucketBits }

    /// What is owed to a place, and since when; nil where nothing is.
    @inline(__always)
    func term(of place: SlotToken) -> (since: Int64, deadline: Int64)? {
        guard place.slot < terms.count, terms[place.slot].deadline != .max else { return nil }
        return (terms[place.slot].since, terms[place.slot].deadline)
    }

    @inline(__always)
    mutating func set(_ place: SlotToken, since: Int64, deadline: Int64) {
        let slot = place.slot
        if slot >= terms.count { grow(to: slot) }
        if terms[slot].deadline == .max { count += 1 }
        terms[slot].since = since
        terms[slot].deadline = deadline
        let waits = terms[slot].bucket
        if waits < 0 || deadline >> Self.bucketBits < waits { enqueue(slot) }
    }

    @inline(__always)
    mutating func clear(_ place: SlotToken) {
        let slot = place.slot
        guard slot < terms.count, terms[slot].deadline != .max else { return }
        terms[slot].deadline = .max
        count -= 1
    }

    private mutating func grow(to slot: Int) {
        terms.append(contentsOf: repeatElement(Term(), count: slot + 1 - terms.count))
    }

    private mutating func enqueue(_ slot: Int) {
        let due = terms[slot].deadline >> Self.bucketBits
        let target = min(max(due, bucket), bucket + Self.bucketCount - 1)
        guard terms[slot].bucket != target else { return }
        ring[Int(target % Self.bucketCount)].append(UInt32(slot))
        terms[slot].bucket = target
        queued += 1
    }

    /// Takes out the terms of all buckets that are over at `nanoseconds`, in order of deadline, then of place.
    mutating func takePassed(before nanoseconds: Int64) -> [Passed] {
        let reached = nanoseconds >> Self.bucketBits
        guard reached > bucket else { return [] }
        var passed: [Passed] = []
        let first = max(bucket, reached - Self.bucketCount)
        bucket = reached
        for number in first..<reached {
            var slots: [UInt32] = []
            swap(&slots, &ring[Int(number % Self.bucketCount)])
            queued -= slots.count
            for slot in slots { look(at: Int(slot), in: number, before: nanoseconds, &passed) }
        }
        return Self.inOrder(passed)
    }

    private mutating func look(
        at slot: Int, in number: Int64, before nanoseconds: Int64, _ passed: inout [Passed]
    ) {
        let term = terms[slot]
        // A place that waits elsewhere has left this bucket.
        guard term.bucket >= 0, term.bucket <= number else { return }
        terms[slot].bucket = -1
        guard term.deadline != .max else { return }
        guard term.deadline < nanoseconds else { return enqueue(slot) }
        passed.append(Passed(place: slot, since: term.since, deadline: term.deadline))
        terms[slot].deadline = .max
        count -= 1
    }

    /// Takes out every term that ends before `nanoseconds`, whether its bucket is over or not.
    mutating func takeAll(before nanoseconds: Int64) -> [Passed] {
        var passed: [Passed] = []
        for slot in terms.indices where terms[slot].deadline < nanoseconds {
            passed.append(Passed(place: slot, since: terms[slot].since, deadline: terms[slot].deadline))
            terms[slot].deadline = .max
            count -= 1
        }
        return Self.inOrder(passed)
    }

    private static func inOrder(_ passed: [Passed]) -> [Passed] {
        passed.sorted { ($0.deadline, $0.place) < ($1.deadline, $1.place) }
    }
}
