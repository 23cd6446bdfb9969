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

/// The link that the poller calls, with the proxy's schedule (<doc:CheckSchedule>).
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

/// All links of a payment (<doc:PaymentEvents>).
///
/// A check changes nothing but the update link's instants, and there may be hundreds of checks: the other links stand
/// behind one reference, so that a check copies none of them.
public struct PaymentLinks: Hashable, Sendable {
    private struct Others: Hashable, Sendable {
        var onlinePaymentBegin: OpenableLink
        var onlinePaymentLanding: OpenableLink
        var offlinePayment: OpenableLink
        var receipt: OpenableLink
        var notify: [NotifyLink]
        var confirm: OpenableLink
        var cancel: OpenableLink
    }

    private final class SharedOthers: Sendable {
        let values: Others

        init(_ values: Others) { self.values = values }
    }

    public var update: UpdateLink
    private var others: SharedOthers

    public init(
        onlinePaymentBegin: OpenableLink = OpenableLink(), onlinePaymentLanding: OpenableLink = OpenableLink(),
        offlinePayment: OpenableLink = OpenableLink(), receipt: OpenableLink = OpenableLink(),
        notify: [NotifyLink] = [], update: UpdateLink = UpdateLink(),
        confirm: OpenableLink = OpenableLink(method: .patch), cancel: OpenableLink = OpenableLink(method: .patch)
    ) {
        self.update = update
        others = SharedOthers(
            Others(
                onlinePaymentBegin: onlinePaymentBegin, onlinePaymentLanding: onlinePaymentLanding,
                offlinePayment: offlinePayment, receipt: receipt, notify: notify, confirm: confirm, cancel: cancel))
    }

    private mutating func change<Link>(_ link: WritableKeyPath<Others, Link>, to value: Link) {
        var values = others.values
        values[keyPath: link] = value
        others = SharedOthers(values)
    }

    public var onlinePaymentBegin: OpenableLink {
        get { others.values.onlinePaymentBegin }
        set { change(\.onlinePaymentBegin, to: newValue) }
    }
    public var onlinePaymentLanding: OpenableLink {
        get { others.values.onlinePaymentLanding }
        set { change(\.onlinePaymentLanding, to: newValue) }
    }
    public var offlinePayment: OpenableLink {
        get { others.values.offlinePayment }
        set { change(\.offlinePayment, to: newValue) }
    }
    public var receipt: OpenableLink {
        get { others.values.receipt }
        set { change(\.receipt, to: newValue) }
    }
    public var notify: [NotifyLink] {
        get { others.values.notify }
        set { change(\.notify, to: newValue) }
    }
    public var confirm: OpenableLink {
        get { others.values.confirm }
        set { change(\.confirm, to: newValue) }
    }
    public var cancel: OpenableLink {
        get { others.values.cancel }
        set { change(\.cancel, to: newValue) }
    }

    public static func == (a: PaymentLinks, b: PaymentLinks) -> Bool {
        a.update == b.update && (a.others === b.others || a.others.values == b.others.values)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(update)
        hasher.combine(others.values)
    }
}
