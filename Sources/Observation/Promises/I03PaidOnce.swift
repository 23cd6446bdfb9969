import PaymentModel
import World

/// I3: money is paid at most once for one application, be it online, at a counter, by one notice or by two. No bound
/// in time: it must hold at every moment.
struct PaidOnce: SafetyPromise {
    static let invariant = Invariant.paidOnce
    static let statement = "money is paid at most once per application"
    static let occasions = ["money that moved"]

    private struct First: Sendable {
        var movement: MoneyMovement
        var instant: Int64
    }

    /// By application, or by the payment itself where no event named one.
    private var paid: [EntityID: First] = [:]
    private(set) var given = Occasions()

    var remembered: Int { paid.count }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .moneyMoved(let movement, let application): moved(movement, application, at: nanoseconds, &log)
        case .forgotten(let payment, _, let application): forget(payment, of: application)
        default: break
        }
    }

    private mutating func moved(
        _ movement: MoneyMovement, _ application: EntityID?, at nanoseconds: Int64, _ log: inout ViolationLog
    ) {
        given.note(0)
        let key = application ?? movement.payment
        guard let first = paid[key] else {
            paid[key] = First(movement: movement, instant: nanoseconds)
            return
        }
        let how = "paid \(Self.words(movement)) although paid \(Self.words(first.movement)) at \(first.instant.told)"
        log.add(Self.finding(at: nanoseconds, .payment(movement.payment), how))
    }

    private static func words(_ movement: MoneyMovement) -> String {
        let way = movement.way == .online ? "online" : "at a counter"
        return "\(way) with notice \(movement.notice) (\(movement.amount) EUR)"
    }

    private mutating func forget(_ payment: EntityID, of application: EntityID) {
        paid[payment] = nil
        if paid[application]?.movement.payment == payment { paid[application] = nil }
    }
}
