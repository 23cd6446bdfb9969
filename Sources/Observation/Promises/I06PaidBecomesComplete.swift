import PaymentModel
import VirtualTime

/// I6: what is paid at the intermediary is published as COMPLETE within T1: 2 h where the intermediary notifies, else
/// one step of the payment's check schedule and 10 min (`Deadlines`).
struct PaidBecomesComplete: LivenessPromise {
    static let invariant = Invariant.paidBecomesComplete
    static let statement = "what is paid at the intermediary is published as COMPLETE in time"
    static let stateWhileOwed = "paid, and not published as COMPLETE"

    private let afterNotifiedPayment: Duration
    private let afterPolledPayment: Duration
    let faultsEnd: Int64
    var obligations = Obligations()

    init(_ deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        afterNotifiedPayment = deadlines.completeAfterNotifiedPayment
        afterPolledPayment = deadlines.completeAfterPolledPayment
        self.faultsEnd = faultsEnd
    }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .paid(let payment, let checkStep):
            owe(payment, within: checkStep.map { $0 + afterPolledPayment } ?? afterNotifiedPayment, since: nanoseconds)
        case .paymentMoved(let move) where move.to == .complete: obligations.settle(move.payment)
        default: break
        }
    }
}
