/// The outcome that the updater posts to Core's `POST /applications/{id}/payment` (<doc:Core> and <doc:Updater>).
public final class PaymentOutcome: JSONMessage, Equatable {
    /// Only `OK` moves the application on; every other text makes it a refused payment.
    public static let accepted = "OK"

    public let status: String
    public let statusCode: String
    public let statusMessage: String
    public let payment: PaymentEvent

    public init(status: String, statusCode: String, statusMessage: String, payment: PaymentEvent) {
        self.status = status
        self.statusCode = statusCode
        self.statusMessage = statusMessage
        self.payment = payment
    }

    public var isAccepted: Bool { status == Self.accepted }

    public static var typicalSize: Int { PaymentEvent.typicalSize + 100 }

    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("status", status)
            $0.member("status_code", statusCode)
            $0.member("status_message", statusMessage)
            $0.member("data", payment)
        }
    }

    public convenience init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            status: try fields.required("status").string(),
            statusCode: try fields.required("status_code").string(),
            statusMessage: try fields.optional("status_message")?.string() ?? "",
            payment: try fields.required("data"))
    }

    public func validate() throws { try payment.validate() }

    public static func == (a: PaymentOutcome, b: PaymentOutcome) -> Bool {
        a.status == b.status && a.statusCode == b.statusCode && a.statusMessage == b.statusMessage
            && a.payment == b.payment
    }
}

/// Core's answer to `GET /applications/{id}/payment`, which the citizen's page polls (<doc:Core>).
public final class PaymentStatusAnswer: JSONMessage, Equatable {
    public let id: EntityID
    public let reason: String?
    public let status: PaymentStatus
    public let createdAt: Timestamp
    public let updatedAt: Timestamp
    /// Given only while the payment is `PAYMENT_PENDING`.
    public let links: PaymentLinks?

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

    public static var typicalSize: Int { 1100 }

    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("id", id)
            $0.member("reason", reason)
            $0.member("status", status.rawValue)
            $0.member("created_at", createdAt)
            $0.member("updated_at", updatedAt)
            if let links { $0.member("links", links) }
        }
    }

    public convenience init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            id: try fields.required("id").id(), reason: try fields.optional("reason")?.string(),
            status: try fields.required("status").choice(),
            createdAt: try fields.required("created_at").timestamp(),
            updatedAt: try fields.required("updated_at").timestamp(), links: try fields.optional("links"))
    }

    public static func == (a: PaymentStatusAnswer, b: PaymentStatusAnswer) -> Bool {
        a.id == b.id && a.reason == b.reason && a.status == b.status && a.createdAt == b.createdAt
            && a.updatedAt == b.updatedAt && a.links == b.links
    }
}

/// A filed form: the body of Core's `POST /applications` (<doc:LifeOfAPayment>, step 1). Which fields a service's form
/// has is the service's own; these are the ones that decide about the payment.
public final class ApplicationSubmission: JSONMessage, Equatable {
    public let serviceID: EntityID
    public let userID: EntityID
    public let applicant: Applicant
    /// The form field `payment_amount` as typed: a comma is turned into a dot by Core, a text that is no number leaves
    /// the amount out.
    public let paymentAmount: String?
    public let paymentDescription: String?
    public let financialReport: [SplitShare]
    public let locale: String?

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

    /// The amount as Core understands the form: a comma counts as the dot; nil when the text is no number.
    public var amount: EuroCents? {
        guard let paymentAmount else { return nil }
        return try? EuroCents(decimalText: String(paymentAmount.map { $0 == "," ? "." : $0 }))
    }

    public static var typicalSize: Int { 700 }

    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("service_id", serviceID)
            $0.member("user", userID)
            $0.member("data", applicant)
            $0.member("payment_amount", paymentAmount)
            $0.member("payment_description", paymentDescription)
            $0.member("payment_financial_report", list: financialReport)
            $0.member("locale", locale)
        }
    }

    public convenience init(json: JSONField) throws {
        let fields = try json.members()
        self.init(
            serviceID: try fields.required("service_id").id(), userID: try fields.required("user").id(),
            applicant: try fields.required("data"), paymentAmount: try fields.optional("payment_amount")?.string(),
            paymentDescription: try fields.optional("payment_description")?.string(),
            financialReport: try fields.list("payment_financial_report"),
            locale: try fields.optional("locale")?.string())
    }

    public static func == (a: ApplicationSubmission, b: ApplicationSubmission) -> Bool {
        a.serviceID == b.serviceID && a.userID == b.userID && a.applicant == b.applicant
            && a.paymentAmount == b.paymentAmount && a.paymentDescription == b.paymentDescription
            && a.financialReport == b.financialReport && a.locale == b.locale
    }
}
