import PaymentModel

/// I7: after COMPLETE is published the application leaves 1500 within T2, 10 min (`Deadlines`).
struct CompleteMovesApplication: ObligingPromise {
    static let invariant = Invariant.completeMovesApplication
    static let statement = "after COMPLETE the application leaves 1500 in time"
    static let occasions = ["COMPLETE of an application in 1500"]
    static let stateWhileOwed = "COMPLETE, and its application still in 1500"

    private let term: Duration
    let faultsEnd: Int64
    var obligations = Obligations()
    var given = Occasions()

    init(_ deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        term = deadlines.applicationAfterComplete
        self.faultsEnd = faultsEnd
    }

    static func subject(_ id: EntityID) -> Finding.Subject { .application(id) }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .paymentMoved(let move) where move.to == .complete && move.applicationIsIn1500:
            owe(move.application, within: term, since: nanoseconds)
        case .applicationLeft1500(let application): obligations.settle(application)
        default: break
        }
    }
}
