/// Where a payment stands; the raw value is its name on the wire (<doc:PaymentStates>).
public enum PaymentStatus: String, CaseIterable, Hashable, JSONText {
    /// Written by the dispatcher; the intermediary does not know the payment yet.
    case creationPending = "CREATION_PENDING"
    /// The intermediary refused.
    case creationFailed = "CREATION_FAILED"
    /// The debt position exists and can be paid.
    case paymentPending = "PAYMENT_PENDING"
    /// The citizen opened the online payment.
    case paymentStarted = "PAYMENT_STARTED"
    /// Paid, and confirmed by the intermediary.
    case complete = "COMPLETE"
    /// The debt was cancelled.
    case canceled = "CANCELED"
    /// No longer checked.
    case expired = "EXPIRED"
    /// The term passed unpaid; "almost never used".
    case paymentFailed = "PAYMENT_FAILED"
    /// Legacy: paid, Core not yet told.
    case paymentConfirmed = "PAYMENT_CONFIRMED"
    /// Legacy: paid, Core being told.
    case notificationPending = "NOTIFICATION_PENDING"

    /// Nothing more is expected to happen; such payments leave the view of open ones (<doc:ViewOfPayments>).
    public var isFinal: Bool {
        switch self {
        case .creationFailed, .complete, .canceled, .expired, .paymentFailed: true
        case .creationPending, .paymentPending, .paymentStarted, .paymentConfirmed, .notificationPending: false
        }
    }

    static let count = allCases.count

    /// Position among all cases, for tables that are indexed instead of searched.
    var index: Int {
        switch self {
        case .creationPending: 0
        case .creationFailed: 1
        case .paymentPending: 2
        case .paymentStarted: 3
        case .complete: 4
        case .canceled: 5
        case .expired: 6
        case .paymentFailed: 7
        case .paymentConfirmed: 8
        case .notificationPending: 9
        }
    }
}
