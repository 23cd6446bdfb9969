import PaymentModel
import ServicePorts

/// What a failed send to the gateway does to an event whose state change is already committed
/// (<doc:/PaymentModel/Core>).
public enum GatewayFailure: String, Sendable, CaseIterable {
    /// As deployed: the error path ends before the resend is queued. The request fails with 500, the state stays.
    case loseEvent
    /// The event is queued for the background job and the request goes on.
    case queueResend
}

/// Settings of Core (<doc:/PaymentModel/Core>).
public struct CoreConfiguration: Sendable {
    /// A municipality served by this installation.
    public struct Tenant: Sendable, Hashable {
        /// As events name it.
        public var id: EntityID
        /// The tenant's name in paths.
        public var slug: String

        /// A municipality with its name in paths.
        public init(id: EntityID, slug: String) {
            self.id = id
            self.slug = slug
        }
    }

    /// The background job (<doc:/PaymentModel/Core>).
    public struct Jobs: Sendable, Equatable {
        /// Pause between two loops over all tenants.
        public var loopTime = Duration.seconds(60)
        /// Actions done per tenant and loop; the rest waits for the next one.
        public var actionsPerTenant = 50
        /// After so many failed retries an action is never selected again.
        public var retries = 10
        /// After so long, doubled with each failure, an action that another host has reserved is taken over.
        public var takeoverTime = Duration.seconds(3_600)

        /// As deployed.
        public init() {}
    }

    /// Tenants in the order the background job visits them.
    public var tenants: [Tenant]
    /// Host of its own, for the URLs in its events.
    public var authority = "core.test"
    /// `APP_ID`
    public var appID = "core:2.13.0"
    /// Host of `KAFKA_URL`.
    public var gatewayAuthority = "kafka-gateway.test"
    /// `KAFKA_REQUEST_TIMEOUT`
    public var gatewayTimeout = Duration.seconds(2)
    /// `KAFKA_EVENT_VERSION`: Core's own default is 1, which no consumer accepts any more; installations set 2.
    public var eventVersion = EventVersion.number("2")
    /// `KAFKA_TOPIC_APPLICATIONS`
    public var applicationsTopic = "applications"
    /// Host of `KSQLDB_URL`.
    public var ksqlAuthority = "ksqldb.test"
    /// Fixed in Core's ksql client.
    public var ksqlTimeout = Duration.seconds(30)
    /// From the submission until the payment's term (<doc:/PaymentModel/ApplicationEvents>), in whole seconds: 90 days.
    public var paymentTerm = Duration.seconds(90 * 86_400)
    /// What the background job does, and how often.
    public var jobs = Jobs()
    /// As deployed, an event that the gateway does not take is lost.
    public var gatewayFailure = GatewayFailure.loseEvent

    /// As deployed, for these municipalities.
    public init(tenants: [Tenant]) { self.tenants = tenants }
}
