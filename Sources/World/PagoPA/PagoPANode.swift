import PaymentModel
import VirtualTime

/// The node and the PSPs behind it: locks notices for sessions, lets each be paid once, and moves the money.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
final class PagoPANode: @unchecked Sendable {
    private let simulation: Simulation
    private let calendar: WorldCalendar
    private let settings: PagoPASettings
    private let observer: (any WorldObserver)?
    /// By segregation code.
    private var holders: [any NoticeHolder] = []
    private(set) var offers: OfferTable
    private(set) var sessions = SessionTable()

    init(
        simulation: Simulation, calendar: WorldCalendar, settings: PagoPASettings, observer: (any WorldObserver)?
    ) {
        self.simulation = simulation
        self.calendar = calendar
        self.settings = settings
        self.observer = observer
        offers = OfferTable(stream: simulation.stream("pagopa/sessions"))
    }

    /// Makes the notices of `holder` payable; its position in the list is its segregation code.
    func admit(_ holder: some NoticeHolder) {
        precondition(holder.number == holders.count, "Holders of notices are admitted in their order.")
        holders.append(holder)
    }

    /// Forgets the intermediaries, who know the node, when the simulation is over.
    func dismissHolders() { holders.removeAll() }

    private func holder(of notice: NoticeCode) -> (any NoticeHolder)? {
        notice.segregationCode < holders.count ? holders[notice.segregationCode] : nil
    }

    func payment(of notice: NoticeCode) -> EntityID? { holder(of: notice)?.claim(of: notice)?.payment }

    /// Why `notice` cannot be paid by `session` now; nil when it can.
    func fault(_ notice: NoticeCode, for session: SessionID = .none) -> NodeFault? {
        guard let holder = holder(of: notice) else { return .unknown }
        return holder.fault(notice, for: session, now: calendar.timestamp(at: simulation.now))
    }

    // MARK: Sessions

    /// The URL's last part for a page that waits to be opened.
    func offer(desk: SessionDesk, notices: [NoticeCode], waysBack: WaysBack, life: Duration) -> EntityID {
        offers.add(desk: desk, notices: notices, waysBack: waysBack, life: life, now: simulation.now)
    }

    /// Whether the page that a URL names is shown to whoever asks for it now.
    func open(_ id: EntityID, desk: SessionDesk) -> Bool { offers.open(id, desk: desk, now: simulation.now) }

    /// A browser shows the page: what happens in it is a session of its own. nil when it has come too late.
    func begin(_ offer: OfferID) -> SessionID? {
        offers.offer(offer, now: simulation.now).map { sessions.begin($0) }
    }

    /// The payment that a session takes money for: of its first notice.
    func payment(of id: SessionID) -> EntityID? { sessions[id]?.notices.first.flatMap { payment(of: $0) } }

    /// activatePaymentNotice: locks all notices of the session, or none and tells why.
    func lock(_ id: SessionID) -> NodeFault? {
        guard let session = sessions[id] else { preconditionFailure("Only a session that goes on locks notices.") }
        for notice in session.notices {
            guard let fault = fault(notice, for: id) else { continue }
            observer?.attemptRefused(payment: payment(of: notice), fault: fault, at: simulation.now)
            return fault
        }
        let expires = simulation.now.advanced(by: settings.tokenLife)
        for notice in session.notices { holder(of: notice)?.lock(notice, for: id, until: expires) }
        sessions.setToken(of: id, expires: expires)
        return nil
    }

    /// The session's last act: pays what it locked, or gives it free.
    /// - Returns: how it ended and where the browser goes.
    func end(_ id: SessionID, as plan: SessionEnd) -> (end: SessionEnd, url: String) {
        guard let session = sessions[id] else { preconditionFailure("A session ends once.") }
        sessions.end(id)
        var end = plan
        if end == .completed, session.tokenExpires <= simulation.now { end = .expired }
        for notice in session.notices {
            if end == .completed {
                settle(notice, .online)
            } else {
                holder(of: notice)?.unlock(notice, by: id)
            }
            guard let payment = payment(of: notice) else { continue }
            if end == .expired {
                observer?.attemptRefused(payment: payment, fault: .tokenExpired, at: simulation.now)
            }
            observer?.sessionEnded(end, desk: session.desk, payment: payment, at: simulation.now)
        }
        return (end, session.waysBack.url(after: end))
    }

    // MARK: Paying

    /// A PSP's counter, application or machine takes the money for a notice.
    func payAtCounter(_ notice: NoticeCode) -> NodeFault? {
        if let fault = fault(notice) {
            observer?.attemptRefused(payment: payment(of: notice), fault: fault, at: simulation.now)
            return fault
        }
        settle(notice, .atCounter)
        return nil
    }

    private func settle(_ notice: NoticeCode, _ way: MoneyMovement.Way) {
        guard let holder = holder(of: notice), let claim = holder.claim(of: notice) else {
            preconditionFailure("Only a known notice is settled.")
        }
        simulation.note(notice.rawValue, way == .online ? 1 : 2)
        let statusShows = holder.settle(notice)
        observer?.moneyMoved(
            MoneyMovement(
                payment: claim.payment, intermediary: holder.number, notice: notice, amount: claim.amount,
                way: way, instant: simulation.now,
                statusShows: statusShows))
    }
}
