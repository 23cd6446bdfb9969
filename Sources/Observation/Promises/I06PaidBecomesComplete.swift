import PaymentModel
import VirtualTime

/// I6: what is paid at the intermediary is published as COMPLETE within T1: 2 h where the intermediary notifies, else
/// 10 min beyond the step of the payment's check schedule that is in force when the status shows the money
/// (`Deadlines`).
///
/// A check may have been asked a moment before the money showed: the step that it plans counts.
struct PaidBecomesComplete: ObligingPromise {
    static let invariant = Invariant.paidBecomesComplete
    static let statement = "what is paid at the intermediary is published as COMPLETE in time"
    static let occasions = ["money that showed before COMPLETE"]
    static let stateWhileOwed = "paid, and not published as COMPLETE"

    private let afterNotifiedPayment: Duration
    private let afterPolledPayment: Duration
    let faultsEnd: Int64
    var obligations = Obligations()
    var given = Occasions()

    init(_ deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        afterNotifiedPayment = deadlines.completeAfterNotifiedPayment
        afterPolledPayment = deadlines.completeAfterPolledPayment
        self.faultsEnd = faultsEnd
    }

    static func subject(_ id: EntityID) -> Finding.Subject { .payment(id) }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .paid(let payment, let checkStep): owe(payment, within: term(checkStep), since: nanoseconds)
        case .checkedTooEarly(let payment, let checkStep, let since):
            obligations.prolong(payment, until: max(since, faultsEnd) + term(checkStep).wholeNanoseconds)
        case .paymentMoved(let move) where move.to == .complete: obligations.settle(move.payment)
        default: break
        }
    }

    func term(_ checkStep: Duration?) -> Duration { checkStep.map { $0 + afterPolledPayment } ?? afterNotifiedPayment }
}
