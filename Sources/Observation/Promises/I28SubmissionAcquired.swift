import PaymentModel

/// I28: an application that was submitted (1900) is acquired (2000) within 15 min (`Deadlines`).
struct SubmissionAcquired: ObligingPromise {
    static let invariant = Invariant.submissionAcquired
    static let statement = "an application gets from 1900 to 2000 in time"
    static let occasions = ["an application at 1900"]
    static let stateWhileOwed = "in 1900 still"

    private let term: Duration
    let faultsEnd: Int64
    var obligations = Obligations()
    var given = Occasions()

    init(_ deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        term = deadlines.acquisition
        self.faultsEnd = faultsEnd
    }

    static func subject(_ id: EntityID) -> Finding.Subject { .application(id) }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        guard case .applicationReached(let application, let status, _, _) = evidence else { return }
        switch status {
        case .preSubmit: owe(application, within: term, since: nanoseconds)
        case .draft, .stampPaymentPending, .paymentPending, .paymentOutcomePending, .paymentSuccess, .paymentError:
            break
        default: obligations.settle(application)
        }
    }
}
