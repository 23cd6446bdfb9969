import Twin

/// A run that is to be kept.
public struct FinishedRun: Sendable {
    /// What it came to.
    public var ending: RunEnding
    /// The wall-clock instant of its start, ISO 8601 with offset.
    public var started: String

    /// A run that has ended.
    public init(ending: RunEnding, started: String) {
        self.ending = ending
        self.started = started
    }
}

/// What became of runs that were to be kept.
public struct AppendedRuns: Sendable {
    /// Of those that are kept, in their order: all up to the first that could not be.
    public var ids: [Int64] = []
    /// Why the others are not kept; nil when all are.
    public var trouble: ResultStoreError?
}
