/// Why the node refuses to let a notice be paid (<doc:/PaymentModel/PagoPA>).
public enum NodeFault: String, Error, Sendable, Hashable, CaseIterable {
    /// No creditor's station knows the notice.
    case unknown = "PAA_PAGAMENTO_SCONOSCIUTO"
    /// Another session holds the notice.
    case ongoing = "PPT_PAGAMENTO_IN_CORSO"
    /// The notice has been paid.
    case duplicated = "PPT_PAGAMENTO_DUPLICATO"
    /// The creditor refuses because the term has passed.
    case expired = "PAA_PAGAMENTO_SCADUTO"
    /// The creditor has taken the notice back.
    case canceled = "PAA_PAGAMENTO_ANNULLATO"
    /// The outcome came after the payment token's life.
    case tokenExpired = "PPT_TOKEN_SCADUTO"

    /// The status with which Checkout shows the fault.
    public var httpStatus: Int { self == .unknown ? 404 : 409 }
}
