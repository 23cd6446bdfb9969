import PaymentModel
import World

/// I2: a payment has at most one debt position at the intermediaries. No bound in time: it must hold at every moment.
struct OneDebtPosition: SafetyPromise {
    static let invariant = Invariant.oneDebtPosition
    static let statement = "at most one debt position per payment"
    static let occasions = ["a debt position"]

    private struct First: Sendable {
        var notice: NoticeCode
        var instant: Int64
        var count = 1
    }

    private var positions: [EntityID: First] = [:]
    private(set) var given = Occasions()

    var remembered: Int { positions.count }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .positionOpened(let position): opened(position, at: nanoseconds, &log)
        case .forgotten(let payment, _, _): positions[payment] = nil
        default: break
        }
    }

    private mutating func opened(_ position: PositionOpening, at nanoseconds: Int64, _ log: inout ViolationLog) {
        given.note(0)
        guard var first = positions[position.payment] else {
            positions[position.payment] = First(notice: position.notice, instant: nanoseconds)
            return
        }
        first.count += 1
        positions[position.payment] = first
        log.add(
            Self.finding(
                at: nanoseconds, .payment(position.payment),
                "\(first.count) debt positions were opened: notice \(position.notice) beside notice \(first.notice) "
                    + "of \(first.instant.told)"))
    }
}
