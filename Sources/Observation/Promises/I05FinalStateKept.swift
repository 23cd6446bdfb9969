import PaymentModel

/// I5: a final state is never left. No bound in time: it must hold at every moment.
struct FinalStateKept: SafetyPromise {
    static let invariant = Invariant.finalStateKept
    static let statement = "a final state is never left"
    static let occasions = ["a payment in a final state"]

    private(set) var given = Occasions()

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        guard case .paymentMoved(let move) = evidence else { return }
        if move.to.isFinal { given.note(0) }
        guard let from = move.from, from.isFinal, from != move.to else { return }
        let writer = move.writer.isEmpty ? "" : ", written by \(move.writer),"
        log.add(
            Self.finding(
                at: nanoseconds, .payment(move.payment),
                "\(from.rawValue) -> \(move.to.rawValue)\(writer) leaves a final state"))
    }
}
