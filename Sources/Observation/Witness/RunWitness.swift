import Containers
import DequeModule
import PaymentModel
import VirtualTime

/// Hears every fact of a run once, by one door and in order of virtual time, and keeps of it what measures, promises
/// and life lines need.
///
/// It changes nothing in the run. All instants are nanoseconds since the scenario's start and never go back. What is
/// open has a row; what has settled keeps its row for `WitnessSettings.remembrance` and is then folded into the
/// figures and forgotten, so that memory follows the open payments.
///
/// Its members go without the runtime's check of exclusive access (`@exclusivity(unchecked)`), which cost as much as
/// the changes themselves: while one is being changed, nothing is called that could come back to it.
package final class RunWitness {
    let settings: WitnessSettings
    /// By position, as it was told of them.
    package var tenants: [WitnessTenant] { settings.tenants }
    /// Nanoseconds.
    let loopTime: Int64
    /// Who hears every fact as well; nobody unless that is set.
    @exclusivity(unchecked) package var listener: (any FactListener)?
    @exclusivity(unchecked) var measures: MeasureSet
    @exclusivity(unchecked) var promises: PromisePanel
    @exclusivity(unchecked) var rates: WitnessRates
    @exclusivity(unchecked) var series: WitnessSeries
    @exclusivity(unchecked) var lifeLines: LifeLineShelf

    @exclusivity(unchecked) var applications = RowTable<ApplicationRow>()
    @exclusivity(unchecked) var payments = RowTable<PaymentRow>()
    /// By position of the poller: its loops under way, the oldest first.
    @exclusivity(unchecked) var pollerLoops: [[PollerLoop]] = []
    @exclusivity(unchecked) private var closing = Deque<Closing>()
    /// Money that the intermediary's status does not show yet, of those that are polled.
    @exclusivity(unchecked) var moneyToShow = Obligations()
    /// Payments mentioned so far.
    @exclusivity(unchecked) private var mentioned: UInt64 = 0
    /// Payments whose latest event is not final.
    @exclusivity(unchecked) package internal(set) var open = 0
    /// Payments whose views disagree.
    @exclusivity(unchecked) var disagreeing = 0
    /// The findings of the promises, as many as have been given their names.
    @exclusivity(unchecked) private(set) var named: [Violation] = []

    @exclusivity(unchecked) private(set) var now: Int64 = 0
    @exclusivity(unchecked) private var warmUpEnd = Int64.max
    /// When the next settled row may be forgotten.
    @exclusivity(unchecked) private var nextClosing = Int64.max

    /// Something that may be forgotten at `due` if nothing has happened to it since `settled`.
    private struct Closing {
        var payment: SlotToken?
        var id: EntityID
        var settled: Int64
        var due: Int64
    }

    /// A witness to whom nothing has been told.
    package init(_ settings: WitnessSettings) {
        self.settings = settings
        loopTime = settings.loopTime.wholeNanoseconds
        measures = MeasureSet(tags: settings.tags)
        promises = PromisePanel(
            settings.deadlines, loopTime: settings.loopTime, checks: settings.checks, start: settings.start,
            faultsEnd: settings.faultsEnd.nanoseconds)
        rates = WitnessRates(settings)
        series = WitnessSeries(resolution: settings.resolution)
        lifeLines = LifeLineShelf(capacity: settings.lifeLines)
        warmUpEnd = settings.warmUpEnd > .start ? settings.warmUpEnd.nanoseconds : .max
    }

    // MARK: The door

    /// Takes a fact.
    /// - Parameter instant: not before that of the fact before.
    package func observe(_ fact: Fact, at instant: VirtualInstant) {
        pass(to: instant)
        if let listener { listener.heard(fact, at: instant) }
        switch fact {
        case .recordAppended: measures.add(Measures.kafka.records)
        case .paymentPublished(let event): published(event)
        case .viewTookRow(let event): viewShows(event)
        case .pollerCalled(let poller, let proxy): pollerCalled(poller, proxy)
        case .pollerAnswered(_, let status): pollerAnswered(status)
        case .checkUnanswered(let payment): checkUnanswered(of: payment)
        case .intermediaryCalled(let intermediary): intermediaryCalled(intermediary)
        case .intermediaryAnswered(_, let status, let latency): intermediaryAnswered(status, after: latency)
        case .applicationSubmitted(let application, let tenant, let amount, let arrived):
            submitted(application, tenant: tenant, asking: amount, by: arrived)
        case .applicationStored(let event): applicationStored(event)
        case .applicationPublished(let event): applicationPublished(event)
        case .dispatched(let event, let answered):
            promises.judge(.dispatched(application: event.origin.remoteID, answered: answered), at: now)
        case .consumerStands(let group, let partition, let name, let committed, let lag):
            promises.judge(
                .consumerStands(group, partition: partition, named: name, committed: committed, lag: lag), at: now)
        case .lag(let group, let records): lagChanged(of: group, to: records)
        case .redelivered(let records): measures.add(Measures.kafka.redeliveries, records)
        case .rebalanced(let times): measures.add(Measures.kafka.rebalances, times)
        case .groupRebalanced(let group, let length):
            measures.record(
                Measures.kafka.rebalanceTime, nanoseconds: length.wholeNanoseconds, member: group.position)
        case .produceRetried(let requests): measures.add(Measures.kafka.produceRetries, requests)
        case .leadersElected(let partitions): measures.add(Measures.kafka.elections, partitions)
        case .recordsLost(let records): measures.add(Measures.kafka.recordsLost, records)
        case .viewNamedDuePayments(let rows): measures.record(Measures.poller.rowsScanned, number: rows)
        case .pollerLoopBegan(let poller, let others): pollerLoopBegan(poller, beside: others)
        case .pollerLoopEnded(let poller): pollerLoopEnded(poller)
        case .positionOpened(let position): positionOpened(position)
        case .moneyMoved(let movement): moneyMoved(movement)
        case .outcomePushed(_, let status): outcomePushed(status)
        case .cartAsked: cartAsked()
        case .cartAccepted(let items, let latency): cartAccepted(items, after: latency)
        case .cartRefused(let refusal, _): cartRefused(refusal)
        case .sessionEnded(let end, _): sessionEnded(end)
        case .payLinkShown(let application, let payment): payLinkShown(application, payment)
        case .pageShowed(let application, let payment): pageShowed(application, payment)
        case .sessionReached(let payment, let paying):
            promises.judge(.sessionReached(payment: payment, paying: paying), at: now)
        case .landed(let payment, let word, let hasPaid):
            promises.judge(.landed(payment: payment, told: word, hasPaid: hasPaid), at: now)
        case .citizenLeft(let end, let application): citizenLeft(end, application)
        case .attemptRefused(let fault, let payment): attemptRefused(fault, payment)
        case .callsFailed(let failure, let calls): callsFailed(failure, calls: calls)
        case .faultsBegan(let times): measures.add(Measures.faults.injected, times)
        case .faultsHit(let times): measures.add(Measures.faults.hits, times)
        }
        if promises.log.kept.count > named.count { nameFindings() }
    }

    /// Takes `Fact.lag` as `observe` does. There is one for every group at each record, and the way past all other
    /// facts takes a quarter less.
    package func observeLag(of group: ConsumerGroupID, records: Int, at instant: VirtualInstant) {
        pass(to: instant)
        if let listener { listener.heard(.lag(group, records: records), at: instant) }
        lagChanged(of: group, to: records)
    }

    /// Brings judgement and memory up to an instant. Every fact does so by itself; a quiet stretch may ask for it.
    @inline(__always)
    package func pass(to instant: VirtualInstant) {
        let instant = instant.nanoseconds
        precondition(instant >= now, "Facts come in order of virtual time.")
        now = instant
        if instant > nextDeadline || instant >= nextClosing || instant >= warmUpEnd { catchUp() }
    }

    private var nextDeadline: Int64 { min(promises.nextDeadline, moneyToShow.nextDeadline) }

    /// What has come due by now. Seldom: most facts find nothing due.
    @inline(never)
    private func catchUp() {
        if now >= warmUpEnd { finishWarmUp(at: warmUpEnd) }
        while let shown = moneyToShow.nextOverdue(before: now) { moneyShows(of: shown.subject, at: shown.deadline) }
        promises.judgeDeadlines(before: now)
        if promises.log.kept.count > named.count { nameFindings() }
        forgetSettled()
    }

    /// Drops all figures of the warm-up. What is open goes on, and so do promises, series and life lines.
    private func finishWarmUp(at end: Int64) {
        warmUpEnd = .max
        settleLag(until: end)
        let (lag, lags) = (rates.lag, rates.lags)
        measures = MeasureSet(tags: settings.tags, from: end)
        rates = WitnessRates(settings)
        (rates.lag, rates.lags, rates.lagInstant) = (lag, lags, end)
        for group in lags.indices { changeLag(of: group, at: end) }
        measures.change(Measures.convergence.disagreement, to: disagreeing, at: end)
    }

    /// As soon as they are found: what they name may be forgotten later.
    @inline(never)
    func nameFindings() {
        for finding in promises.log.kept[named.count...] { named.append(violation(finding)) }
    }

    // MARK: Rows

    func applicationSlot(_ id: EntityID) -> SlotToken {
        applications.token(of: id) ?? applications.insert(ApplicationRow(id: id))
    }

    func paymentSlot(_ id: EntityID) -> SlotToken {
        if let slot = payments.token(of: id) { return slot }
        defer { mentioned += 1 }
        return payments.insert(PaymentRow(id: id, number: mentioned))
    }

    func application(of payment: SlotToken) -> ApplicationRow? {
        payments[payment].application.map { applications[$0] }
    }

    /// Called after whatever may have changed how a payment's views agree.
    func reviewAgreement(of payment: SlotToken) {
        let application = application(of: payment)
        let row = payments[payment]
        let disagrees = row.viewsDisagree(application)
        if disagrees != row.disagrees {
            payments[payment].disagrees = disagrees
            disagreeing += disagrees ? 1 : -1
            precondition(disagreeing >= 0, "A payment's views agree that did not disagree.")
            measures.change(Measures.convergence.disagreement, to: disagreeing, at: now)
            series.recorder.change(series.disagreement, to: disagreeing, at: now)
        }
        guard row.isSettled(application) else {
            payments[payment].settled = never
            return
        }
        payments[payment].settled = now
        close(payment: payment, id: row.id)
    }

    /// An application that needed no payment is forgotten after a while like a settled payment.
    func closeUnpaid(_ application: SlotToken) {
        close(payment: nil, id: applications[application].id)
    }

    private func close(payment: SlotToken?, id: EntityID) {
        let due = now + settings.remembrance.wholeNanoseconds
        closing.append(Closing(payment: payment, id: id, settled: now, due: due))
        nextClosing = min(nextClosing, due)
    }

    private func forgetSettled() {
        while let first = closing.first, first.due <= now {
            closing.removeFirst()
            guard let slot = first.payment else {
                forgetApplication(first.id)
                continue
            }
            guard payments.token(of: first.id) == slot, payments[slot].settled == first.settled else { continue }
            forget(payment: slot)
        }
        nextClosing = closing.first?.due ?? .max
    }

    private func forgetApplication(_ id: EntityID) {
        guard let slot = applications.token(of: id), applications[slot].payment == nil,
            !applications[slot].isIn1500
        else { return }
        applications.remove(slot)
        promises.judge(.applicationForgotten(id), at: now)
    }

    private func forget(payment slot: SlotToken) {
        let row = payments[slot]
        keepLifeLine(of: slot)
        if let application = row.application {
            promises.judge(
                .forgotten(payment: row.id, slot, application: applications[application].id), at: now)
            unlink(slot, from: application)
            if applications[application].payment == nil { forgetApplication(applications[application].id) }
        }
        payments.remove(slot)
    }

    private func unlink(_ slot: SlotToken, from application: SlotToken) {
        guard let first = applications[application].payment else { return }
        if first == slot {
            applications[application].payment = payments[slot].sibling
            return
        }
        var before = first
        while payments[before].sibling != slot {
            guard let next = payments[before].sibling else {
                preconditionFailure("Payment \(payments[slot].id) does not hang from its application.")
            }
            before = next
        }
        payments[before].sibling = payments[slot].sibling
    }

    func keepLifeLine(of slot: SlotToken) {
        let row = payments[slot]
        guard lifeLines.takes(row.number) else { return }
        let application = application(of: slot)
        let tenant = application?.tenant.map { settings.tenants[$0.position].name } ?? ""
        lifeLines.add(row.number, row.lifeLine(application, tenant: tenant))
    }
}
