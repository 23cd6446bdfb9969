import PaymentModel
import VirtualTime

/// I21: after the run's end every paid payment is known to all: the topic, the view and the application. Each that is
/// not, although its terms T1 and T2 (`Deadlines`) are over, is named by itself, so that a run with an unsettled
/// payment never holds.
struct PaidIsKnown: Promise {
    static let invariant = Invariant.paidIsKnown
    static let grade = Violation.Grade.liveness
    static let statement = "at the end every paid payment is known to topic, view and application"
    static let occasions = ["money that moved"]

    private let complete: PaidBecomesComplete
    private let afterComplete: Duration
    private(set) var given = Occasions()

    init(_ deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        complete = PaidBecomesComplete(deadlines, faultsEnd: faultsEnd)
        afterComplete = deadlines.applicationAfterComplete
    }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .moneyMoved: given.note(0)
        case .leftUnknown(let money): judge(money, at: nanoseconds, &log)
        default: break
        }
    }

    private func judge(_ money: UnknownMoney, at nanoseconds: Int64, _ log: inout ViolationLog) {
        let term = complete.term(money.checkStep) + afterComplete
        guard max(money.since, complete.faultsEnd) + term.wholeNanoseconds <= nanoseconds else { return }
        let unknownTo = money.unknownTo.joined(separator: ", ")
        log.add(
            Self.finding(
                at: nanoseconds, .payment(money.payment),
                "paid, as the intermediary shows since \(money.since.told), and at the run's end unknown to "
                    + unknownTo))
    }
}
