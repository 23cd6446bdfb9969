/// Until when the liveness promises must be kept. The initial values are the documented defaults.
public struct Deadlines: Equatable, Sendable {
    /// T1 where the intermediary notifies (I6).
    public var completeAfterNotifiedPayment = Duration.seconds(2 * 3_600)
    /// T1 where it is polled: this much beyond one step of the check schedule (I6).
    public var completeAfterPolledPayment = Duration.seconds(10 * 60)
    /// T2 (I7).
    public var applicationAfterComplete = Duration.seconds(10 * 60)
    /// T3 (I16).
    public var paymentAfterApplication = Duration.seconds(5 * 60)

    /// The documented defaults.
    public init() {}
}
