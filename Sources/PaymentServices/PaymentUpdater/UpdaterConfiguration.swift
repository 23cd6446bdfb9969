import PaymentModel
import ServicePorts

/// Settings of the payment updater (<doc:/PaymentModel/Updater>).
public struct UpdaterConfiguration: Sendable {
    /// What becomes of an outcome that Core does not take.
    public enum RetryLimit: Sendable, Equatable {
        /// The partition waits until Core answers: nothing is lost, and everything behind it is late.
        case none
        /// The outcome is counted as lost and the partition goes on.
        case giveUp(afterAttempts: Int)
    }

    /// What it does with an outcome that it has reported: a proxy publishes a payment again whenever somebody opens a
    /// link of it, its receipt for one.
    public enum RepublishedOutcome: Sendable, Equatable {
        /// As deployed: each event is reported. Core answers 422, and nothing comes of it but the call.
        case reportAgain
        /// What Core has taken, from this replica and not longer ago than that, is not reported again.
        case reportOnce(memory: Duration)
    }

    /// `APP_ID`
    public var appID = "payment-updater:1.0.0"
    /// `KAFKA_TOPIC_PAYMENTS`
    public var paymentsTopic = "payments"
    /// For the consumer that is handed in. The public shell script read from `newest` and lost what ended while it was
    /// down; that is `autoOffsetReset = .latest` with automatic commit here.
    public var consumer: ConsumerSettings
    /// Which events it acts on; the others are passed over.
    public var versionRule = EventVersionRule.numericTwo
    /// Time-out of one call to Core.
    public var callTimeout = Duration.seconds(10)
    /// Waits while Core or Kafka does not answer.
    public var backOff = BackOff()
    /// As deployed, Core is not left alone when it asks for it.
    public var retryAfter = RetryAfterRule.ignore
    /// As deployed, nothing is given up.
    public var retryLimit = RetryLimit.none
    /// As deployed, every event of an outcome is reported.
    public var republishedOutcome = RepublishedOutcome.reportAgain
    /// Also tells Core of CREATION_FAILED, which the original updater ignores: the application stays in 1500.
    public var reportsCreationFailed = false

    /// As deployed, in the consumer group `payment-updater`.
    public init() { consumer = .manuallyCommitted(groupID: "payment-updater") }
}
