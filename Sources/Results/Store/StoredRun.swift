import Observation
import Twin

/// Where a run comes from: what its outcome cannot know of itself.
public struct RunProvenance: Sendable, Equatable {
    /// Wall-clock instant of the start, ISO 8601 with offset.
    public var started: String
    /// What tells this build of the program from another.
    public var codeVersion: String
    /// The command line that repeats the run.
    public var repeatLine: String

    public init(started: String, codeVersion: String, repeatLine: String) {
        self.started = started
        self.codeVersion = codeVersion
        self.repeatLine = repeatLine
    }
}

/// A run as the database holds it.
public struct StoredRun: Sendable {
    public var heading: RunHeading
    public var outcome: RunOutcome
}

/// The line of a run in a list of runs.
public struct RunHeading: Sendable, Equatable {
    public var id: Int64
    public var provenance: RunProvenance
    public var scenario: String
    public var seed: UInt64
    public var replication: UInt64
    public var traceHash: UInt64
    public var verdict: Verdict
}

extension Verdict {
    /// The word for it in the database and in JSON.
    public var word: String {
        switch self {
        case .held: "held"
        case .gateMissed: "gate_missed"
        case .stuck: "stuck"
        case .wrong: "wrong"
        }
    }
}

/// 16 hex digits, as everywhere a trace hash is shown.
public func traceHashText(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
