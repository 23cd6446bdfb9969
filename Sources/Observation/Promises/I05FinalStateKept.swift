import PaymentModel

/// I5: a final state is never left. No bound in time: it must hold at every moment.
struct FinalStateKept: SafetyPromise {
    static let invariant = Invariant.finalStateKept
    static let statement = "a final state is never left"

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        guard case .paymentMoved(let move) = evidence, let from = move.from, from.isFinal, from != move.to else {
            return
        }
        log.add(
            Self.violation(
                at: nanoseconds, of: move.payment, "\(from.rawValue) -> \(move.to.rawValue) leaves a final state"))
    }
}
