/// The id of what a `POST` created or found.
public struct CreatedAnswer: JSONMessage, Hashable {
    public var id: EntityID

    public init(id: EntityID) { self.id = id }

    public static var typicalSize: Int { 45 }

    public func write(to writer: inout JSONWriter) { writer.object { $0.member("id", id) } }

    public init(json: JSONField) throws { id = try json.members().required("id").id() }
}

/// The body of a 4xx or 5xx answer. Core writes `type` and `title`, others `error`; both are read.
public struct ErrorAnswer: JSONMessage, Hashable {
    /// A short name or sentence.
    public var title: String
    /// What went wrong in detail; the field's name first where one is to blame.
    public var detail: String?

    public init(title: String, detail: String? = nil) {
        self.title = title
        self.detail = detail
    }

    public init(_ error: ValidationError) { self.init(title: "validation", detail: error.description) }

    public static var typicalSize: Int { 120 }

    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("title", title)
            $0.member("detail", detail)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        let title = fields.optional("title") ?? fields.optional("error")
        guard let title else { throw fields.failure("title", .missing) }
        self.init(title: try title.string(), detail: try fields.optional("detail")?.string())
    }
}

/// The body of the dispatcher API's `POST /payments`: a payment without envelope (<doc:DispatcherAPI>).
public final class PaymentCreation: JSONMessage, Equatable {
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

    public static var typicalSize: Int { PaymentEvent.typicalSize - 200 }

    public func write(to writer: inout JSONWriter) { writer.object { payment.writeMembers(to: &$0) } }

    public convenience init(json: JSONField) throws {
        let fields = try json.members()
        let id = try fields.optional("id")?.id() ?? Self.unchosen
        self.init(payment: try Payment(fields: fields, id: id, iudMayBeMissing: true))
    }

    public func validate() throws { try payment.validate() }

    public static func == (a: PaymentCreation, b: PaymentCreation) -> Bool {
        a.payment == b.payment
    }
}
