import Containers
import PaymentModel
import VirtualTime
import World

/// What the witness makes of facts of applications and payments, from the truth outward.
extension RunWitness {
    /// An event of a payment was appended to topic `payments`.
    func published(_ event: PaymentEvent) {
        let slot = paymentSlot(event.id)
        let before = payments[slot].latest
        promises.judge(
            .eventPublished(event.envelope.eventID, of: .payment(event.id), latest: before?.envelope.eventID), at: now)
        promises.judge(
            PaymentPublication(
                event: event, before: before, place: slot, writerChanges: payments[slot].writerChanges,
                owner: owner(of: event, after: before)), at: now)
        note(event, after: before, slot)
        noteCheck(slot, event, after: before)
        guard before?.status != event.status else { return }
        moved(slot, event, from: before?.status)
    }

    /// Looked up only where the writer changes, and where the payment leaves CREATION_PENDING.
    @inline(__always)
    private func owner(of event: PaymentEvent, after before: PaymentEvent?) -> String? {
        guard let before,
            before.envelope.appID != event.envelope.appID
                || before.status == .creationPending && event.status != .creationPending
        else { return nil }
        return settings.tenant(event.origin.tenantID)?.proxyAppID
    }

    /// The payment's latest event, and its greatest beside the view's row.
    @inline(__always)
    private func note(_ event: PaymentEvent, after before: PaymentEvent?, _ slot: SlotToken) {
        if let before, before.envelope.appID != event.envelope.appID { payments[slot].writerChanges += 1 }
        payments[slot].latest = event
        let mark = EventMark(event)
        if let greatest = payments[slot].greatest, mark.createdAt < greatest.createdAt { return }
        payments[slot].greatest = mark
        promises.judge(
            .viewCompared(payment: event.id, slot, agrees: payments[slot].viewAgrees), at: now)
    }

    private func moved(_ slot: SlotToken, _ event: PaymentEvent, from before: PaymentStatus?) {
        let status = event.status
        if payments[slot].application == nil { link(slot, event) }
        // An open payment is never forgotten: an old one that comes back in a final state is one that had settled.
        let isReturning = before == nil && status.isFinal && isOlderThanRemembrance(event)
        payments[slot].status = status
        if !isReturning { judgeMove(slot, event, from: before) }
        let wasOpen = before.map { !$0.isFinal } ?? false
        if wasOpen == status.isFinal { openChanged(by: wasOpen ? -1 : 1) }
        noteMilestone(slot, first: before == nil && !isReturning, status)
        reviewAgreement(of: slot)
    }

    private func isOlderThanRemembrance(_ event: PaymentEvent) -> Bool {
        let age = settings.start.adding(seconds: now / 1_000_000_000).seconds(since: event.origin.values.createdAt)
        return age >= settings.remembrance.components.seconds
    }

    private func link(_ slot: SlotToken, _ event: PaymentEvent) {
        let applicationSlot = applicationSlot(event.origin.remoteID)
        payments[slot].application = applicationSlot
        payments[slot].sibling = applications[applicationSlot].payment
        applications[applicationSlot].payment = slot
        guard let application = applications[applicationSlot].latest else { return }
        promises.judge(.paymentLinked(event, to: application), at: now)
        guard let data = application.state.paymentData else { return }
        let origin = event.origin.values
        let (place, source) = ("the payment's first event", "the application")
        restate(event.id, place, .amount(origin.amount), source, .amount(data.amount))
        restate(event.id, place, .due(origin.expireAt), source, .due(data.expireAt))
        restate(event.id, place, .reason(origin.reason), source, .reason(data.reason))
        restate(
            event.id, place, .payer(origin.payer.taxIdentificationNumber), source,
            .payer(application.origin.applicant.fiscalCode))
    }

    private func judgeMove(_ slot: SlotToken, _ event: PaymentEvent, from: PaymentStatus?) {
        guard let application = payments[slot].application else { return }
        let row = applications[application]
        let move = PaymentMove(
            payment: event.id, application: row.id, from: from, to: event.status,
            applicationIsIn1500: row.isIn1500, hasPaid: payments[slot].moneyMoved != never,
            writer: event.envelope.appID)
        promises.judge(.paymentMoved(move), at: now)
    }

    private func openChanged(by change: Int) {
        open += change
        precondition(open >= 0, "A payment closes that was not open.")
        series.recorder.change(series.open, to: open, at: now)
    }

    /// A check shows itself by its instant in the event; that of the creation itself is none.
    @inline(__always)
    private func noteCheck(_ slot: SlotToken, _ event: PaymentEvent, after before: PaymentEvent?) {
        // Read field by field: a copy of the link would retain its texts at every event, and one of `before` the event.
        guard before != nil, before?.status != .creationPending,
            let checked = event.state.links.update.lastCheckAt?.secondsSinceEpoch,
            checked != before?.state.links.update.lastCheckAt?.secondsSinceEpoch
        else { return }
        rates.checks += 1
        if before?.status == event.status { rates.wastedChecks += 1 }
        payments[slot].checks += 1
        let epoch = settings.start.secondsSinceEpoch
        if let promised = before?.state.links.update.nextCheckAt?.secondsSinceEpoch {
            let due = (promised - epoch) * 1_000_000_000
            // One that comes early, such as another poller's second look at the same row, is not late by nought.
            if now >= due { measures.record(Measures.poller.overdueAge, nanoseconds: now - due) }
        }
        guard payments[slot].moneyMoved != never, event.status != .complete else { return }
        noteEarlyCheck(slot, at: (checked - epoch) * 1_000_000_000)
    }

    func checkUnanswered(of payment: EntityID) {
        guard let slot = payments.token(of: payment) else { return }
        promises.judge(.checkUnanswered(payment: payment, slot), at: now)
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

    func viewShows(_ event: PaymentEvent) {
        // The view may be rebuilt from the topic's beginning: a payment forgotten by then is news to nobody.
        guard let slot = payments.token(of: event.id) else { return }
        let before = payments[slot].row?.status
        payments[slot].row = EventMark(event)
        promises.judge(.viewCompared(payment: event.id, slot, agrees: payments[slot].viewAgrees), at: now)
        guard before != event.status else { return }
        if event.status == .complete, payments[slot].completeInView == never {
            payments[slot].completeInView = now
            if payments[slot].moneyMoved != never {
                measures.record(Measures.convergence.view, nanoseconds: now - payments[slot].moneyMoved)
            }
        }
        reviewAgreement(of: slot)
    }

    func payLinkShown(_ application: EntityID, _ payment: EntityID) {
        judgePage(of: application, showing: payment)
        let slot = applicationSlot(application)
        guard applications[slot].payLinkShown == never else { return }
        applications[slot].payLinkShown = now
        guard applications[slot].submitted != never else { return }
        measures.record(Measures.convergence.payLink, nanoseconds: now - applications[slot].submitted)
    }

    private func judgePage(of application: EntityID, showing payment: EntityID) {
        guard let slot = payments.token(of: payment), let owner = payments[slot].application else { return }
        promises.judge(.paymentShown(payment, at: application, owner: applications[owner].id), at: now)
    }

    func pageShowed(_ application: EntityID, _ payment: EntityID) {
        judgePage(of: application, showing: payment)
        guard let slot = payments.token(of: payment), payments[slot].pageShowsIt == never else { return }
        payments[slot].pageShowsIt = now
        guard payments[slot].moneyMoved != never else { return }
        measures.record(Measures.convergence.page, nanoseconds: now - payments[slot].moneyMoved)
    }

    func citizenLeft(_ end: CitizenEnd, _ application: EntityID?) {
        switch end {
        case .linkNeverShown, .paidUnseen: measures.add(Measures.convergence.pagesGivenUp)
        case .creationFailed:
            if let application { promises.judge(.failedCreationTold(application: application), at: now) }
        case .linkBroken: tellBlocked(application, "its link to pay led nowhere, each time a citizen tried")
        case .noticeUnavailable: tellBlocked(application, "its notice could not be opened, each time a citizen tried")
        default: break
        }
    }

    private func tellBlocked(_ application: EntityID?, _ way: String) {
        guard let slot = application.flatMap({ applications.token(of: $0) }), let payment = applications[slot].payment
        else { return }
        wayBlocked(payments[payment].id, way)
    }
}
