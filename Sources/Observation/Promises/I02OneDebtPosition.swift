import PaymentModel

/// I2: a payment has at most one debt position at the intermediaries. No bound in time: it must hold at every moment.
struct OneDebtPosition: SafetyPromise {
    static let invariant = Invariant.oneDebtPosition
    static let statement = "at most one debt position per payment"

    private var positions: [EntityID: Int] = [:]

    var remembered: Int { positions.count }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .positionOpened(let payment): positionOpened(for: payment, at: nanoseconds, &log)
        case .forgotten(let payment, _): positions[payment] = nil
        default: break
        }
    }

    private mutating func positionOpened(for payment: EntityID, at nanoseconds: Int64, _ log: inout ViolationLog) {
        let count = (positions[payment] ?? 0) + 1
        positions[payment] = count
        guard count > 1 else { return }
        log.add(
            Self.violation(at: nanoseconds, of: payment, "\(count) debt positions were opened at the intermediary"))
    }
}
