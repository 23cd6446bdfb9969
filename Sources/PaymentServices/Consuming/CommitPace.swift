/// What has come of the records of one poll.
struct HandledBatch: Sendable {
    /// How many, from the first on: not all when the service shuts down.
    var handled = 0
    /// Whether any record asked for something.
    var didWork = false
    /// The timestamp of the last record; nil when the poll brought none.
    var newestMilliseconds: Int64?
}

/// When a consumer commits, without IO: after work at once, after batches in which nothing had to be done no more often
/// than Kafka's own automatic commit would, and when it is idle. Time is that of the records.
struct CommitPace: Sendable {
    private let intervalMilliseconds: Int64
    private var lastMilliseconds: Int64 = 0

    /// - Parameter interval: `auto.commit.interval.ms`.
    init(interval: Duration) { intervalMilliseconds = Int64(interval / .milliseconds(1)) }

    /// Whether to commit after a batch, which is remembered as the last commit.
    mutating func isDue(after batch: HandledBatch) -> Bool {
        guard let newestMilliseconds = batch.newestMilliseconds else { return true }
        guard batch.didWork || newestMilliseconds - lastMilliseconds >= intervalMilliseconds else { return false }
        lastMilliseconds = newestMilliseconds
        return true
    }
}
