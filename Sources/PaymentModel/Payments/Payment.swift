/// What never changes after a payment was created. One object serves all events of the payment.
public final class PaymentOrigin: Sendable {
    /// The values an origin is made of (<doc:PaymentEvents>).
    public struct Values: Hashable, Sendable {
        public var id: EntityID
        public var userID: EntityID
        public var tenantID: EntityID
        public var serviceID: EntityID
        /// The application's id.
        public var remoteID: EntityID
        public var type: PaymentType
        public var createdAt: Timestamp
        /// The causale, at most 140 characters.
        public var reason: String?
        public var expireAt: Timestamp?
        /// Absent only where the payment is not of type PAGOPA or is a stamp.
        public var amount: EuroCents?
        /// `payment.type`: whether it is a stamp.
        public var kind: PaymentType?
        /// Unique due identifier; the payment's id without dashes unless the importer says otherwise.
        public var iud: String
        public var receiver: Receiver?
        public var dueType: String?
        public var pagopaCategory: String?
        public var document: StampedDocument?
        public var split: [SplitShare]
        public var payer: Person
        public var debtor: Person?
        public var locale: String?

        /// A payment of type PAGOPA with its own id as IUD; the optional rest is set afterwards.
        public init(
            id: EntityID, userID: EntityID, tenantID: EntityID, serviceID: EntityID, remoteID: EntityID,
            createdAt: Timestamp, amount: EuroCents?, payer: Person
        ) {
            self.id = id
            self.userID = userID
            self.tenantID = tenantID
            self.serviceID = serviceID
            self.remoteID = remoteID
            type = .pagoPA
            self.createdAt = createdAt
            self.amount = amount
            kind = .pagoPA
            iud = id.hexText
            split = []
            self.payer = payer
        }
    }

    /// The text of `service_id`: the key of every record of topic `payments` (<doc:TopicsAndKeys>). It comes first, to
    /// lie in memory beside the ids, which are read whenever it is.
    public let kafkaKey: String
    public let values: Values

    public init(_ values: Values) {
        self.values = values
        kafkaKey = values.serviceID.description
    }
}

/// The values one by one, so that reading one copies no other.
extension PaymentOrigin {
    public var id: EntityID { values.id }
    public var userID: EntityID { values.userID }
    public var tenantID: EntityID { values.tenantID }
    public var serviceID: EntityID { values.serviceID }
    public var remoteID: EntityID { values.remoteID }
    public var type: PaymentType { values.type }
    public var createdAt: Timestamp { values.createdAt }
    public var reason: String? { values.reason }
    public var expireAt: Timestamp? { values.expireAt }
    public var amount: EuroCents? { values.amount }
    public var kind: PaymentType? { values.kind }
    public var iud: String { values.iud }
    public var receiver: Receiver? { values.receiver }
    public var split: [SplitShare] { values.split }
    public var payer: Person { values.payer }
    public var debtor: Person? { values.debtor }
    public var locale: String? { values.locale }
}

extension PaymentOrigin: Equatable {
    public static func == (a: PaymentOrigin, b: PaymentOrigin) -> Bool { a === b || a.values == b.values }
}

/// What the owning proxy changes during a payment's life.
public struct PaymentState: Hashable, Sendable {
    public var status: PaymentStatus
    public var updatedAt: Timestamp
    /// Given by the intermediary.
    public var transactionID: String?
    /// Set together with `COMPLETE`.
    public var paidAt: Timestamp?
    public var iuv: String?
    /// 18 digits.
    public var noticeCode: String?
    public var links: PaymentLinks

    public init(
        status: PaymentStatus, updatedAt: Timestamp, transactionID: String? = nil, paidAt: Timestamp? = nil,
        iuv: String? = nil, noticeCode: String? = nil, links: PaymentLinks = PaymentLinks()
    ) {
        self.status = status
        self.updatedAt = updatedAt
        self.transactionID = transactionID
        self.paidAt = paidAt
        self.iuv = iuv
        self.noticeCode = noticeCode
        self.links = links
    }
}

/// A payment: its shared origin and its present state.
public struct Payment: Sendable, Equatable {
    public let origin: PaymentOrigin
    public var state: PaymentState

    public init(origin: PaymentOrigin, state: PaymentState) {
        self.origin = origin
        self.state = state
    }

    public var id: EntityID { origin.values.id }
    public var status: PaymentStatus { state.status }
}
