import PaymentModel

/// I10: after CREATION_PENDING only the proxy that owns a payment writes it. No bound in time: it must hold at every
/// moment.
///
/// The owner is the proxy of the tenant's intermediary where that is known, and else the first that takes the payment
/// over from its creator. Versions of one service are one writer.
struct OwnerWrites: SafetyPromise, PublicationPromise {
    static let invariant = Invariant.ownerWrites
    static let statement = "only the owning proxy writes a payment after CREATION_PENDING"
    static let occasions = ["an event of a proxy"]

    private(set) var given = Occasions()

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        if case .paymentPublished(let publication) = evidence { judge(publication, at: nanoseconds, &log) }
    }

    @inline(__always)
    mutating func judge(_ publication: PaymentPublication, at nanoseconds: Int64, _ log: inout ViolationLog) {
        guard let before = publication.before else { return }
        if publication.event.envelope.appID != before.envelope.appID {
            changed(publication, after: before, at: nanoseconds, &log)
        } else if before.status == .creationPending, publication.event.status != .creationPending {
            movedByCreator(publication, at: nanoseconds, &log)
        }
    }

    /// Who makes a payment that belongs to another may say CREATION_PENDING again, and nothing else.
    private mutating func movedByCreator(
        _ publication: PaymentPublication, at nanoseconds: Int64, _ log: inout ViolationLog
    ) {
        guard let owner = publication.owner, !Self.areOneService(owner, publication.event.envelope.appID) else {
            return
        }
        given.note(0)
        add("it belongs to \(owner)", publication, at: nanoseconds, &log)
    }

    private mutating func changed(
        _ publication: PaymentPublication, after before: PaymentEvent, at nanoseconds: Int64, _ log: inout ViolationLog
    ) {
        given.note(0)
        let (writer, former) = (publication.event.envelope.appID, before.envelope.appID)
        guard !Self.areOneService(writer, former) else { return }
        let complaint: String
        if publication.writerChanges > 0 {
            complaint = "\(former) wrote its event before"
        } else if let owner = publication.owner, !Self.areOneService(writer, owner) {
            complaint = "it belongs to \(owner)"
        } else {
            return
        }
        add(complaint, publication, at: nanoseconds, &log)
    }

    private func add(
        _ complaint: String, _ publication: PaymentPublication, at nanoseconds: Int64, _ log: inout ViolationLog
    ) {
        let event = publication.event
        log.add(
            Self.finding(
                at: nanoseconds, .payment(event.id),
                "\(event.envelope.appID) writes \(event.status.rawValue), and \(complaint)"))
    }

    /// Whether two `app_id`s name the same service, of whatever version.
    private static func areOneService(_ one: String, _ other: String) -> Bool {
        let (colon, others) = (UInt8(ascii: ":"), other.utf8)
        return one.utf8.prefix { $0 != colon }.elementsEqual(others.prefix { $0 != colon })
    }
}
