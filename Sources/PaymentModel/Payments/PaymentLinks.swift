/// A link that a citizen or operator opens. `method` is nil where the writer left it out.
public struct OpenableLink: Hashable, Sendable {
    public var url: ServiceLink?
    public var lastOpenedAt: Timestamp?
    public var method: LinkMethod?

    public init(url: ServiceLink? = nil, lastOpenedAt: Timestamp? = nil, method: LinkMethod? = .get) {
        self.url = url
        self.lastOpenedAt = lastOpenedAt
        self.method = method
    }
}

/// The link that the poller calls, with the proxy's schedule (`domain.md` 5.7).
public struct UpdateLink: Hashable, Sendable {
    public var url: ServiceLink?
    public var lastCheckAt: Timestamp?
    /// Nil before the first check is planned and when no further one is.
    public var nextCheckAt: Timestamp?
    public var method: LinkMethod?

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
public struct NotifyLink: Hashable, Sendable {
    public var url: ServiceLink
    public var method: LinkMethod
    public var sentAt: Timestamp?

    public init(url: ServiceLink, method: LinkMethod = .post, sentAt: Timestamp? = nil) {
        self.url = url
        self.method = method
        self.sentAt = sentAt
    }
}

/// All links of a payment (`domain.md` 2.5).
public struct PaymentLinks: Hashable, Sendable {
    public var onlinePaymentBegin: OpenableLink
    public var onlinePaymentLanding: OpenableLink
    public var offlinePayment: OpenableLink
    public var receipt: OpenableLink
    public var notify: [NotifyLink]
    public var update: UpdateLink
    public var confirm: OpenableLink
    public var cancel: OpenableLink

    public init(
        onlinePaymentBegin: OpenableLink = OpenableLink(), onlinePaymentLanding: OpenableLink = OpenableLink(),
        offlinePayment: OpenableLink = OpenableLink(), receipt: OpenableLink = OpenableLink(),
        notify: [NotifyLink] = [], update: UpdateLink = UpdateLink(),
        confirm: OpenableLink = OpenableLink(method: .patch), cancel: OpenableLink = OpenableLink(method: .patch)
    ) {
        self.onlinePaymentBegin = onlinePaymentBegin
        self.onlinePaymentLanding = onlinePaymentLanding
        self.offlinePayment = offlinePayment
        self.receipt = receipt
        self.notify = notify
        self.update = update
        self.confirm = confirm
        self.cancel = cancel
    }
}
