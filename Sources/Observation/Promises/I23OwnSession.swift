import PaymentModel
import World

/// I23: a citizen pays in the session of his own payment, and the page he comes back to fits what happened there. No
/// bound in time: it must hold at every moment.
struct OwnSession: SafetyPromise {
    static let invariant = Invariant.ownSession
    static let statement = "a citizen pays his own payment, and the page he comes back to fits the outcome"
    static let occasions = ["a session", "a way back after paying", "a way back without paying"]

    private(set) var given = Occasions()

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .sessionReached(let payment, let paying):
            given.note(0)
            guard paying != payment else { return }
            let other = paying.map { "payment \($0)" } ?? "no known payment"
            log.add(
                Self.finding(at: nanoseconds, .payment(payment), "its link to pay led to a session of \(other)"))
        case .landed(let payment, let word, let hasPaid):
            given.note(hasPaid ? 1 : 2)
            guard hasPaid && word == .failed || !hasPaid && word == .paid else { return }
            let happened = hasPaid ? "paid in the session" : "did not pay in the session"
            log.add(
                Self.finding(
                    at: nanoseconds, .payment(payment),
                    "the citizen \(happened), and the way back tells Core's page \(word.rawValue)"))
        default: break
        }
    }
}
