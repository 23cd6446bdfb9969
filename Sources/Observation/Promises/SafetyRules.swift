import PaymentModel

/// I1: at most one active payment per `remote_id`.
///
/// A payment that failed, expired or was cancelled leaves room for another; a completed one does not, since a second
/// one beside it asks for the money again.
package struct OneActivePayment: Sendable {
    /// The active payments of each application, in the order of their first event.
    private var active: [EntityID: [EntityID]] = [:]

    package static func isActive(_ status: PaymentStatus) -> Bool { status == .complete || !status.isFinal }

    /// A payment's first event, or one that took it from inactive to active or back.
    package mutating func payment(
        _ payment: EntityID, of application: EntityID, isActive: Bool, at nanoseconds: Int64
    ) -> Violation? {
        guard isActive else {
            forget(payment, of: application)
            return nil
        }
        var others = active[application] ?? []
        guard !others.contains(payment) else { return nil }
        let rival = others.first
        others.append(payment)
        active[application] = others
        guard let rival else { return nil }
        return Invariant.oneActivePayment.violation(
            at: nanoseconds, of: application, "payment \(payment) is active beside \(rival)")
    }

    package mutating func forget(_ payment: EntityID, of application: EntityID) {
        guard var others = active[application], let index = others.firstIndex(of: payment) else { return }
        others.remove(at: index)
        active[application] = others.isEmpty ? nil : others
    }

    package var count: Int { active.count }
}

/// I2: at most one debt position per payment.
package struct OneDebtPosition: Sendable {
    private var positions: [EntityID: Int] = [:]

    package mutating func positionOpened(for payment: EntityID, at nanoseconds: Int64) -> Violation? {
        let count = (positions[payment] ?? 0) + 1
        positions[payment] = count
        guard count > 1 else { return nil }
        return Invariant.oneDebtPosition.violation(
            at: nanoseconds, of: payment, "\(count) debt positions were opened at the intermediary")
    }

    package mutating func forget(_ payment: EntityID) { positions[payment] = nil }

    package var count: Int { positions.count }
}

/// I4: only the transitions of the documented diagram (<doc:/PaymentModel/PaymentStates>). The anomalies that have a
/// name there are violations, told by that name.
package struct AllowedTransitions: Sendable {
    private let table = PaymentTransitions.documented

    /// - Parameter from: nil for a payment's first event.
    package func moved(
        _ payment: EntityID, from: PaymentStatus?, to: PaymentStatus, at nanoseconds: Int64
    ) -> Violation? {
        let complaint: String
        switch table.judge(from: from, to: to) {
        case .allowed: return nil
        case .unchanged where from != nil: return nil
        case .anomaly(let name): complaint = "is the anomaly \(name.rawValue)"
        case .unchanged, .wrongActor, .violation: complaint = "is not in the diagram"
        }
        return Invariant.allowedTransitions.violation(
            at: nanoseconds, of: payment, "\(from?.rawValue ?? "(none)") -> \(to.rawValue) \(complaint)")
    }
}

/// I5: a final state is never left.
package struct FinalStateKept: Sendable {
    /// - Parameter from: nil for a payment's first event.
    package func moved(
        _ payment: EntityID, from: PaymentStatus?, to: PaymentStatus, at nanoseconds: Int64
    ) -> Violation? {
        guard let from, from.isFinal, from != to else { return nil }
        return Invariant.finalStateKept.violation(
            at: nanoseconds, of: payment, "\(from.rawValue) -> \(to.rawValue) leaves a final state")
    }
}
