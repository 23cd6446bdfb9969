/// The malformed `applications` events that real topics hold (<doc:ApplicationEvents> and <doc:MalformedEvents>), as
/// `PaymentEventDefect` does for payments.
public enum ApplicationEventDefect: String, CaseIterable, Hashable, Sendable {
    /// `service_id` is not there.
    case requiredFieldMissing
    /// `event_version` is one that nobody reads.
    case versionUnsupported
    /// The amount is not there.
    case amountMissing
    /// The amount is a word.
    case amountNotNumeric
    /// The amount is a text with an Italian decimal comma.
    case amountWithComma
    /// The shares do not come to the amount.
    case splitSumWrong
    /// A share's amount is null.
    case splitAmountNull
    /// The list of stamps is not there.
    case stampsMissing
    /// The payment's configuration is not named.
    case configIDMissing
    /// Core once left the payment's data empty for deferred payments (<doc:LifeOfAPayment>, step 1).
    case paymentDataEmpty
    /// `status` is a code that there is not.
    case statusUnknown
    /// The term is an Italian date.
    case dateNotISO
    /// The very same bytes a second time.
    case eventIDRepeated
    /// What the HTTP gateway adds to every event (<doc:TopicsAndKeys>).
    case extraField

    /// What becomes of the event at a dispatcher that follows the documentation.
    public var fate: EventDefectFate {
        switch self {
        case .requiredFieldMissing: .rejected(field: "service_id")
        case .versionUnsupported: .discarded
        case .amountMissing, .amountNotNumeric, .amountWithComma: .rejected(field: "payment_data.amount")
        case .splitSumWrong: .rejected(field: "payment_data.split")
        case .splitAmountNull: .rejected(field: "payment_data.split[0].amount")
        case .stampsMissing: .rejected(field: "payment_data.stamps")
        case .configIDMissing: .rejected(field: "payment_data.config_id")
        case .paymentDataEmpty: .rejected(field: "payment_data")
        case .statusUnknown: .rejected(field: "status")
        case .dateNotISO: .rejected(field: "payment_data.expire_at")
        case .eventIDRepeated, .extraField: .tolerated
        }
    }

    /// The malformed bytes. The good event must ask for a payment, else there is nothing to spoil.
    public func wireBytes(from event: ApplicationEvent) throws -> [UInt8] {
        guard let data = event.state.paymentData else {
            preconditionFailure("A good event asks for a payment.")
        }
        let good = try JSONValue(wireBytes: try event.wireBytes())
        let comma = data.amount.description.replacing(".", with: ",")
        let bad =
            switch self {
            case .requiredFieldMissing: good.replacing("service_id", with: nil)
            case .versionUnsupported: good.replacing("event_version", with: .number(1))
            case .amountMissing: good.replacing("payment_data.amount", with: nil)
            case .amountNotNumeric: good.replacing("payment_data.amount", with: .string("quarantadue"))
            case .amountWithComma: good.replacing("payment_data.amount", with: .string(comma))
            case .splitSumWrong: good.replacing("payment_data.split", with: .wrongSplit(for: data.amount))
            case .splitAmountNull: good.replacing("payment_data.split", with: .split(amount: .null))
            case .stampsMissing: good.replacing("payment_data.stamps", with: nil)
            case .configIDMissing: good.replacing("payment_data.config_id", with: nil)
            case .paymentDataEmpty: good.replacing("payment_data", with: .array([]))
            case .statusUnknown: good.replacing("status", with: .string("1599"))
            case .dateNotISO: good.replacing("payment_data.expire_at", with: .string("01/06/2025"))
            case .eventIDRepeated: good
            case .extraField: good.replacing("path", with: .string("/applications"))
            }
        return try bad.wireBytes()
    }
}
