/// The id of what a `POST` created or found.
public struct CreatedAnswer: JSONMessage, Hashable {
    /// Of the payment or application.
    public var id: EntityID

    /// An answer with that id.
    public init(id: EntityID) { self.id = id }

    private enum CodingKeys: String, CodingKey { case id }

    /// 45 bytes.
    public static var typicalSize: Int { 45 }
}

/// The body of a 4xx or 5xx answer. Core writes `type` and `title`, others `error`; both are read.
public struct ErrorAnswer: JSONMessage, Hashable {
    /// A short name or sentence.
    public var title: String
    /// What went wrong in detail; the field's name first where one is to blame.
    public var detail: String?

    /// An answer without detail, where `detail` does not say otherwise.
    public init(title: String, detail: String? = nil) {
        self.title = title
        self.detail = detail
    }

    /// What is wrong with a body.
    public init(_ error: ValidationError) { self.init(title: "validation", detail: error.description) }

    private enum CodingKeys: String, CodingKey { case title, error, detail }

    /// Writes Core's dialect.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(title, forKey: .title)
        try fields.encodeIfPresent(detail, forKey: .detail)
    }

    /// Reads either dialect.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let title =
            try fields.decodeIfPresent(String.self, forKey: .title)
            ?? fields.decodeIfPresent(String.self, forKey: .error)
        guard let title else { throw fields.failure(.title, .missing) }
        self.init(title: title, detail: try fields.decodeIfPresent(String.self, forKey: .detail))
    }

    /// 120 bytes.
    public static var typicalSize: Int { 120 }
}

/// The body of the dispatcher API's `POST /payments`: a payment without envelope (<doc:DispatcherAPI>).
public final class PaymentCreation: JSONMessage, Equatable {
    /// The payment, under the id of all zeros where the caller leaves the id open.
    public let payment: Payment

    /// A payment whose id, and IUD if it follows the id, the receiver shall choose.
    public static func leavingID(of payment: Payment) -> PaymentCreation {
        PaymentCreation(payment: renaming(payment, to: unchosen))
    }

    /// A payment under an id of the caller's choice.
    public init(payment: Payment) { self.payment = payment }

    /// Stands for the id that the caller leaves open.
    private static let unchosen = EntityID(high: 0, low: 0)

    /// Whether the caller chose the payment's id; otherwise it is all zeros and `payment(withID:)` gives one.
    public var hasOwnID: Bool { payment.id != Self.unchosen }

    /// The payment under the id the caller chose, else under `id`, with that id's IUD unless an IUD was given.
    public func payment(withID id: EntityID) -> Payment {
        hasOwnID ? payment : Self.renaming(payment, to: id)
    }

    private static func renaming(_ payment: Payment, to id: EntityID) -> Payment {
        var values = payment.origin.values
        if values.iud == values.id.hexText { values.iud = id.hexText }
        values.id = id
        return Payment(origin: PaymentOrigin(values), state: payment.state)
    }

    /// 1800 bytes.
    public static var typicalSize: Int { PaymentEvent.typicalSize - 200 }

    /// Writes the members of the payment.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: EventField.self)
        try payment.encode(to: &fields)
    }

    /// Reads a payment that may lack its id and its IUD.
    public convenience init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: EventField.self)
        let id = try fields.decodeIfPresent(EntityID.self, forKey: .id) ?? Self.unchosen
        self.init(payment: try Payment(from: fields, id: id, iudMayBeMissing: true))
    }

    /// Checks the payment.
    /// - Throws: ``ValidationError``, which names the field.
    public func validate() throws { try payment.validate() }

    /// Equal in every member.
    public static func == (a: PaymentCreation, b: PaymentCreation) -> Bool {
        a.payment == b.payment
    }
}
