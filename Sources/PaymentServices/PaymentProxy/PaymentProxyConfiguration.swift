import PaymentModel
import ServicePorts

/// The tenant as pagoPA sees it.
public struct Creditor: Sendable, Hashable {
    /// Eleven digits.
    public var taxIdentificationNumber: String
    /// As citizens read it.
    public var name: String

    /// A creditor by its tax code.
    public init(taxIdentificationNumber: String, name: String) {
        self.taxIdentificationNumber = taxIdentificationNumber
        self.name = name
    }
}

/// What a proxy knows of one service of one tenant: it acts for no other (<doc:/PaymentModel/Proxy>).
public struct CollectionConfiguration: Sendable, Hashable {
    /// Where the citizen pays online.
    public enum OnlineChannel: String, Sendable, CaseIterable {
        /// The intermediary's own portal.
        case portal
        /// pagoPA Checkout, through the Checkout API.
        case checkout
    }

    /// The tenant, as events name it.
    public var tenantID: EntityID
    /// The service, as events name it.
    public var serviceID: EntityID
    /// Who is owed the money.
    public var creditor: Creditor
    /// Where citizens pay online.
    public var onlineChannel: OnlineChannel
    /// A configuration that is not active is as good as none.
    public var isActive: Bool

    /// Active, with payments at the intermediary's portal, unless something else is given.
    public init(
        tenantID: EntityID, serviceID: EntityID, creditor: Creditor, onlineChannel: OnlineChannel = .portal,
        isActive: Bool = true
    ) {
        self.tenantID = tenantID
        self.serviceID = serviceID
        self.creditor = creditor
        self.onlineChannel = onlineChannel
        self.isActive = isActive
    }
}

/// Settings of a payment proxy (<doc:/PaymentModel/Proxy>, environment names of the Efil proxy).
public struct PaymentProxyConfiguration: Sendable {
    /// The intermediary's name, as a label and in host names.
    public var intermediary: String
    /// Scheme and host of the links that citizens open.
    public var scheme = "https"
    /// The proxy's own host.
    public var authority: String
    /// Scheme and host of `links.update`, which the poller calls from inside.
    public var updateScheme = "http"
    /// The proxy's own host, as the poller reaches it.
    public var updateAuthority: String
    /// `APP_ID`
    public var appID: String
    /// `KAFKA_TOPIC_NAME`
    public var paymentsTopic = "payments"
    /// For the consumer that is handed in; `group.id` is `KAFKA_GROUP_ID`.
    public var consumer: ConsumerSettings
    /// Which events it acts on; the others are passed over.
    public var versionRule = EventVersionRule.numericTwo
    /// `BASE_PATH_EVENT`: before the payment's id in the object store.
    public var basePathEvent = "payments/"
    /// Before creditor and iuv in the object store: which payment an outcome is about.
    public var basePathIUV = "iuv/"
    /// Host of the Checkout API.
    public var checkoutAuthority = "checkout-api.test"
    /// Time-out of one call to the Checkout API.
    public var checkoutTimeout = Duration.seconds(10)
    /// From a creation to the first check, in whole seconds.
    public var firstCheck = Duration.seconds(60)
    /// Of one publication from an outbox: after so long a publisher counts as dead. Longer than a producer tries.
    public var publicationLease = Duration.seconds(180)
    /// When payments are checked again.
    public var schedule = CheckSchedule()
    /// What it does where proxies differ.
    public var policies = ProxyPolicies()
    /// Waits while the store, Kafka or (by policy) the intermediary does not answer.
    public var backOff = BackOff()
    private var collections: [CollectionKey: CollectionConfiguration] = [:]

    private struct CollectionKey: Hashable {
        var tenantID: EntityID
        var serviceID: EntityID
    }

    /// A proxy of `intermediary` at `{intermediary}-payment-proxy.test`, acting for `collections`.
    public init(intermediary: String, collections: [CollectionConfiguration]) {
        self.intermediary = intermediary
        authority = "\(intermediary)-payment-proxy.test"
        updateAuthority = authority
        appID = "\(intermediary)-payment-proxy:1.5.0"
        consumer = .manuallyCommitted(groupID: "\(intermediary)-payment-proxy")
        for collection in collections {
            self.collections[
                CollectionKey(tenantID: collection.tenantID, serviceID: collection.serviceID)] = collection
        }
    }

    /// The active configuration for a service of a tenant; nil when there is none.
    public func collection(tenantID: EntityID, serviceID: EntityID) -> CollectionConfiguration? {
        guard let found = collections[CollectionKey(tenantID: tenantID, serviceID: serviceID)], found.isActive
        else { return nil }
        return found
    }
}
