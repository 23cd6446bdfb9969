import PaymentModel

/// I1: an application, a payment's `remote_id`, has at most one active payment. No bound in time: it must hold at every
/// moment.
///
/// A payment that failed, expired or was cancelled leaves room for another; a completed one does not, since a second
/// one beside it asks for the money again.
struct OneActivePayment: SafetyPromise {
    static let invariant = Invariant.oneActivePayment
    static let statement = "at most one active payment per application"
    static let occasions = ["a payment of an application"]

    /// The active payments of each application, in the order of their first event.
    private var active: [EntityID: [Active]] = [:]
    private(set) var given = Occasions()

    private struct Active: Sendable {
        var payment: EntityID
        var since: Int64
    }

    var remembered: Int { active.count }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .paymentMoved(let move): judge(move, at: nanoseconds, &log)
        case .forgotten(let payment, _, let application): forget(payment, of: application)
        default: break
        }
    }

    private static func isActive(_ status: PaymentStatus) -> Bool { status == .complete || !status.isFinal }

    private mutating func judge(_ move: PaymentMove, at nanoseconds: Int64, _ log: inout ViolationLog) {
        let isActive = Self.isActive(move.to)
        guard move.from.map(Self.isActive) ?? false != isActive else { return }
        given.note(0)
        guard isActive else { return forget(move.payment, of: move.application) }
        var others = active[move.application] ?? []
        guard !others.contains(where: { $0.payment == move.payment }) else { return }
        let rival = others.first
        others.append(Active(payment: move.payment, since: nanoseconds))
        active[move.application] = others
        guard let rival else { return }
        log.add(
            Self.finding(
                at: nanoseconds, .application(move.application),
                "payment \(move.payment) is \(move.to.rawValue) while payment \(rival.payment), active since "
                    + "\(rival.since.told), asks for the same money"))
    }

    private mutating func forget(_ payment: EntityID, of application: EntityID) {
        guard var others = active[application], let index = others.firstIndex(where: { $0.payment == payment }) else {
            return
        }
        others.remove(at: index)
        active[application] = others.isEmpty ? nil : others
    }
}
