import DequeModule

/// Numbered jobs that are handed out in order, end in any order, and are delivered in order.
///
/// No job is handed out that is `window` or more ahead of the first one not delivered: a slow one keeps the others
/// waiting and not their results piling up.
struct InOrder<Value> {
    let count: Int
    let window: Int
    private var handedOut = 0
    private var delivered = 0
    private var isStopped = false
    /// What has ended from `delivered` on; nil where it has not.
    private var ended: Deque<Value?> = []

    init(count: Int, window: Int) {
        precondition(window > 0, "At least one job is out at a time.")
        self.count = count
        self.window = window
    }

    /// Whether no job will be handed out any more.
    var isHandedOut: Bool { isStopped || handedOut == count }

    /// Whether every job that was handed out has been delivered, and no other will be.
    var isDelivered: Bool { isHandedOut && delivered == handedOut }

    /// The next job to begin; nil when there is none, or none yet.
    mutating func handOut() -> Int? {
        guard !isHandedOut, handedOut - delivered < window else { return nil }
        handedOut += 1
        ended.append(nil)
        return handedOut - 1
    }

    mutating func end(_ job: Int, with value: Value) {
        precondition(job >= delivered && job < handedOut, "Only a job that was handed out ends, and once.")
        ended[job - delivered] = value
    }

    /// The next result in order, when it is there.
    mutating func deliver() -> (job: Int, value: Value)? {
        guard let first = ended.first, let value = first else { return nil }
        ended.removeFirst()
        delivered += 1
        return (delivered - 1, value)
    }

    /// No further job is handed out; those that were are still delivered.
    mutating func stop() { isStopped = true }
}
