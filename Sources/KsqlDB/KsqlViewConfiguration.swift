import PaymentModel
import ServicePorts

/// Settings of the view of payments (<doc:/PaymentModel/ViewOfPayments>).
public struct KsqlViewConfiguration: Sendable {
    /// What queries are answered while the view builds its tables, at its first start and at each one after.
    public enum RebuildAnswers: String, Sendable, CaseIterable {
        /// As deployed: from the rows that it shows so far. Who asks for a payment that it has not read yet finds none.
        case partial
        /// 503, until it shows every record that was in its topic when it got its partitions.
        case noneUntilWhole
    }

    /// `KAFKA_TOPIC_PAYMENTS`
    public var paymentsTopic = "payments"
    /// For the consumer that is handed in. Commits, if it makes any, are for partitions that come back to the same
    /// view: a view that starts again reads from the beginning.
    public var consumer: ConsumerSettings
    /// `commit.interval.ms` of ksqlDB's cache: rows become visible at the end of such an interval.
    public var flushInterval = Duration.milliseconds(2000)
    /// As deployed, tables answer while they are being built.
    public var rebuildAnswers = RebuildAnswers.partial
    /// Which events make a row; the others are passed over.
    public var versionRule = EventVersionRule.numericTwo
    /// Waits while Kafka does not answer.
    public var backOff = BackOff()

    /// As deployed, in the consumer group `ksqldb-payments`.
    public init() { consumer = .manuallyCommitted(groupID: "ksqldb-payments") }
}
