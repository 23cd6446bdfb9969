/// What became of one promise in a run.
public struct PromiseOutcome: Sendable, Equatable {
    /// Which promise.
    public var invariant: Invariant
    /// How often it broke.
    public var broken: UInt64
    /// Those of its occasions that the run never gave, in words.
    public var missing: [String]

    /// An outcome, such as one that was stored.
    public init(invariant: Invariant, broken: UInt64, missing: [String]) {
        self.invariant = invariant
        self.broken = broken
        self.missing = missing
    }

    /// Whether the run put it to the test at all: only then it can have held.
    public var isExercised: Bool { missing.count < invariant.occasions.count }
}
