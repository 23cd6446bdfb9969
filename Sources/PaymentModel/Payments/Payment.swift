import ServicePorts

/// What never changes after a payment was created. One object serves all events of the payment.
public final class PaymentOrigin: Sendable {
    /// The values an origin is made of (<doc:PaymentEvents>).
    public struct Values: Hashable, Sendable {
        /// The payment's.
        public var id: EntityID
        /// The citizen.
        public var userID: EntityID
        /// The municipality.
        public var tenantID: EntityID
        /// The service, by which events are keyed.
        public var serviceID: EntityID
        /// The application's id.
        public var remoteID: EntityID
        /// `PAGOPA`; every proxy skips other types.
        public var type: PaymentType
        /// When the payment was made.
        public var createdAt: Timestamp
        /// The causale, at most 140 characters.
        public var reason: String?
        /// When it can no longer be paid.
        public var expireAt: Timestamp?
        /// Absent only where the payment is not of type PAGOPA or is a stamp.
        public var amount: EuroCents?
        /// `payment.type`: whether it is a stamp.
        public var kind: PaymentType?
        /// Unique due identifier; the payment's id without dashes unless the importer says otherwise.
        public var iud: String
        /// Nil where the tenant receives the money.
        public var receiver: Receiver?
        /// For example `TARI` or `MENSA`.
        public var dueType: String?
        /// For example `9/0101100IM/`.
        public var pagopaCategory: String?
        /// What a digital stamp is bound to.
        public var document: StampedDocument?
        /// The accounting breakdown; may be empty.
        public var split: [SplitShare]
        /// Who pays.
        public var payer: Person
        /// Who owes, where that is another.
        public var debtor: Person?
        /// The citizen's language, for example `it`.
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
    /// All of them.
    public let values: Values
    /// Of all of them, worked out once for all events of the payment.
    let ownDigest: UInt64

    /// An origin of these values.
    public init(_ values: Values) {
        self.values = values
        ownDigest = WireDigest.of(values)
        kafkaKey = values.serviceID.description
    }
}

/// The values one by one, so that reading one copies no other.
extension PaymentOrigin {
    /// The payment's.
    public var id: EntityID { values.id }
    /// The citizen.
    public var userID: EntityID { values.userID }
    /// The municipality.
    public var tenantID: EntityID { values.tenantID }
    /// The service, by which events are keyed.
    public var serviceID: EntityID { values.serviceID }
    /// The application's id.
    public var remoteID: EntityID { values.remoteID }
    /// `PAGOPA`; every proxy skips other types.
    public var type: PaymentType { values.type }
    /// When the payment was made.
    public var createdAt: Timestamp { values.createdAt }
    /// The causale.
    public var reason: String? { values.reason }
    /// When it can no longer be paid.
    public var expireAt: Timestamp? { values.expireAt }
    /// What is to be paid.
    public var amount: EuroCents? { values.amount }
    /// Whether it is a stamp.
    public var kind: PaymentType? { values.kind }
    /// Unique due identifier.
    public var iud: String { values.iud }
    /// Nil where the tenant receives the money.
    public var receiver: Receiver? { values.receiver }
    /// The accounting breakdown; may be empty.
    public var split: [SplitShare] { values.split }
    /// Who pays.
    public var payer: Person { values.payer }
    /// Who owes, where that is another.
    public var debtor: Person? { values.debtor }
    /// The citizen's language, for example `it`.
    public var locale: String? { values.locale }
}

extension PaymentOrigin: Equatable {
    /// Equal in every value; one object is found equal without a look at them.
    public static func == (a: PaymentOrigin, b: PaymentOrigin) -> Bool { a === b || a.values == b.values }
}

/// A payment: its shared origin and its present state.
public struct Payment: Sendable, Equatable {
    /// What all its events share.
    public let origin: PaymentOrigin
    /// How it stands.
    public var state: PaymentState

    /// A payment of these parts.
    public init(origin: PaymentOrigin, state: PaymentState) {
        self.origin = origin
        self.state = state
    }

    /// The payment's.
    public var id: EntityID { origin.values.id }
    /// Where it stands.
    public var status: PaymentStatus { state.status }
}
