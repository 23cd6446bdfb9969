import ServicePorts

/// Settings of the payments poller (<doc:/PaymentModel/Poller>).
public struct PollerConfiguration: Sendable {
    /// Which open payments a loop checks.
    public enum Selection: String, Sendable, CaseIterable {
        /// Those whose `next_check_at` has come.
        case due
        /// Every open payment, as the first versions did.
        case all
    }

    /// When a loop begins.
    public enum Pacing: String, Sendable, CaseIterable {
        /// Every `loopTime`; at once when the loop before took longer.
        case everyLoopTime
        /// `loopTime` after the end of the loop before.
        case pauseBetweenLoops
    }

    /// `LOOP_TIME`
    public var loopTime = Duration.seconds(90)
    /// When the next loop begins.
    public var pacing = Pacing.everyLoopTime
    /// Which payments a loop checks.
    public var selection = Selection.due
    /// Calls in flight at a time: 1 as deployed.
    public var concurrency = 1
    /// Time-out of one `update.url` call.
    public var callTimeout = Duration.seconds(10)
    /// As deployed, a proxy is not left alone when it asks for it.
    public var retryAfter = RetryAfterRule.ignore
    /// Host of `KSQLDB_SERVER`.
    public var ksqlAuthority = "ksqldb.test"
    /// Time-out of one query.
    public var ksqlTimeout = Duration.seconds(30)

    /// As deployed.
    public init() {}
}
