import Containers
import PaymentModel
import VirtualTime
import World

/// What the witness makes of facts of debt positions and money.
extension RunWitness {
    /// A check is asked so long, at most, before its event says it was made: the call's time-out and what lies around.
    private static let longestCheck: Int64 = 30_000_000_000

    func positionOpened(_ position: PositionOpening) {
        let slot = paymentSlot(position.payment)
        promises.judge(.positionOpened(position), at: now)
        guard let origin = payments[slot].latest?.origin.values else { return }
        let (id, place, event) = (position.payment, "the debt position", "the payment's event")
        restate(id, place, .amount(position.amount), event, .amount(origin.amount))
        restate(id, place, .due(position.due), event, .due(origin.expireAt))
        restate(id, place, .reason(position.reason), event, .reason(origin.reason))
        let code = position.debtorTaxCode
        if let debtor = origin.debtor {
            restate(id, place, .debtor(code), event, .debtor(debtor.taxIdentificationNumber))
        } else {
            restate(id, place, .payer(code), event, .payer(origin.payer.taxIdentificationNumber))
        }
        guard let tenant = settings.tenant(origin.tenantID) else { return }
        let names = settings.tags.intermediaries
        promises.judge(
            .creditorCompared(
                payment: id,
                CreditorComparison(
                    tenant: tenant.name, taxCode: tenant.taxCode, positionTaxCode: position.creditorTaxCode,
                    intermediary: names[tenant.intermediary.position],
                    positionIntermediary: names[position.intermediary])), at: now)
    }

    func cartAsks(_ item: CartItem) {
        guard let payment = item.payment, let slot = payments.token(of: payment),
            let origin = payments[slot].latest?.origin
        else { return }
        restate(payment, "the cart", .amount(item.amount), "the payment's event", .amount(origin.amount))
    }

    func restate(
        _ payment: EntityID, _ place: String, _ says: Restatement.Value, _ origin: String, _ said: Restatement.Value
    ) {
        promises.judge(
            .restated(Restatement(payment: payment, place: place, says: says, origin: origin, said: said)), at: now)
    }

    func moneyMoved(_ movement: MoneyMovement) {
        let slot = paymentSlot(movement.payment)
        payments[slot].way = movement.way
        tellPromises(of: movement, slot)
        guard payments[slot].moneyMoved == never else { return measures.add(Measures.harm.paidAgain) }
        if hasPaidSibling(slot) { measures.add(Measures.harm.paidAgain) }
        let shows = max(movement.statusShows.nanoseconds, now)
        payments[slot].moneyMoved = now
        payments[slot].moneyShows = shows
        payments[slot].isNotified = settings.notifies(IntermediaryID(movement.intermediary))
        if payments[slot].completePublished == never {
            if payments[slot].isNotified || shows == now {
                moneyShows(of: movement.payment, at: shows)
            } else {
                moneyToShow.owe(movement.payment, since: now, until: shows)
            }
        }
        reviewAgreement(of: slot)
    }

    private func tellPromises(of movement: MoneyMovement, _ slot: SlotToken) {
        let row = payments[slot]
        promises.judge(.moneyMoved(movement, application: row.application.map { applications[$0].id }), at: now)
        guard let amount = row.latest?.origin.amount else { return }
        restate(
            movement.payment, "the money that moved", .amount(movement.amount), "the payment's event", .amount(amount))
    }

    private func hasPaidSibling(_ slot: SlotToken) -> Bool {
        var next = payments[slot].application.flatMap { applications[$0].payment }
        while let payment = next {
            if payment != slot, payments[payment].moneyMoved != never { return true }
            next = payments[payment].sibling
        }
        return false
    }

    /// From `instant` on whoever asks the intermediary learns of the money.
    func moneyShows(of payment: EntityID, at instant: Int64) {
        guard let slot = payments.token(of: payment), payments[slot].completePublished == never else { return }
        let step = payments[slot].isNotified ? nil : payments[slot].checkStep
        promises.judge(.paid(payment: payment, checkStep: step), at: instant)
    }

    /// A check that was asked before the money showed has planned the next one: that one will find it.
    func noteEarlyCheck(_ slot: SlotToken, at check: Int64) {
        let row = payments[slot]
        guard row.moneyMoved != never, !row.isNotified, row.completePublished == never, row.moneyShows <= now,
            check <= row.moneyShows + Self.longestCheck, let step = row.checkStep
        else { return }
        promises.judge(.checkedTooEarly(payment: row.id, checkStep: step, since: row.moneyShows), at: now)
    }

    func wayBlocked(_ payment: EntityID, _ way: String) {
        guard let slot = payments.token(of: payment), let status = payments[slot].status else { return }
        promises.judge(.wayBlocked(payment: payment, status, by: way), at: now)
    }
}
