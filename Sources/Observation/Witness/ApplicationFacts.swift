import Containers
import PaymentModel
import VirtualTime
import World

/// What the witness makes of facts of applications.
extension RunWitness {
    /// - Parameter arrival: when its citizen came.
    func submitted(
        _ application: EntityID, tenant: TenantID, asking amount: EuroCents, by arrival: VirtualInstant
    ) {
        precondition(settings.tenants.indices.contains(tenant.position), "The run has no tenant \(tenant.position).")
        let slot = applicationSlot(application)
        applications[slot].tenant = tenant
        applications[slot].arrived = arrival.nanoseconds
        entered1500(slot)
        promises.judge(.submissionAccepted(application, isPublished: applications[slot].isPublished), at: now)
        guard let payment = applications[slot].payment, let event = payments[payment].latest else { return }
        restate(event.id, "the payment's first event", .amount(event.origin.amount), "the form", .amount(amount))
    }

    func applicationStored(_ event: ApplicationEvent) {
        let slot = applicationSlot(event.id)
        applications[slot].latest = event
        applicationReached(event.state.status, slot)
    }

    func applicationPublished(_ event: ApplicationEvent) {
        let slot = applicationSlot(event.id)
        applications[slot].isPublished = true
        if applications[slot].latest == nil { applications[slot].latest = event }
        promises.judge(.eventPublished(event.envelope.eventID, of: .application(event.id), latest: nil), at: now)
        promises.judge(.applicationPublished(event), at: now)
        applicationReached(event.state.status, slot)
    }

    /// Core set an application's status, or an event of topic `applications` says so. Once out of 1500 it counts as
    /// out: a later 1500 is the replay of an old event, since payments after approval are not modelled.
    /// - Parameter status: of a valid application; invalid ones are owed no payment (I16).
    private func applicationReached(_ status: ApplicationStatus, _ slot: SlotToken) {
        guard applications[slot].status != status else { return }
        switch status {
        case .draft, .stampPaymentPending: break
        case .paymentPending: entered1500(slot)
        default: left1500(slot)
        }
        applications[slot].status = status
        let row = applications[slot]
        promises.judge(
            .applicationReached(
                row.id, status, owesPayment: row.submitted != never, hasComplete: hasComplete(row)), at: now)
    }

    private func hasComplete(_ application: ApplicationRow) -> Bool {
        var next = application.payment
        while let payment = next {
            if payments[payment].completePublished != never { return true }
            next = payments[payment].sibling
        }
        return false
    }

    private func entered1500(_ slot: SlotToken) {
        guard applications[slot].submitted == never, applications[slot].left1500 == never else { return }
        applications[slot].submitted = now
        if applications[slot].payment == nil {
            promises.judge(.applicationEntered1500(applications[slot].id), at: now)
        }
    }

    private func left1500(_ slot: SlotToken) {
        let row = applications[slot]
        guard row.left1500 == never else { return }
        applications[slot].left1500 = now
        promises.judge(.applicationLeft1500(row.id), at: now)
        guard var payment = row.payment else { return closeUnpaid(slot) }
        while true {
            if payments[payment].moneyMoved != never {
                measures.record(Measures.convergence.application, nanoseconds: now - payments[payment].moneyMoved)
            }
            reviewAgreement(of: payment)
            guard let next = payments[payment].sibling else { return }
            payment = next
        }
    }
}
