/// The malformed `payments` events that real topics hold (<doc:MalformedEvents>). A defect turns a good event into the
/// bytes that a careless producer would have written; a record carries them as bytes in either wire mode.
public enum PaymentEventDefect: String, CaseIterable, Hashable, Sendable {
    /// `service_id` is not there.
    case requiredFieldMissing
    /// `event_version` is one that nobody reads.
    case versionUnsupported
    /// `reason` is longer than pagoPA takes.
    case reasonTooLong
    /// The amount is not there.
    case amountMissing
    /// The amount is a word.
    case amountNotNumeric
    /// The shares do not come to the amount.
    case splitSumWrong
    /// A share's amount is null.
    case splitAmountNull
    /// The amount is a text with an Italian decimal comma.
    case amountWithComma
    /// The payer's country is null.
    case countryNull
    /// `status` is a word that there is not.
    case statusUnknown
    /// `created_at` is an Italian date.
    case dateNotISO
    /// `type` is one that this proxy does not serve.
    case typeNotPagoPA
    /// The very same bytes a second time.
    case eventIDRepeated
    /// What a gateway adds to every event.
    case extraField

    /// What becomes of the event at a proxy that follows the documentation.
    public var fate: EventDefectFate {
        switch self {
        case .requiredFieldMissing: .rejected(field: "service_id")
        case .versionUnsupported: .discarded
        case .reasonTooLong: .rejected(field: "reason")
        case .amountMissing, .amountNotNumeric, .amountWithComma: .rejected(field: "payment.amount")
        case .splitSumWrong: .rejected(field: "payment.split")
        case .splitAmountNull: .rejected(field: "payment.split[0].amount")
        case .statusUnknown: .rejected(field: "status")
        case .dateNotISO: .rejected(field: "created_at")
        case .typeNotPagoPA: .skipped
        case .countryNull, .eventIDRepeated, .extraField: .tolerated
        }
    }

    /// The malformed bytes. The good event must be of type PAGOPA and have an amount, else there is nothing to spoil.
    public func wireBytes(from event: PaymentEvent) throws -> [UInt8] {
        guard let amount = event.origin.amount else { preconditionFailure("A good event has an amount.") }
        let good = try JSONValue(wireBytes: try event.wireBytes())
        let bad =
            switch self {
            case .requiredFieldMissing: good.replacing("service_id", with: nil)
            case .versionUnsupported: good.replacing("event_version", with: .string("1.0"))
            case .reasonTooLong:
                good.replacing(
                    "reason", with: .string(String(repeating: "x", count: PaymentOrigin.longestReason + 1)))
            case .amountMissing: good.replacing("payment.amount", with: nil)
            case .amountNotNumeric: good.replacing("payment.amount", with: .string("quarantadue"))
            case .splitSumWrong: good.replacing("payment.split", with: .wrongSplit(for: amount))
            case .splitAmountNull: good.replacing("payment.split", with: .split(amount: .null))
            case .amountWithComma:
                good.replacing("payment.amount", with: .string(amount.description.replacing(".", with: ",")))
            case .countryNull: good.replacing("payer.country", with: .null)
            case .statusUnknown: good.replacing("status", with: .string("PAYMENT_PAID"))
            case .dateNotISO: good.replacing("created_at", with: .string("03/03/2025 09:00"))
            case .typeNotPagoPA: good.replacing("type", with: .string("PAYPAL"))
            case .eventIDRepeated: good
            case .extraField: good.replacing("x-forwarded-for", with: .string("192.0.2.1"))
            }
        return try bad.wireBytes()
    }
}
