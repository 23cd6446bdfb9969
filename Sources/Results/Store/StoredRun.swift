import Foundation
import Observation
import Twin

/// A run as the database holds it.
public struct StoredRun: Sendable {
    /// Its line in the list.
    public var heading: RunHeading
    /// How it ended, as it was when it was stored.
    public var ending: RunEnding
}

/// The line of a run in a list of runs.
public struct RunHeading: Sendable, Equatable {
    /// Its number in the database, greater than those of all runs that were there before it.
    public var id: Int64
    /// Wall-clock instant of the start, ISO 8601 with offset.
    public var started: String
    /// The scenario's name.
    public var scenario: String
    /// The file that it was read from; empty for none.
    public var file: String
    /// What was set against the file, each as `PATH=VALUE`.
    public var settings: [String]
    /// As in its ticket.
    public var seed: UInt64
    /// As in its ticket.
    public var replication: UInt64
    /// As in its ticket, such as `fifo`.
    public var schedule: String
    /// As in its findings; `traceHashText` writes it.
    public var traceHash: UInt64
    /// What it came to.
    public var verdict: Verdict
    /// What tells the program that ran it from another.
    public var codeVersion: String
}

/// Which runs of a database are meant: those that fit all that is given.
public struct RunSelection: Sendable, Equatable {
    /// The scenario's name.
    public var scenario: String?
    /// What the runs came to.
    public var verdict: Verdict?
    /// The seed of their tickets.
    public var seed: UInt64?
    /// Started then or later.
    public var since: Date?

    /// All runs, unless something is asked of them.
    public init(scenario: String? = nil, verdict: Verdict? = nil, seed: UInt64? = nil, since: Date? = nil) {
        self.scenario = scenario
        self.verdict = verdict
        self.seed = seed
        self.since = since
    }

    /// Whether every run is meant.
    public var isAll: Bool { self == RunSelection() }

    /// What a run must have to be meant, in words: `seed 2 and verdict held`.
    public var words: String {
        let parts = [
            scenario.map { "the scenario `\($0)`" }, verdict.map { "the verdict \($0.word)" },
            seed.map { "seed \($0)" }, since.map { "a start from \($0.formatted(.iso8601)) on" },
        ].compactMap(\.self)
        return parts.joined(separator: " and ")
    }

    /// Whether a run is among those that are meant.
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
