/// How long a service waits before it tries again: twice as long after each failure in a row, from `first` up to
/// `longest`.
public struct BackOff: Sendable, Equatable {
    /// The wait after the first failure.
    public var first: Duration
    /// No wait is longer.
    public var longest: Duration

    /// One second at first and a minute at most, unless told otherwise. `first` must be above zero and no longer than
    /// `longest`.
    public init(first: Duration = .seconds(1), longest: Duration = .seconds(60)) {
        precondition(first > .zero, "A back-off without a wait would retry without end in one instant.")
        precondition(longest >= first, "The longest wait cannot be shorter than the first.")
        self.first = first
        self.longest = longest
    }

    /// The wait after the `failures`-th failure in a row, counted from 1.
    public func wait(afterFailures failures: Int) -> Duration {
        precondition(failures > 0, "There is nothing to wait for before the first failure.")
        var wait = first
        for _ in 1..<failures {
            wait *= 2
            if wait >= longest { return longest }
        }
        return min(wait, longest)
    }
}
