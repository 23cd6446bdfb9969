import PaymentModel

/// I22: COMPLETE is published only of a payment for which money has moved. No bound in time: it must hold at every
/// moment.
///
/// A notice that is looked up by half its key completes somebody else's payment, which no other promise sees.
struct CompleteIsPaid: SafetyPromise {
    static let invariant = Invariant.completeIsPaid
    static let statement = "COMPLETE is published only after money has moved"
    static let occasions = ["a payment that became COMPLETE"]

    private(set) var given = Occasions()

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        guard case .paymentMoved(let move) = evidence, move.to == .complete else { return }
        given.note(0)
        guard !move.hasPaid else { return }
        log.add(
            Self.finding(
                at: nanoseconds, .payment(move.payment),
                "\(move.writer) publishes COMPLETE, and no money has moved for it"))
    }
}
