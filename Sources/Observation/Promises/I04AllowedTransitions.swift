import PaymentModel

/// I4: a payment moves only along the documented diagram (<doc:/PaymentModel/PaymentStates>). No bound in time: it must
/// hold at every moment.
///
/// The moves that reality shows beside the diagram are violations, too; they are told by what they mean.
struct AllowedTransitions: SafetyPromise {
    static let invariant = Invariant.allowedTransitions
    static let statement = "a payment moves only along the documented transitions"
    static let occasions = ["a payment that moved"]

    private let table = PaymentTransitions.documented
    private(set) var given = Occasions()

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        guard case .paymentMoved(let move) = evidence else { return }
        given.note(0)
        judge(move, at: nanoseconds, &log)
    }

    private func judge(_ move: PaymentMove, at nanoseconds: Int64, _ log: inout ViolationLog) {
        let complaint: String
        switch table.judge(from: move.from, to: move.to) {
        case .allowed: return
        case .unchanged where move.from != nil: return
        case .anomaly(let anomaly): complaint = "is not in the diagram; \(anomaly.meaning)"
        case .unchanged, .wrongActor, .violation: complaint = "is not in the diagram"
        }
        let from = move.from?.rawValue ?? "(none)"
        let writer = move.writer.isEmpty ? "" : "; written by \(move.writer)"
        log.add(
            Self.finding(
                at: nanoseconds, .payment(move.payment), "\(from) -> \(move.to.rawValue) \(complaint)\(writer)"))
    }
}

extension PaymentAnomaly {
    /// For the reader of a violation: what is known to make this move, which may not be what made it here.
    fileprivate var meaning: String {
        switch self {
        case .abandonedOnline: "a citizen who gives up online makes this move, too"
        case .lateReceipt: "a receipt after the last check makes this move, too"
        case .paidAfterCancellation: "money after the cancellation makes this move, too"
        case .creationRetried: "a failed creation that is tried again makes this move, too"
        case .leftComplete: "what is complete stays complete"
        }
    }
}
