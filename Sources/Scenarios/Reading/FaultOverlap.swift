import VirtualTime

/// Which faults cannot hold at once: those of one kind whose end puts the target right as a whole, whoever else still
/// has a fault on it.
struct FaultOverlap {
    private static let kinds: [FaultKind] = [.pause, .slowCPU, .outOfMemory, .gatewayCutOff]

    private let kind: FaultKind
    private let patterns: [NamePattern]
    private let time: Range<Duration>

    /// Nil for a fault that gets on with every other.
    init?(_ fault: FaultSpecification, duration: Duration) {
        guard Self.kinds.contains(fault.kind), fault.kind != .pause || !fault.beginning.isMoment else { return nil }
        kind = fault.kind
        patterns = fault.targetPatterns
        let begin = fault.beginning.earliest
        let end = fault.beginning.isOnce ? fault.length?.fixed.map { begin + $0 } : nil
        time = begin..<max(begin, end ?? fault.beginning.window?.to ?? duration)
    }

    /// The first of `names` that both would befall at one time; nil when there is none.
    func shared(with other: FaultOverlap, among names: [String]) -> String? {
        guard kind == other.kind, time.overlaps(other.time) else { return nil }
        return names.first { name in
            patterns.contains { $0.matches(name) } && other.patterns.contains { $0.matches(name) }
        }
    }
}
