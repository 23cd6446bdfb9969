import PaymentModel

/// I16: a valid application in 1500 gets a payment in CREATION_PENDING or beyond within T3, 5 min (`Deadlines`).
struct ApplicationGetsPayment: ObligingPromise {
    static let invariant = Invariant.applicationGetsPayment
    static let statement = "an application in 1500 gets a payment in time"
    static let occasions = ["an application in 1500"]
    static let stateWhileOwed = "in 1500 without a payment"

    private let term: Duration
    let faultsEnd: Int64
    var obligations = Obligations()
    var given = Occasions()

    init(_ deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        term = deadlines.paymentAfterApplication
        self.faultsEnd = faultsEnd
    }

    static func subject(_ id: EntityID) -> Finding.Subject { .application(id) }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .applicationEntered1500(let application): owe(application, within: term, since: nanoseconds)
        case .paymentMoved(let move) where move.from == nil: obligations.settle(move.application)
        case .applicationLeft1500(let application): obligations.settle(application)
        default: break
        }
    }
}
