extension PollerConfiguration {
    /// Which open payments a loop checks.
    public enum Selection: String, Sendable, CaseIterable {
        /// Those whose `next_check_at` has come.
        case due
        /// Every open payment, as the first versions did.
        case all
    }

    /// When a loop begins.
    public enum Pacing: String, Sendable, CaseIterable {
        /// Every `loopTime`; `overlap` says what happens when the loop before took longer.
        case everyLoopTime
        /// `loopTime` after the end of the loop before.
        case pauseBetweenLoops
        /// `shortestLoopTime` after the begin of a loop that found something due; each that finds nothing doubles the
        /// time, up to `loopTime`.
        case adaptive
    }

    /// What becomes of a loop whose time comes while the one before is still under way: the `concurrencyPolicy` of a
    /// Kubernetes CronJob, and the queue that it lacks.
    public enum Overlap: String, Sendable, CaseIterable {
        /// It begins when the one before has ended, one at most.
        case queue
        /// It is left out, as by `Forbid`.
        case skip
        /// The one before begins no further call, and when those under way are answered this one begins, as by
        /// `Replace`.
        case replace
        /// It begins beside the one before, as by `Allow`.
        case concurrent
    }

    /// In which order a loop calls.
    public enum Order: String, Sendable, CaseIterable {
        /// As the view answers, which promises none.
        case asAnswered
        /// The smallest `next_check_at` first; what has none comes last.
        case oldestDueFirst
        /// One payment of each tenant in turn (round robin), of each its oldest due first.
        case fairByTenant
    }

    /// What a call that fails does to the rest of its loop.
    public enum OnError: String, Sendable, CaseIterable {
        /// Nothing but a line in the log.
        case goOn = "continue"
        /// A defect that is met in the field: no further call is begun, and what stands behind the row waits for the
        /// next loop, which meets the row again.
        case endLoop
    }

    /// What becomes of a payment whose check is answered with 429 or 5xx, or not at all.
    public enum FailedCall: String, Sendable, CaseIterable {
        /// As deployed: it stays due, and every loop calls again.
        case everyLoop
        /// It is left alone for `backOff.first`, and twice as long after each further failure.
        case backOff
    }

    /// What becomes of a payment that its proxy does not know (404), or otherwise refuses.
    public enum NotFound: String, Sendable, CaseIterable {
        /// As deployed: it stays due, and every loop calls again.
        case everyLoop
        /// It is left alone as by `FailedCall.backOff`.
        case backOff
        /// This replica does not call it again.
        case giveUp
    }

    /// For which calls there is a circuit breaker.
    public enum CircuitBreaking: String, Sendable, CaseIterable {
        /// None.
        case none
        /// One for each host that is called.
        case perHost
    }

    /// How several replicas divide the payments among themselves.
    public enum Division: String, Sendable, CaseIterable {
        /// As deployed, not at all: each checks all of them.
        case none
        /// Each checks those whose hash is its own; nobody checks those of a replica that is away.
        case shares
        /// The one that holds the lease checks all, the others stand by.
        case lease
    }
}

/// How chance shortens a wait, so that those who wait equally long do not come at once. The names are those of
/// "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
public enum Jitter: String, Sendable, CaseIterable {
    /// Not at all.
    case none
    /// To something between half of it and all.
    case equal
    /// To something between nothing and all.
    case full

    /// - Parameter chance: 64 random bits, of which the whole range is as likely as any other.
    func shortened(_ wait: Duration, chance: UInt64) -> Duration {
        guard wait > .zero else { return wait }
        let whole = UInt64(wait.nanoseconds)
        let least = self == .equal ? whole / 2 : 0
        guard self != .none else { return wait }
        return .nanoseconds(Int64(least + (whole - least).multipliedFullWidth(by: chance).high))
    }
}
