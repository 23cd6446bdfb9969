import PaymentModel

/// I10: after CREATION_PENDING only the proxy that owns a payment writes it. No bound in time: it must hold at every
/// moment.
///
/// The owner is the proxy of the tenant's intermediary where that is known, and else the first that takes the payment
/// over from its creator. Versions of one service are one writer.
struct OwnerWrites: SafetyPromise {
    static let invariant = Invariant.ownerWrites
    static let statement = "only the owning proxy writes a payment after CREATION_PENDING"
    static let occasions = ["an event of a proxy"]

    private(set) var given = Occasions()

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        guard case .paymentPublished(let publication) = evidence, let before = publication.before,
            publication.event.envelope.appID != before.envelope.appID
        else { return }
        changed(publication, after: before, at: nanoseconds, &log)
    }

    private mutating func changed(
        _ publication: PaymentPublication, after before: PaymentEvent, at nanoseconds: Int64, _ log: inout ViolationLog
    ) {
        given.note(0)
        let (writer, former) = (publication.event.envelope.appID, before.envelope.appID)
        let name = Self.name(writer)
        guard name != Self.name(former) else { return }
        let complaint: String
        if publication.writerChanges > 0 {
            complaint = "\(former) wrote its event before"
        } else if let owner = publication.owner, name != Self.name(owner) {
            complaint = "it belongs to \(owner)"
        } else {
            return
        }
        log.add(
            Self.finding(
                at: nanoseconds, .payment(publication.event.id),
                "\(writer) writes \(publication.event.status.rawValue), and \(complaint)"))
    }

    /// Without its version.
    private static func name(_ appID: String) -> Substring { appID.prefix { $0 != ":" } }
}
