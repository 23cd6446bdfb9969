/// Why Checkout makes no cart, with the status it answers (<doc:/PaymentModel/PagoPA>).
public enum CartRefusal: Error, Sendable, Hashable {
    /// No subscription key, or another one (401).
    case unauthorized
    /// The form's field breaks the published rules.
    case malformed(field: String)
    /// More notices than a cart takes (422).
    case tooManyNotices
    /// One notice stands in it twice (422).
    case duplicateNotice
    /// The node does not let one of the notices be paid.
    case invalidPaymentInfo(NodeFault)
    /// The node did not answer for the notices (502).
    case nodeUnavailable
    /// Checkout could not keep the cart (502).
    case storeUnavailable

    /// The status of the answer.
    public var httpStatus: Int {
        switch self {
        case .unauthorized: 401
        case .malformed: 400
        case .tooManyNotices, .duplicateNotice, .invalidPaymentInfo: 422
        case .nodeUnavailable, .storeUnavailable: 502
        }
    }

    /// What the answer says.
    public var title: String {
        switch self {
        case .unauthorized: "Access denied"
        case .malformed(let field): "Bad request: \(field)"
        case .tooManyNotices: "Multiple payment notices not processable"
        case .duplicateNotice: "Duplicate payment notices"
        case .invalidPaymentInfo: "Invalid payment info"
        case .nodeUnavailable: "Node unavailable"
        case .storeUnavailable: "Cart store unavailable"
        }
    }

    /// One word for each cause: what counters are named by.
    public var cause: String {
        switch self {
        case .unauthorized: "unauthorized"
        case .malformed: "malformed"
        case .tooManyNotices: "too_many_notices"
        case .duplicateNotice: "duplicate_notice"
        case .invalidPaymentInfo: "invalid_payment_info"
        case .nodeUnavailable: "node_unavailable"
        case .storeUnavailable: "store_unavailable"
        }
    }
}
