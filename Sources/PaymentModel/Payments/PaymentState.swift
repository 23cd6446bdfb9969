import ServicePorts

/// What the owning proxy changes during a payment's life.
///
/// What the intermediary gave changes twice in it, and each check copies the state: it stands behind one reference.
public struct PaymentState: Hashable, Sendable {
    fileprivate struct Given: Hashable, Sendable {
        var transactionID: String?
        var paidAt: Timestamp?
        var iuv: String?
        var noticeCode: String?
    }

    /// Where the payment stands.
    public var status: PaymentStatus
    /// When it changed last.
    public var updatedAt: Timestamp
    /// Where it is paid, checked and told of.
    public var links: PaymentLinks
    private var given: Shared<Given>

    /// A state with what is known of it.
    public init(
        status: PaymentStatus, updatedAt: Timestamp, transactionID: String? = nil, paidAt: Timestamp? = nil,
        iuv: String? = nil, noticeCode: String? = nil, links: PaymentLinks = PaymentLinks()
    ) {
        self.status = status
        self.updatedAt = updatedAt
        self.links = links
        given = Shared(Given(transactionID: transactionID, paidAt: paidAt, iuv: iuv, noticeCode: noticeCode))
    }

    private mutating func change<Value>(_ member: WritableKeyPath<Given, Value>, to value: Value) {
        var values = given.values
        values[keyPath: member] = value
        given = Shared(values)
    }

    /// Given by the intermediary.
    public var transactionID: String? {
        get { given.values.transactionID }
        set { change(\.transactionID, to: newValue) }
    }
    /// Set together with `COMPLETE`.
    public var paidAt: Timestamp? {
        get { given.values.paidAt }
        set { change(\.paidAt, to: newValue) }
    }
    /// Unique payment identifier, given by the intermediary.
    public var iuv: String? {
        get { given.values.iuv }
        set { change(\.iuv, to: newValue) }
    }
    /// 18 digits.
    public var noticeCode: String? {
        get { given.values.noticeCode }
        set { change(\.noticeCode, to: newValue) }
    }

    /// Hashes every member.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(status)
        hasher.combine(updatedAt)
        hasher.combine(links)
        hasher.combine(given.values)
    }
}

extension PaymentState: Digestible {
    /// Enters every member; what the intermediary gave by the digest that was worked out when it came.
    public func digest(into digest: inout WireDigest) {
        digest.enter(status)
        digest.enter(updatedAt)
        digest.enter(given.ownDigest)
        digest.enter(links)
    }
}

extension PaymentState.Given: Digestible {
    func digest(into digest: inout WireDigest) {
        digest.enter(transactionID)
        digest.enter(paidAt)
        digest.enter(iuv)
        digest.enter(noticeCode)
    }
}
