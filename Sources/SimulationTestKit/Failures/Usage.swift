import Testing
import VirtualTime

/// What of a test's settings and faults has had something to do. Chance may leave one idle in one seed, and not in all.
struct Usage: Sendable {
    /// A fault where the test injects it.
    struct Fault: Sendable, Hashable {
        var text: String
        var place: SourceLocation
    }

    /// What had nothing to do, in words; its place, where it has one of its own.
    struct Idle: Sendable, Equatable {
        var text: String
        var place: SourceLocation?
    }

    /// Those that have met a leak.
    var tolerances: Set<LeakTolerance> = []
    /// Names, without incarnations.
    var processes: Set<String> = []
    /// In the order in which they were injected, and whether anything came by.
    private(set) var faults: [(fault: Fault, isMet: Bool)] = []

    /// The same fault may be injected at its place more than once.
    mutating func add(_ fault: Fault, _ isMet: Bool) {
        guard let known = faults.firstIndex(where: { $0.fault == fault }) else { return faults.append((fault, isMet)) }
        faults[known].isMet = faults[known].isMet || isMet
    }

    /// What was met in either is met in both.
    mutating func add(_ other: Usage) {
        tolerances.formUnion(other.tolerances)
        processes.formUnion(other.processes)
        for (fault, isMet) in other.faults { add(fault, isMet) }
    }

    /// What nothing came by for in so many seeds.
    func idle(among tolerated: [LeakTolerance], seeds: Int) -> [Idle] {
        tolerated.filter { !tolerances.contains($0) }.compactMap { idle($0, seeds) }
            + faults.filter { !$0.isMet }.map { fault, _ in
                Idle(
                    text: """
                        The fault \(fault.text) has had nothing to befall in \(seeds) seeds: take it away, or aim it \
                        at what is used while it holds.
                        """, place: fault.place)
            }
    }

    private func idle(_ tolerance: LeakTolerance, _ seeds: Int) -> Idle? {
        guard processes.contains(where: { tolerance.process.matches($0) }) else {
            let all = processes.sorted().joined(separator: ", ")
            return Idle(
                text: """
                    The tolerance of \(tolerance) is for no process: in \(seeds) seeds the test started \
                    \(all.isEmpty ? "none" : all). Take it away, or mend the name.
                    """)
        }
        // Whether another thread comes back in time is not for the seeds to say.
        let isOfOtherThreads = [.resumedOnOtherThread, .continuationNotResumed, .leftForOtherExecutor]
            .contains(tolerance.kind)
        return isOfOtherThreads
            ? nil
            : Idle(
                text: """
                    The tolerance of \(tolerance) has met no leak in \(seeds) seeds: take it away, since it would hide \
                    the next one.
                    """)
    }
}
