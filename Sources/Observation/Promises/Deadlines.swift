/// Until when the liveness promises must be kept. The initial values are the documented defaults (<doc:Promises>).
public struct Deadlines: Equatable, Sendable {
    /// What a fault does to what is owed while it lasts.
    public enum DuringFaults: String, CaseIterable, Sendable {
        /// Everything is owed from its fact, whatever goes wrong.
        case keep
        /// What was owed before the faults ended is owed its term from their end.
        case extend
        /// `extend` where each seed draws faults of its own, since nobody chose them; else `keep`.
        case extendInSwarms
    }

    /// T1 where the intermediary notifies (I6).
    public var completeAfterNotifiedPayment = Duration.seconds(2 * 3_600)
    /// T1 where it is polled: this much beyond one step of the check schedule (I6).
    public var completeAfterPolledPayment = Duration.seconds(10 * 60)
    /// T2 (I7).
    public var applicationAfterComplete = Duration.seconds(10 * 60)
    /// T3 (I16).
    public var paymentAfterApplication = Duration.seconds(5 * 60)
    /// From the topic's last event of a payment until the view shows it (I11).
    public var viewAfterEvent = Duration.seconds(5 * 60)
    /// Loops of the poller by which a check may be overdue that nobody has asked for (I14).
    public var overdueLoops = 2
    /// The same of a check that was asked for and came to nothing, each time (I14).
    public var unansweredLoops = 40
    /// How long a group may stand before records it has not read (I15).
    public var consumerProgress = Duration.seconds(15 * 60)
    /// From CREATION_PENDING to any other state (I17).
    public var creation = Duration.seconds(15 * 60)
    /// From CREATION_FAILED until somebody knows (I18).
    public var failedCreationSeen = Duration.seconds(30 * 60)
    /// From Core's 201 to the application's event (I25).
    public var eventAfterAcceptance = Duration.seconds(5 * 60)
    /// From 1900 to 2000 (I28).
    public var acquisition = Duration.seconds(15 * 60)
    /// Whether faults stop the clock.
    public var duringFaults = DuringFaults.extendInSwarms

    /// The documented defaults.
    public init() {}
}
