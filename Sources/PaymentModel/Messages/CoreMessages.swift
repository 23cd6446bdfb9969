/// The outcome that the updater posts to Core's `POST /applications/{id}/payment` (<doc:Core> and <doc:Updater>).
public final class PaymentOutcome: JSONMessage, Equatable {
    /// Only `OK` moves the application on; every other text makes it a refused payment.
    public static let accepted = "OK"

    /// ``accepted``, or any other text.
    public let status: String
    /// The payment's status by its name on the wire.
    public let statusCode: String
    /// For people.
    public let statusMessage: String
    /// The event that the outcome is about.
    public let payment: PaymentEvent

    /// An outcome of these parts.
    public init(status: String, statusCode: String, statusMessage: String, payment: PaymentEvent) {
        self.status = status
        self.statusCode = statusCode
        self.statusMessage = statusMessage
        self.payment = payment
    }

    private enum CodingKeys: String, CodingKey {
        case status
        case statusCode = "status_code"
        case statusMessage = "status_message"
        case payment = "data"
    }

    /// Reads an outcome; without a message it has an empty one.
    public convenience init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            status: try fields.decode(String.self, forKey: .status),
            statusCode: try fields.decode(String.self, forKey: .statusCode),
            statusMessage: try fields.decodeIfPresent(String.self, forKey: .statusMessage) ?? "",
            payment: try fields.decode(PaymentEvent.self, forKey: .payment))
    }

    /// Whether the application moves on.
    public var isAccepted: Bool { status == Self.accepted }

    /// 2100 bytes.
    public static var typicalSize: Int { PaymentEvent.typicalSize + 100 }

    /// Checks the payment.
    /// - Throws: ``ValidationError``, which names the field.
    public func validate() throws { try ValidationError.placing(at: "data") { try payment.validate() } }

    /// Equal in every member.
    public static func == (a: PaymentOutcome, b: PaymentOutcome) -> Bool {
        a.status == b.status && a.statusCode == b.statusCode && a.statusMessage == b.statusMessage
            && a.payment == b.payment
    }
}

/// Core's answer to `GET /applications/{id}/payment`, which the citizen's page polls (<doc:Core>).
public final class PaymentStatusAnswer: JSONMessage, Equatable {
    /// The payment's.
    public let id: EntityID
    /// The causale.
    public let reason: String?
    /// Where the payment stands.
    public let status: PaymentStatus
    /// When the payment was made.
    public let createdAt: Timestamp
    /// When the payment changed last.
    public let updatedAt: Timestamp
    /// Given only while the payment is `PAYMENT_PENDING`; left out otherwise.
    public let links: PaymentLinks?

    /// An answer of these parts.
    public init(
        id: EntityID, reason: String?, status: PaymentStatus, createdAt: Timestamp, updatedAt: Timestamp,
        links: PaymentLinks?
    ) {
        self.id = id
        self.reason = reason
        self.status = status
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.links = links
    }

    private enum CodingKeys: String, CodingKey {
        case id, reason, status, links
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    /// Writes the answer, `links` only where there are any.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(id, forKey: .id)
        try fields.encodeIfPresent(reason, forKey: .reason)
        try fields.encode(status, forKey: .status)
        try fields.encode(createdAt, forKey: .createdAt)
        try fields.encode(updatedAt, forKey: .updatedAt)
        if let links { try fields.encode(links, forKey: .links) }
    }

    /// 1100 bytes.
    public static var typicalSize: Int { 1100 }

    /// Equal in every member.
    public static func == (a: PaymentStatusAnswer, b: PaymentStatusAnswer) -> Bool {
        a.id == b.id && a.reason == b.reason && a.status == b.status && a.createdAt == b.createdAt
            && a.updatedAt == b.updatedAt && a.links == b.links
    }
}

/// A filed form: the body of Core's `POST /applications` (<doc:LifeOfAPayment>, step 1). Which fields a service's form
/// has is the service's own; these are the ones that decide about the payment.
public final class ApplicationSubmission: JSONMessage, Equatable {
    /// The service that is applied for.
    public let serviceID: EntityID
    /// The citizen.
    public let userID: EntityID
    /// The citizen's data.
    public let applicant: Applicant
    /// The form field `payment_amount` as typed: a comma is turned into a dot by Core, a text that is no number leaves
    /// the amount out.
    public let paymentAmount: String?
    /// What is paid for.
    public let paymentDescription: String?
    /// The accounting breakdown; empty for none.
    public let financialReport: [SplitShare]
    /// The citizen's language, for example `it`.
    public let locale: String?

    /// A form without description, breakdown and language, where the parameters do not say otherwise.
    public init(
        serviceID: EntityID, userID: EntityID, applicant: Applicant, paymentAmount: String?,
        paymentDescription: String? = nil, financialReport: [SplitShare] = [], locale: String? = nil
    ) {
        self.serviceID = serviceID
        self.userID = userID
        self.applicant = applicant
        self.paymentAmount = paymentAmount
        self.paymentDescription = paymentDescription
        self.financialReport = financialReport
        self.locale = locale
    }

    private enum CodingKeys: String, CodingKey {
        case locale
        case serviceID = "service_id"
        case userID = "user"
        case applicant = "data"
        case paymentAmount = "payment_amount"
        case paymentDescription = "payment_description"
        case financialReport = "payment_financial_report"
    }

    /// Reads a form; without a breakdown it has an empty one.
    public convenience init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            serviceID: try fields.decode(EntityID.self, forKey: .serviceID),
            userID: try fields.decode(EntityID.self, forKey: .userID),
            applicant: try fields.decode(Applicant.self, forKey: .applicant),
            paymentAmount: try fields.decodeIfPresent(String.self, forKey: .paymentAmount),
            paymentDescription: try fields.decodeIfPresent(String.self, forKey: .paymentDescription),
            financialReport: try fields.decodeIfPresent([SplitShare].self, forKey: .financialReport) ?? [],
            locale: try fields.decodeIfPresent(String.self, forKey: .locale))
    }

    /// The amount as Core understands the form: a comma counts as the dot; nil when the text is no number.
    public var amount: EuroCents? {
        guard let paymentAmount else { return nil }
        return try? EuroCents(decimalText: String(paymentAmount.map { $0 == "," ? "." : $0 }))
    }

    /// 700 bytes.
    public static var typicalSize: Int { 700 }

    /// Equal in every member.
    public static func == (a: ApplicationSubmission, b: ApplicationSubmission) -> Bool {
        a.serviceID == b.serviceID && a.userID == b.userID && a.applicant == b.applicant
            && a.paymentAmount == b.paymentAmount && a.paymentDescription == b.paymentDescription
            && a.financialReport == b.financialReport && a.locale == b.locale
    }
}
