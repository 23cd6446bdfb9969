/// When a consumer commits, without IO: after work at once, after batches in which nothing had to be done no more often
/// than Kafka's own automatic commit would, and when it is idle. Time is that of the records.
struct CommitPace: Sendable {
    private let intervalMilliseconds: Int64
    private var lastMilliseconds: Int64 = 0

    /// - Parameter interval: `auto.commit.interval.ms`.
    init(interval: Duration) { intervalMilliseconds = Int64(interval / .milliseconds(1)) }

    /// Whether to commit after a batch, which is remembered as the last commit.
    /// - Parameter newestMilliseconds: the timestamp of the batch's last record; nil when a poll brought none.
    mutating func isDue(afterWork didWork: Bool, newestMilliseconds: Int64?) -> Bool {
        guard let newestMilliseconds else { return true }
        guard didWork || newestMilliseconds - lastMilliseconds >= intervalMilliseconds else { return false }
        lastMilliseconds = newestMilliseconds
        return true
    }
}
