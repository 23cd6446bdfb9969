import Foundation
import Observation
import Twin

/// A run as the database holds it.
public struct StoredRun: Sendable {
    public var heading: RunHeading
    public var ending: RunEnding
}

/// The line of a run in a list of runs.
public struct RunHeading: Sendable, Equatable {
    public var id: Int64
    /// Wall-clock instant of the start, ISO 8601 with offset.
    public var started: String
    /// The scenario's name.
    public var scenario: String
    /// The file that it was read from; empty for none.
    public var file: String
    /// What was set against the file, each as `PATH=VALUE`.
    public var settings: [String]
    public var seed: UInt64
    public var replication: UInt64
    public var traceHash: UInt64
    public var verdict: Verdict
    /// What tells the program that ran it from another.
    public var codeVersion: String
}

/// Which runs of a database are meant: those that fit all that is given.
public struct RunSelection: Sendable, Equatable {
    /// The scenario's name.
    public var scenario: String?
    public var verdict: Verdict?
    public var seed: UInt64?
    /// Started then or later.
    public var since: Date?

    public init(scenario: String? = nil, verdict: Verdict? = nil, seed: UInt64? = nil, since: Date? = nil) {
        self.scenario = scenario
        self.verdict = verdict
        self.seed = seed
        self.since = since
    }

    public func takes(_ heading: RunHeading) -> Bool {
        if let scenario, heading.scenario != scenario { return false }
        if let verdict, heading.verdict != verdict { return false }
        if let seed, heading.seed != seed { return false }
        guard let since else { return true }
        guard let started = try? Date(heading.started, strategy: .iso8601) else { return false }
        return started >= since
    }
}

/// 16 hex digits, as everywhere a trace hash is shown.
public func traceHashText(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
