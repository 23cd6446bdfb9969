import PaymentModel
import ServicePorts

/// How the dispatcher finds out that an application already has its payment (<doc:/PaymentModel/Dispatcher>).
public enum Deduplication: Sendable, Equatable {
    /// Asks the view, which lags behind the topic.
    case view
    /// Also remembers, for as long as given, what this replica itself has dispatched.
    case viewAndLocalSet(memory: Duration)
}

/// Where a new payment's id comes from (<doc:/PaymentModel/Dispatcher>).
public enum PaymentIdentity: String, Sendable, CaseIterable {
    /// A new UUID for every dispatch.
    case random
    /// Derived from the application's id, so that a repeated dispatch writes the same payment.
    case derivedFromRemoteID
}

/// Settings of the payment dispatcher (<doc:/PaymentModel/Dispatcher>).
public struct DispatcherConfiguration: Sendable {
    /// `APP_ID`
    public var appID = "payment-dispatcher:2.0.0"
    /// `KAFKA_TOPIC_APPLICATIONS`
    public var applicationsTopic = "applications"
    /// `KAFKA_TOPIC_PAYMENTS`
    public var paymentsTopic = "payments"
    /// For the consumer that is handed in; `group.id` is `KAFKA_CONSUMER_GROUP_PREFIX` with the service's name.
    public var consumer: ConsumerSettings
    /// Host of `KSQLDB_SERVER`.
    public var ksqlAuthority = "ksqldb.test"
    /// Time-out of one query.
    public var ksqlTimeout = Duration.seconds(30)
    /// Which events it acts on; the others are passed over.
    public var versionRule = EventVersionRule.numericTwo
    /// How it finds out that an application has its payment.
    public var deduplication = Deduplication.view
    /// Where a payment's id comes from.
    public var paymentIdentity = PaymentIdentity.random
    /// Waits while the view or Kafka does not answer.
    public var backOff = BackOff()

    /// As deployed, in the consumer group `payment-dispatcher`.
    public init() { consumer = .manuallyCommitted(groupID: "payment-dispatcher") }
}
