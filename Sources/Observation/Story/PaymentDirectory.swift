import PaymentModel
import VirtualTime
import World

/// Everybody of whom a run can tell a story: which payments there were, of which application, under which notices. Of
/// each it keeps a few words, so that a whole run fits.
package final class PaymentDirectory: FactListener {
    /// In the order in which they were first heard of; the parts of one that turned out to be of another are empty.
    private var slots: [StorySubject] = []
    /// By application, and by payment.
    private var places: [EntityID: Int] = [:]
    private let tenants: [WitnessTenant]
    private var tenantNames: [EntityID: String] = [:]

    /// A directory without an entry.
    package init(tenants: [WitnessTenant]) {
        self.tenants = tenants
        for tenant in tenants { tenantNames[tenant.id] = tenant.name }
    }

    /// All, in the order in which they were first heard of.
    package var subjects: [StorySubject] { slots.filter { $0.application != nil || !$0.payments.isEmpty } }

    /// Whose payment or application this is; nil for what is neither.
    package func subject(of id: EntityID) -> StorySubject? { places[id].map { slots[$0] } }

    // MARK: Facts

    package func heard(_ fact: Fact, at instant: VirtualInstant) {
        switch fact {
        case .applicationSubmitted(let application, let tenant, _, _):
            slots[place(ofApplication: application)].tenant = tenants[tenant.position].name
        case .applicationStored(let event), .applicationPublished(let event):
            let place = place(ofApplication: event.id)
            if slots[place].tenant.isEmpty { slots[place].tenant = tenantNames[event.origin.tenantID] ?? "" }
        case .paymentPublished(let event): published(event)
        case .positionOpened(let position):
            change(position.payment) { $0.notices.append(position.notice) }
        case .moneyMoved(let movement): change(movement.payment) { $0.movements += 1 }
        case .attemptRefused(_, let payment?): change(payment) { $0.refusals += 1 }
        case .citizenLeft(let end, let application?) where end.isDisappointed:
            slots[place(ofApplication: application)].isGivenUp = true
        default: break
        }
    }

    private func published(_ event: PaymentEvent) {
        let place = place(ofPayment: event.id, application: event.origin.remoteID)
        if slots[place].tenant.isEmpty { slots[place].tenant = tenantNames[event.origin.tenantID] ?? "" }
        guard let position = slots[place].payments.firstIndex(where: { $0.id == event.id }) else { return }
        slots[place].payments[position].status = event.status
    }

    private func change(_ payment: EntityID, _ body: (inout StorySubject.Payment) -> Void) {
        let place = place(ofPayment: payment, application: nil)
        guard let position = slots[place].payments.firstIndex(where: { $0.id == payment }) else { return }
        body(&slots[place].payments[position])
    }

    // MARK: Places

    private func place(ofApplication id: EntityID) -> Int {
        if let place = places[id] { return place }
        var subject = StorySubject()
        subject.application = id
        slots.append(subject)
        places[id] = slots.count - 1
        return slots.count - 1
    }

    /// A payment that was heard of before its application moves to it.
    private func place(ofPayment id: EntityID, application: EntityID?) -> Int {
        let known = places[id]
        guard let application else { return known ?? add(.init(id: id), to: nil) }
        let home = place(ofApplication: application)
        guard let known else { return add(.init(id: id), to: home) }
        guard known != home, slots[known].application == nil else { return known }
        let moved = slots[known].payments
        slots[known].payments = []
        for payment in moved { _ = add(payment, to: home) }
        return home
    }

    private func add(_ payment: StorySubject.Payment, to home: Int?) -> Int {
        if home == nil { slots.append(StorySubject()) }
        let place = home ?? slots.count - 1
        slots[place].payments.append(payment)
        places[payment.id] = place
        return place
    }
}

extension CitizenEnd {
    /// Whether somebody went away without what he came for.
    fileprivate var isDisappointed: Bool {
        switch self {
        case .paidUnseen, .paymentRefused, .submissionRefused, .creationFailed, .linkNeverShown, .linkBroken,
            .noticeUnavailable:
            true
        case .sawOutcome, .paidWithoutLooking, .neverPaid, .abandoned, .failedAtPSP, .doubleEnded: false
        }
    }
}
