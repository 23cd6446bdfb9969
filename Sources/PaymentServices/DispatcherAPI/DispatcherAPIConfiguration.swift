import PaymentModel

/// Settings of the payment dispatcher API (<doc:/PaymentModel/DispatcherAPI>).
public struct DispatcherAPIConfiguration: Sendable {
    /// `APP_ID`
    public var appID = "payment-dispatcher-api:1.0.0"
    /// `KAFKA_TOPIC_PAYMENTS`
    public var paymentsTopic = "payments"
    /// Host of `KSQLDB_SERVER`.
    public var ksqlAuthority = "ksqldb.test"
    /// Time-out of one query.
    public var ksqlTimeout = Duration.seconds(30)
    /// Where answered idempotency keys are kept in the object store.
    public var idempotencyPrefix = "idempotency/"

    /// As deployed.
    public init() {}
}
