import PaymentModel

/// I8: an application that owes a payment reaches 1520 or beyond only after a COMPLETE of it was published. No bound in
/// time: it must hold at every moment.
struct PaidBeforeSuccess: SafetyPromise {
    static let invariant = Invariant.paidBeforeSuccess
    static let statement = "an application reaches 1520 only after a COMPLETE of it"
    static let occasions = ["an application at 1520 or beyond"]

    /// Applications that have been complained of: they go on to further states.
    private var blamed: Set<EntityID> = []
    private(set) var given = Occasions()

    var remembered: Int { blamed.count }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .applicationReached(let application, let status, let owesPayment, let hasComplete)
        where owesPayment && status.followsPayment:
            given.note(0)
            guard !hasComplete, blamed.insert(application).inserted else { return }
            log.add(
                Self.finding(
                    at: nanoseconds, .application(application),
                    "Core moved it to \(status.code), and no COMPLETE of a payment of it was published before"))
        case .applicationForgotten(let application): blamed.remove(application)
        default: break
        }
    }
}

extension ApplicationStatus {
    /// Whether an application that owes a payment stands here because it was paid.
    fileprivate var followsPayment: Bool {
        switch self {
        case .draft, .stampPaymentPending, .paymentPending, .paymentOutcomePending, .paymentError,
            .cancelledWaitingAttachments, .cancelled, .withdrawn, .revoked:
            false
        case .paymentSuccess, .preSubmit, .submitted, .registered, .pending, .integrationRequested,
            .draftForIntegration, .submittedAfterIntegration, .registeredAfterIntegration, .pendingAfterIntegration,
            .processing, .completeWaitingAttachments, .complete:
            true
        }
    }
}
