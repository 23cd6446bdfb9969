import Containers
import PaymentModel
import VirtualTime
import World

/// What the witness makes of facts of applications and payments, from the truth outward.
extension RunWitness {
    func submitted(_ application: EntityID, tenant: TenantID) {
        precondition(
            settings.tenantNames.indices.contains(tenant.position), "The run has no tenant \(tenant.position).")
        let slot = applicationSlot(application)
        applications[slot].tenant = tenant
        entered1500(slot)
    }

    /// Core set an application's status, or an event of topic `applications` says so. Once out of 1500 it counts as
    /// out: a later 1500 is the replay of an old event, since payments after approval are not modelled.
    /// - Parameter status: of a valid application; invalid ones are owed no payment (I16).
    func applicationReached(_ status: ApplicationStatus, _ application: EntityID) {
        let slot = applicationSlot(application)
        guard applications[slot].status != status else { return }
        switch status {
        case .draft, .stampPaymentPending: break
        case .paymentPending: entered1500(slot)
        default: left1500(slot, into: status)
        }
        applications[slot].status = status
    }

    private func entered1500(_ slot: SlotToken) {
        guard applications[slot].submitted == never, applications[slot].left1500 == never else { return }
        applications[slot].submitted = now
        if applications[slot].payment == nil {
            promises.judge(.applicationEntered1500(applications[slot].id), at: now)
        }
    }

    private func left1500(_ slot: SlotToken, into status: ApplicationStatus) {
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

    /// An event of a payment was appended to topic `payments`.
    func published(_ event: PaymentEvent) {
        let slot = paymentSlot(event.id)
        let before = payments[slot].status
        promises.judge(.eventPublished(event.envelope.eventID, latest: payments[slot].eventID), at: now)
        payments[slot].eventID = event.envelope.eventID
        noteCheck(slot, event)
        let status = event.status
        guard before != status else { return }
        if payments[slot].application == nil { link(slot, to: event.origin.values.remoteID) }
        // An open payment is never forgotten: an old one that comes back in a final state is one that had settled.
        let isReturning = before == nil && status.isFinal && isOlderThanRemembrance(event)
        payments[slot].status = status
        if !isReturning { judgeMove(slot, from: before, to: status) }
        let wasOpen = before.map { !$0.isFinal } ?? false
        if wasOpen == status.isFinal { openChanged(by: wasOpen ? -1 : 1) }
        noteMilestone(slot, first: before == nil && !isReturning, status)
        reviewAgreement(of: slot)
    }

    private func isOlderThanRemembrance(_ event: PaymentEvent) -> Bool {
        let age = settings.start.adding(seconds: now / 1_000_000_000).seconds(since: event.origin.values.createdAt)
        return age >= settings.remembrance.components.seconds
    }

    private func link(_ slot: SlotToken, to application: EntityID) {
        let applicationSlot = applicationSlot(application)
        payments[slot].application = applicationSlot
        payments[slot].sibling = applications[applicationSlot].payment
        applications[applicationSlot].payment = slot
    }

    private func judgeMove(_ slot: SlotToken, from: PaymentStatus?, to: PaymentStatus) {
        guard let application = payments[slot].application else { return }
        let row = applications[application]
        let move = PaymentMove(
            payments[slot].id, of: row.id, from: from, to: to, applicationIsIn1500: row.isIn1500)
        promises.judge(.paymentMoved(move), at: now)
    }

    private func openChanged(by change: Int) {
        open += change
        precondition(open >= 0, "A payment closes that was not open.")
        series.recorder.change(series.open, to: open, at: now)
    }

    /// A check shows itself by its instant in the event; that of the creation itself is none.
    private func noteCheck(_ slot: SlotToken, _ event: PaymentEvent) {
        // Read field by field: a copy of the link would retain its texts at every event.
        let checked = event.state.links.update.lastCheckAt?.secondsSinceEpoch
        let planned = event.state.links.update.nextCheckAt?.secondsSinceEpoch
        let status = payments[slot].status
        if let status, status != .creationPending, let checked, checked != payments[slot].lastCheck {
            rates.checks += 1
            if status == event.status { rates.wastedChecks += 1 }
            payments[slot].checks += 1
            if let promised = payments[slot].nextCheck {
                let due = (promised - settings.start.secondsSinceEpoch) * 1_000_000_000
                measures.record(Measures.poller.overdueAge, nanoseconds: now - due)
            }
        }
        payments[slot].lastCheck = checked
        payments[slot].nextCheck = planned
    }

    private func noteMilestone(_ slot: SlotToken, first: Bool, _ status: PaymentStatus) {
        if first { measures.add(Measures.convergence.payments) }
        let submitted = application(of: slot)?.submitted ?? never
        switch status {
        case .creationPending where payments[slot].creationPending == never:
            payments[slot].creationPending = now
            if submitted != never {
                measures.record(Measures.convergence.creationPending, nanoseconds: now - submitted)
            }
        case .paymentPending where payments[slot].paymentPending == never:
            payments[slot].paymentPending = now
            if submitted != never { measures.record(Measures.convergence.paymentPending, nanoseconds: now - submitted) }
        case .creationFailed: measures.add(Measures.convergence.creationFailed)
        case .complete where payments[slot].completePublished == never:
            payments[slot].completePublished = now
            measures.add(Measures.convergence.completed)
            if payments[slot].moneyMoved != never {
                measures.record(Measures.convergence.published, nanoseconds: now - payments[slot].moneyMoved)
            }
        default: break
        }
        if status.isFinal { measures.record(Measures.poller.checksPerPayment, number: Int(payments[slot].checks)) }
    }

    /// Any other event with an envelope, as those of topic `applications` (I9).
    func otherEventPublished(_ event: EntityID) { promises.judge(.eventPublished(event, latest: nil), at: now) }

    func viewShows(_ status: PaymentStatus, of payment: EntityID) {
        // The view may be rebuilt from the topic's beginning: a payment forgotten by then is news to nobody.
        guard let slot = payments.token(of: payment), payments[slot].viewStatus != status else { return }
        payments[slot].viewStatus = status
        if status == .complete, payments[slot].completeInView == never {
            payments[slot].completeInView = now
            if payments[slot].moneyMoved != never {
                measures.record(Measures.convergence.view, nanoseconds: now - payments[slot].moneyMoved)
            }
        }
        reviewAgreement(of: slot)
    }

    func positionOpened(for payment: EntityID) {
        _ = paymentSlot(payment)
        promises.judge(.positionOpened(payment: payment), at: now)
    }

    /// - Parameter visible: from when the intermediary answers that it is paid, if later: I6 begins there.
    func moneyMoved(
        _ payment: EntityID, _ way: MoneyMovement.Way, _ intermediary: IntermediaryID, visible: Int64
    ) {
        let slot = paymentSlot(payment)
        payments[slot].way = way
        guard payments[slot].moneyMoved == never else { return }
        payments[slot].moneyMoved = now
        let row = payments[slot]
        if row.completePublished == never {
            let step = row.nextCheck.flatMap { next in row.lastCheck.map { Duration.seconds(max(next - $0, 0)) } }
            let notifies = settings.notifies(intermediary)
            promises.judge(.paid(payment: payment, checkStep: notifies ? nil : step), at: max(visible, now))
        }
        reviewAgreement(of: slot)
    }

    func payLinkShown(_ application: EntityID) {
        let slot = applicationSlot(application)
        guard applications[slot].payLinkShown == never else { return }
        applications[slot].payLinkShown = now
        guard applications[slot].submitted != never else { return }
        measures.record(Measures.convergence.payLink, nanoseconds: now - applications[slot].submitted)
    }

    func pageShowed(_ payment: EntityID) {
        guard let slot = payments.token(of: payment), payments[slot].pageShowsIt == never else { return }
        payments[slot].pageShowsIt = now
        guard payments[slot].moneyMoved != never else { return }
        measures.record(Measures.convergence.page, nanoseconds: now - payments[slot].moneyMoved)
    }

    func citizenLeft(_ end: CitizenEnd) {
        switch end {
        case .linkNeverShown, .paidUnseen: measures.add(Measures.convergence.pagesGivenUp)
        default: break
        }
    }
}
