/// Names one injected fault to the network or the store that it was given to, also after its end.
public struct FaultID: Hashable, Sendable {
    /// Counted from 0 in the order of injection.
    public let index: Int

    /// Of a fault that was refused: it does nothing, and has no end.
    package static let none = FaultID(index: -1)
}

/// What one injected fault has done so far.
public struct FaultHits: Sendable, Equatable {
    /// Messages or requests that came by while it held and that it was meant for.
    public var exposed: UInt64 = 0
    /// Those among them that it did something to.
    public var hit: UInt64 = 0
    package var addedNanoseconds: Int64 = 0
    /// What it has added to their delays, all together; 292 years is the most that is counted.
    public var added: Duration { .nanoseconds(addedNanoseconds) }

    /// Hits that were counted elsewhere.
    public init(exposed: UInt64 = 0, hit: UInt64 = 0, added: Duration = .zero) {
        self.exposed = exposed
        self.hit = hit
        addedNanoseconds = added.wholeNanoseconds
    }
}

/// The faults that one part of the infrastructure was given, and what each has done.
package struct FaultLedger {
    private struct Entry {
        var label: String
        var hits = FaultHits()
    }

    private var entries: [Entry] = []
    private var occurrences: [String: Int] = [:]

    package init() {}

    /// - Parameter name: who injects it; one that comes again draws from streams of its own each time.
    package mutating func open(_ name: String) -> FaultID {
        precondition(!name.isEmpty, "A fault has a name, by which its randomness is found.")
        let occurrence = occurrences[name, default: 0]
        occurrences[name] = occurrence + 1
        entries.append(Entry(label: "\(name)#\(occurrence)"))
        return FaultID(index: entries.count - 1)
    }

    /// Tells its streams from those of the others.
    package func label(of fault: FaultID) -> String { entries[fault.index].label }

    package subscript(_ fault: FaultID) -> FaultHits {
        get { entries.indices.contains(fault.index) ? entries[fault.index].hits : FaultHits() }
        set { entries[fault.index].hits = newValue }
    }

    package mutating func expose(_ fault: FaultID) { entries[fault.index].hits.exposed += 1 }

    package mutating func hit(_ fault: FaultID, addedNanoseconds: Int64 = 0) {
        precondition(addedNanoseconds >= 0, "A fault makes nothing arrive before it was sent.")
        entries[fault.index].hits.hit += 1
        // Long delays of many are more together than a number holds: from there on it stays what it is.
        let (sum, isTooMuch) = entries[fault.index].hits.addedNanoseconds.addingReportingOverflow(addedNanoseconds)
        entries[fault.index].hits.addedNanoseconds = isTooMuch ? .max : sum
    }
}
