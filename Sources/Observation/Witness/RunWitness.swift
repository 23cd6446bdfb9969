import DequeModule
import PaymentModel
import VirtualTime

/// Hears every fact of a run once, in order of virtual time, and keeps of it what measures, invariants and life lines
/// need.
///
/// It changes nothing in the run. All instants are nanoseconds since the scenario's start and never go back. What is
/// open has a row; what has settled keeps its row for `WitnessSettings.remembrance` and is then folded into the
/// figures and forgotten, so that memory follows the open payments.
///
/// Hot members go without the runtime's check of exclusive access (`@exclusivity(unchecked)`), which cost as much as the
/// changes themselves: while one is being changed, nothing is called that could come back to it.
package final class RunWitness {
    package let settings: WitnessSettings
    @exclusivity(unchecked) package var measures: MeasureSet
    @exclusivity(unchecked) package var invariants: InvariantPanel
    @exclusivity(unchecked) package var rates: WitnessRates
    @exclusivity(unchecked) package var series: WitnessSeries
    package var lifeLines: LifeLineShelf

    @exclusivity(unchecked) package var applications = RowTable<ApplicationRow>()
    @exclusivity(unchecked) package var payments = RowTable<PaymentRow>()
    private var closing = Deque<Closing>()
    /// Payments mentioned so far.
    private var mentioned: UInt64 = 0
    /// Payments whose latest event is not final.
    package var open = 0
    /// Payments whose views disagree.
    package var disagreeing = 0

    @exclusivity(unchecked) package private(set) var now: Int64 = 0
    private var warmUpEnd = Int64.max
    /// When the next settled row may be forgotten.
    private var nextClosing = Int64.max

    /// Something that may be forgotten at `due` if nothing has happened to it since `settled`.
    private struct Closing {
        var payment: Int?
        var id: EntityID
        var settled: Int64
        var due: Int64
    }

    package init(_ settings: WitnessSettings) {
        self.settings = settings
        measures = MeasureSet(tags: settings.tags)
        invariants = InvariantPanel(deadlines: settings.deadlines, faultsEnd: settings.faultsEnd)
        rates = WitnessRates(settings)
        series = WitnessSeries(resolution: settings.resolution)
        lifeLines = LifeLineShelf(capacity: settings.lifeLines)
        warmUpEnd = settings.warmUpEnd > 0 ? settings.warmUpEnd : .max
    }

    /// Brings judgement and memory up to an instant. Every fact does so by itself; a quiet stretch may ask for it.
    @inline(__always)
    package func pass(to instant: Int64) {
        precondition(instant >= now, "Facts come in order of virtual time.")
        now = instant
        if instant > invariants.nextDeadline || instant >= nextClosing || instant >= warmUpEnd { catchUp() }
    }

    /// What has come due by now. Seldom: most facts find nothing due.
    @inline(never)
    private func catchUp() {
        if now >= warmUpEnd { finishWarmUp(at: warmUpEnd) }
        invariants.judgeDeadlines(before: now)
        forgetSettled()
    }

    /// Drops all figures of the warm-up. What is open goes on, and so do invariants, series and life lines.
    private func finishWarmUp(at end: Int64) {
        warmUpEnd = .max
        let levels = (0..<settings.tags.consumerGroups.count).map { rates.lags[$0] }
        measures = MeasureSet(tags: settings.tags, from: end)
        rates = WitnessRates(settings)
        for (group, lag) in levels.enumerated() { setLag(of: group, to: lag, at: end) }
        measures.change(Figures.disagreement, to: disagreeing, at: end)
    }

    // MARK: Rows

    package func applicationSlot(_ id: EntityID) -> Int {
        applications.slot(of: id) ?? applications.insert(ApplicationRow(id: id))
    }

    package func paymentSlot(_ id: EntityID) -> Int {
        if let slot = payments.slot(of: id) { return slot }
        defer { mentioned += 1 }
        return payments.insert(PaymentRow(id: id, number: mentioned))
    }

    package func application(of payment: Int) -> ApplicationRow? {
        payments.rows[payment].application.map { applications.rows[$0] }
    }

    /// Called after whatever may have changed how a payment's views agree.
    package func reviewAgreement(of payment: Int) {
        let application = application(of: payment)
        let row = payments.rows[payment]
        let disagrees = row.viewsDisagree(application)
        if disagrees != row.disagrees {
            payments.rows[payment].disagrees = disagrees
            disagreeing += disagrees ? 1 : -1
            measures.change(Figures.disagreement, to: disagreeing, at: now)
            series.recorder.change(series.disagreement, to: disagreeing, at: now)
        }
        guard row.isSettled(application) else {
            payments.rows[payment].settled = never
            return
        }
        payments.rows[payment].settled = now
        close(payment: payment, id: row.id)
    }

    /// An application that needed no payment is forgotten after a while like a settled payment.
    package func closeUnpaid(_ application: Int) {
        close(payment: nil, id: applications.rows[application].id)
    }

    private func close(payment: Int?, id: EntityID) {
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
            guard payments.slot(of: first.id) == slot, payments.rows[slot].settled == first.settled else { continue }
            forget(payment: slot)
        }
        nextClosing = closing.first?.due ?? .max
    }

    private func forgetApplication(_ id: EntityID) {
        guard let slot = applications.slot(of: id), applications.rows[slot].payment == nil,
            !applications.rows[slot].isIn1500
        else { return }
        applications.remove(id)
    }

    private func forget(payment slot: Int) {
        let row = payments.rows[slot]
        keepLifeLine(of: slot)
        if let application = row.application {
            invariants.forget(row.id, of: applications.rows[application].id)
            unlink(slot, from: application)
            if applications.rows[application].payment == nil { forgetApplication(applications.rows[application].id) }
        }
        payments.remove(row.id)
    }

    private func unlink(_ slot: Int, from application: Int) {
        guard let first = applications.rows[application].payment else { return }
        if first == slot {
            applications.rows[application].payment = payments.rows[slot].sibling
            return
        }
        var before = first
        while let next = payments.rows[before].sibling, next != slot { before = next }
        payments.rows[before].sibling = payments.rows[slot].sibling
    }

    package func keepLifeLine(of slot: Int) {
        let row = payments.rows[slot]
        guard lifeLines.takes(row.number) else { return }
        let application = application(of: slot)
        let tenant = application?.tenant.map { settings.tenantNames[$0] } ?? ""
        lifeLines.add(row.number, row.lifeLine(application, tenant: tenant))
    }
}
