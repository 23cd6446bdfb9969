import PaymentModel

/// I17: no payment stays in CREATION_PENDING: it is created, or has failed, within 15 min (`Deadlines`), which is as
/// long as the citizen's page waits for it.
struct CreationSettles: ObligingPromise {
    static let invariant = Invariant.creationSettles
    static let statement = "a payment leaves CREATION_PENDING in time"
    static let occasions = ["a payment in CREATION_PENDING"]
    static let stateWhileOwed = "in CREATION_PENDING still"

    private let term: Duration
    let faultsEnd: Int64
    var obligations = Obligations()
    var given = Occasions()

    init(_ deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        term = deadlines.creation
        self.faultsEnd = faultsEnd
    }

    static func subject(_ id: EntityID) -> Finding.Subject { .payment(id) }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        guard case .paymentMoved(let move) = evidence else { return }
        if move.to == .creationPending {
            owe(move.payment, within: term, since: nanoseconds)
        } else {
            obligations.settle(move.payment)
        }
    }
}
