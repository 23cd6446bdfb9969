/// One line of the journal: 48 bytes.
struct TraceRecord: Equatable {
    /// What happened.
    enum Kind: UInt32, CaseIterable {
        case job = 1
        case entry, decision, note, schedule, cancel, wake, start, state, message
    }

    /// The trace hash as it was when this was written down.
    var trace: TraceHash
    var instant: Int64
    var process: UInt32
    var kind: Kind
    /// Which of those with this journal; it lies beside the kind.
    var simulation: UInt16 = 0
    var site: CodeSite
    /// What it was given: what these words mean depends on the kind.
    var first: UInt64
    var second: UInt64
}

extension TraceRecord.Kind: CustomStringConvertible {
    var description: String {
        switch self {
        case .job: "a job runs"
        case .entry: "an agenda entry fires"
        case .decision: "a choice among what is ready"
        case .note: "a delivery or change of state"
        case .schedule: "an entry is scheduled"
        case .cancel: "an entry is cancelled"
        case .wake: "a suspended call is woken"
        case .start: "a task starts"
        case .state: "a process changes state"
        case .message: "something is said"
        }
    }
}
