import ServicePorts

/// A link that a citizen or operator opens. `method` is nil where the writer left it out.
public struct OpenableLink: Hashable, Codable, Sendable {
    /// Nil for a link that the payment has not (yet).
    public var url: ServiceLink?
    /// When somebody opened it last.
    public var lastOpenedAt: Timestamp?
    /// How it is opened.
    public var method: LinkMethod?

    private enum CodingKeys: String, CodingKey {
        case url, method
        case lastOpenedAt = "last_opened_at"
    }

    /// A link that nobody opened yet, where the parameters do not say otherwise.
    public init(url: ServiceLink? = nil, lastOpenedAt: Timestamp? = nil, method: LinkMethod? = .get) {
        self.url = url
        self.lastOpenedAt = lastOpenedAt
        self.method = method
    }
}

/// The link that the poller calls, with the proxy's schedule (<doc:CheckSchedule>).
public struct UpdateLink: Hashable, Codable, Sendable {
    /// Nil for a payment that is not checked.
    public var url: ServiceLink?
    /// When the payment was checked last.
    public var lastCheckAt: Timestamp?
    /// Nil before the first check is planned and when no further one is.
    public var nextCheckAt: Timestamp?
    /// How it is called.
    public var method: LinkMethod?

    private enum CodingKeys: String, CodingKey {
        case url, method
        case lastCheckAt = "last_check_at"
        case nextCheckAt = "next_check_at"
    }

    /// A link without a schedule, where the parameters do not say otherwise.
    public init(
        url: ServiceLink? = nil, lastCheckAt: Timestamp? = nil, nextCheckAt: Timestamp? = nil,
        method: LinkMethod? = .get
    ) {
        self.url = url
        self.lastCheckAt = lastCheckAt
        self.nextCheckAt = nextCheckAt
        self.method = method
    }
}

/// An address that wants to hear of the outcome.
public struct NotifyLink: Hashable, Codable, Sendable {
    /// Where the outcome goes.
    public var url: ServiceLink
    /// How it is sent.
    public var method: LinkMethod
    /// When it was sent.
    public var sentAt: Timestamp?

    private enum CodingKeys: String, CodingKey {
        case url, method
        case sentAt = "sent_at"
    }

    /// A link that has not been told yet, where the parameters do not say otherwise.
    public init(url: ServiceLink, method: LinkMethod = .post, sentAt: Timestamp? = nil) {
        self.url = url
        self.method = method
        self.sentAt = sentAt
    }
}

/// All links of a payment (<doc:PaymentEvents>).
///
/// A check changes nothing but the update link's instants, and there may be hundreds of checks: the other links stand
/// behind one reference, so that a check copies none of them.
public struct PaymentLinks: Hashable, Sendable {
    fileprivate struct Others: Hashable, Sendable {
        var onlinePaymentBegin: OpenableLink
        var onlinePaymentLanding: OpenableLink
        var offlinePayment: OpenableLink
        var receipt: OpenableLink
        var notify: [NotifyLink]
        var confirm: OpenableLink
        var cancel: OpenableLink
    }

    /// What the poller calls.
    public var update: UpdateLink
    private var others: Shared<Others>

    /// Links of these parts; those that are not given have no URL.
    public init(
        onlinePaymentBegin: OpenableLink = OpenableLink(), onlinePaymentLanding: OpenableLink = OpenableLink(),
        offlinePayment: OpenableLink = OpenableLink(), receipt: OpenableLink = OpenableLink(),
        notify: [NotifyLink] = [], update: UpdateLink = UpdateLink(),
        confirm: OpenableLink = OpenableLink(method: .patch), cancel: OpenableLink = OpenableLink(method: .patch)
    ) {
        self.update = update
        others = Shared(
            Others(
                onlinePaymentBegin: onlinePaymentBegin, onlinePaymentLanding: onlinePaymentLanding,
                offlinePayment: offlinePayment, receipt: receipt, notify: notify, confirm: confirm, cancel: cancel))
    }

    private mutating func change<Link>(_ link: WritableKeyPath<Others, Link>, to value: Link) {
        var values = others.values
        values[keyPath: link] = value
        others = Shared(values)
    }

    /// Where the citizen begins to pay online.
    public var onlinePaymentBegin: OpenableLink {
        get { others.values.onlinePaymentBegin }
        set { change(\.onlinePaymentBegin, to: newValue) }
    }
    /// Where the citizen comes back to from paying online.
    public var onlinePaymentLanding: OpenableLink {
        get { others.values.onlinePaymentLanding }
        set { change(\.onlinePaymentLanding, to: newValue) }
    }
    /// The notice, to be paid at a counter.
    public var offlinePayment: OpenableLink {
        get { others.values.offlinePayment }
        set { change(\.offlinePayment, to: newValue) }
    }
    /// The proof of payment.
    public var receipt: OpenableLink {
        get { others.values.receipt }
        set { change(\.receipt, to: newValue) }
    }
    /// Who is told of the outcome.
    public var notify: [NotifyLink] {
        get { others.values.notify }
        set { change(\.notify, to: newValue) }
    }
    /// What an operator confirms the payment by.
    public var confirm: OpenableLink {
        get { others.values.confirm }
        set { change(\.confirm, to: newValue) }
    }
    /// What an operator cancels the payment by.
    public var cancel: OpenableLink {
        get { others.values.cancel }
        set { change(\.cancel, to: newValue) }
    }

    /// Equal in every link.
    public static func == (a: PaymentLinks, b: PaymentLinks) -> Bool {
        a.update == b.update && a.others == b.others
    }

    /// Hashes the link that changes most.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(update)
        hasher.combine(others.values)
    }
}

extension PaymentLinks: Digestible {
    /// Enters the update link and the digest of the others, which is worked out when one of them changes.
    public func digest(into digest: inout WireDigest) {
        digest.enter(update)
        digest.enter(others.ownDigest)
    }
}

extension PaymentLinks.Others: Digestible {
    func digest(into digest: inout WireDigest) {
        digest.enter(onlinePaymentBegin)
        digest.enter(onlinePaymentLanding)
        digest.enter(offlinePayment)
        digest.enter(receipt)
        digest.enter(notify)
        digest.enter(confirm)
        digest.enter(cancel)
    }
}
