import PaymentModel

/// I20: a payment can be paid until its final state: no link and no notice of it leads nowhere before.
///
/// A session that has grown too old, or a page that opens once, is within the platform's rules.
struct PayableUntilFinal: ServicePromise {
    static let invariant = Invariant.payableUntilFinal
    static let statement = "a payment can be paid until its final state"
    static let occasions = ["an attempt to pay"]

    private(set) var given = Occasions()

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .sessionReached, .moneyMoved: given.note(0)
        case .wayBlocked(let payment, let status, let way):
            given.note(0)
            guard !status.isFinal else { return }
            log.add(Self.finding(at: nanoseconds, .payment(payment), "\(way), and the payment is \(status.rawValue)"))
        default: break
        }
    }
}
