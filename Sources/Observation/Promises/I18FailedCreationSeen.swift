import PaymentModel
import VirtualTime

/// I18: an application whose payment failed to be created does not stay in 1500 unseen: within 30 min (`Deadlines`) it
/// moves on, gets another payment, or its citizen reads that the creation failed.
///
/// As deployed nobody tells Core of CREATION_FAILED, and an intermediary may refuse: harm, and within the rules.
struct FailedCreationSeen: ObligingPromise {
    static let invariant = Invariant.failedCreationSeen
    static let grade = Violation.Grade.service
    static let statement = "an application whose payment failed to be created does not stay in 1500 unseen"
    static let occasions = ["CREATION_FAILED of an application in 1500"]
    static let stateWhileOwed = "its payment is CREATION_FAILED, and it is in 1500 and nobody knows"

    private let term: Duration
    let faultsEnd: Int64
    var obligations = Obligations()
    var given = Occasions()

    init(_ deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        term = deadlines.failedCreationSeen
        self.faultsEnd = faultsEnd
    }

    static func subject(_ id: EntityID) -> Finding.Subject { .application(id) }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .paymentMoved(let move) where move.to == .creationFailed && move.applicationIsIn1500:
            owe(move.application, within: term, since: nanoseconds)
        case .paymentMoved(let move) where move.from == nil: obligations.settle(move.application)
        case .applicationLeft1500(let application), .failedCreationTold(let application):
            obligations.settle(application)
        default: break
        }
    }
}
