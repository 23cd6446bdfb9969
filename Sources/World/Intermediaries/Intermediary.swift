import Containers
import DequeModule
import HTTPTypes
import NetworkSimulation
import PaymentModel
import ServicePorts
import VirtualTime

/// A pagoPA technology partner: holds debt positions, answers the proxy's calls, shows its own portal to citizens, and
/// tells the proxy of payments (<doc:/PaymentModel/Intermediaries>).
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
///
/// Hot members go without the runtime's check of exclusive access (`@exclusivity(unchecked)`), which cost as much as
/// the changes themselves: while one is being changed, nothing is called that could come back to it.
public final class Intermediary: SimulatedEndpoint, @unchecked Sendable {
    /// As many as there are segregation codes.
    static let countMax = Int(NoticeCode.segregationCodes)

    /// How it was told to behave.
    public let settings: IntermediarySettings
    /// Its position in the world's list and the segregation code of its notices.
    public let number: Int
    /// Where it pushes outcomes to.
    let proxyAuthority: String
    @exclusivity(unchecked) private(set) var positions: DebtPositions

    let simulation: Simulation
    let network: SimulatedNetwork
    let calendar: WorldCalendar
    let observer: (any WorldObserver)?
    let node: PagoPANode
    let habits: IntermediaryHabits
    private let portal: LinkTemplate
    private var creditors: [String] = []
    private var creditorNumbers: [String: UInt32] = [:]
    @exclusivity(unchecked) private var calls = SlotTable<Call>()
    @exclusivity(unchecked) private var callDraws: RandomStream
    var pushDraws: RandomStream
    private var lagDraws: RandomStream
    var pushes = SlotTable<Push>()
    var pushLink: LinkID?
    private(set) lazy var pushReplies = PushReplies(to: self)
    private var handler: HandlerID<IntermediaryEntry>!
    /// Paid notices in the order of their payments, until they are archived.
    @exclusivity(unchecked) private var closed: Deque<(paid: VirtualInstant, notice: NoticeCode)> = []

    private struct Call {
        var operation: IntermediaryOperation
        var answer: AnswerToken
        var fate: Fate
    }

    private enum Fate { case answered, failed, hangsWithoutActing, actsAndHangs }

    /// One outcome on its way to the proxy.
    struct Push {
        let notice: NoticeCode
        let payment: EntityID
        let creditor: UInt32
        let amount: EuroCents
        let paid: VirtualInstant
        var triesLeft: Int
    }

    init(
        number: Int, settings: IntermediarySettings, proxyAuthority: String, simulation: Simulation,
        network: SimulatedNetwork,
        calendar: WorldCalendar, node: PagoPANode, observer: (any WorldObserver)?
    ) {
        self.number = number
        self.settings = settings
        self.proxyAuthority = proxyAuthority
        self.simulation = simulation
        self.network = network
        self.calendar = calendar
        self.node = node
        self.observer = observer
        habits = IntermediaryHabits(settings)
        positions = DebtPositions(
            segregationCode: number, repeatedIUD: settings.repeatedIUD, payableAfterDue: settings.payableAfterDue)
        portal = LinkTemplate(scheme: "https", authority: settings.authority, pathBeforeID: "/portal/")
        callDraws = simulation.stream("intermediaries/\(settings.name)/calls")
        pushDraws = simulation.stream("intermediaries/\(settings.name)/pushes")
        lagDraws = simulation.stream("intermediaries/\(settings.name)/status-lag")
        handler = simulation.register(IntermediaryEntries(intermediary: self))
        network.declareHost(proxyAuthority)
        network.attach(self, at: settings.authority, HostModel())
        node.admit(self)
    }

    /// Debt positions held in full.
    public var positionsKept: Int { positions.keptCount }
    /// Debt positions ever opened.
    public var positionsOpened: Int { positions.openedCount }

    func schedule(_ work: IntermediaryWork, _ slot: SlotToken, afterNanoseconds: Int64) {
        simulation.schedule(afterNanoseconds: afterNanoseconds, handler, IntermediaryEntry(work, slot))
    }

    fileprivate func isDue(_ work: IntermediaryWork, _ slot: SlotToken) {
        switch work {
        case .call: finish(calls.remove(slot))
        case .push: push(slot)
        }
    }

    // MARK: Calls

    /// Serves the partner's REST interface, its portal and its documents.
    public func receive(_ request: HTTPRequestHead, body: Payload, answer: AnswerToken) {
        let operation = IntermediaryOperation(request, body: body)
        let timeNanoseconds = time(for: operation).sampleNanoseconds(&callDraws)
        let slot = calls.insert(Call(operation: operation, answer: answer, fate: drawFate()))
        schedule(.call, slot, afterNanoseconds: network.workNanoseconds(timeNanoseconds, of: answer))
    }

    private func time(for operation: IntermediaryOperation) -> Sampler {
        switch operation {
        case .create: habits.creationTime
        case .status, .refuse: habits.statusTime
        case .notice, .receipt: habits.documentTime
        case .openSession, .showPortal: habits.sessionTime
        }
    }

    private func drawFate() -> Fate {
        if callDraws.happens(settings.fails) { return .failed }
        guard callDraws.happens(settings.hangs) else { return .answered }
        return callDraws.happens(settings.actsWhenHanging) ? .actsAndHangs : .hangsWithoutActing
    }

    private func finish(_ call: Call) {
        switch call.fate {
        case .answered: network.answer(call.answer, with: act(call.operation))
        case .failed: network.answer(call.answer, with: HTTPReply(.internalServerError))
        case .hangsWithoutActing: network.drop(call.answer)
        case .actsAndHangs:
            _ = act(call.operation)
            network.drop(call.answer)
        }
    }

    private func act(_ operation: IntermediaryOperation) -> HTTPReply {
        archiveOld()
        switch operation {
        case .create(let request): return create(request)
        case .status(let notice): return status(notice)
        case .notice(let notice): return document(.notice, notice)
        case .receipt(let notice): return document(.receipt, notice)
        case .openSession(let notice, let waysBack): return openSession(notice, waysBack)
        case .showPortal(let id):
            return node.open(id, desk: .portal) ? .ok : error(.notFound, "the session is over")
        case .refuse(let status, let reason): return error(status, reason)
        }
    }

    private func error(_ status: HTTPResponse.Status, _ title: String) -> HTTPReply {
        HTTPReply(status, body: .value(ErrorAnswer(title: title)))
    }

    private func create(_ request: DebtPositionRequest) -> HTTPReply {
        guard let payment = EntityID(hexText: request.iud) else {
            return error(.unprocessableContent, "an IUD has 32 hexadecimal digits")
        }
        if callDraws.happens(settings.refusesCreation) {
            return error(.unprocessableContent, "the debtor's data were refused")
        }
        let opening = positions.open(
            payment: payment, amount: request.amount, creditor: creditorNumber(request.creditorTaxCode),
            due: request.dueAt)
        switch opening {
        case .refused: return error(.conflict, "the IUD is in use")
        case .again(let notice): return answer(notice)
        case .opened(let notice):
            simulation.note(notice.rawValue, payment.low)
            observer?.positionOpened(
                PositionOpening(
                    payment: payment, intermediary: number, notice: notice, amount: request.amount,
                    creditorTaxCode: request.creditorTaxCode, debtorTaxCode: request.debtorTaxCode,
                    reason: request.reason, due: request.dueAt, instant: simulation.now))
            return answer(notice)
        }
    }

    private func answer(_ notice: NoticeCode) -> HTTPReply {
        HTTPReply(
            .created, body: .value(DebtPositionAnswer(iuv: notice.iuv, noticeCode: notice.description)))
    }

    private func creditorNumber(_ taxCode: String) -> UInt32 {
        if let number = creditorNumbers[taxCode] { return number }
        creditors.append(taxCode)
        creditorNumbers[taxCode] = UInt32(creditors.count - 1)
        return UInt32(creditors.count - 1)
    }

    func creditor(_ number: UInt32) -> String { creditors[Int(number)] }

    /// The answer to almost every question, made once.
    private static let unpaid = HTTPReply(.ok, body: .value(DebtPositionStatusAnswer(status: .unpaid)))

    private func status(_ notice: NoticeCode) -> HTTPReply {
        switch positions.status(notice, now: simulation.now) {
        case .unknown: error(.notFound, "unknown IUV")
        case .unpaid: Self.unpaid
        case .paid(let instant):
            HTTPReply(
                .ok,
                body: .value(
                    DebtPositionStatusAnswer(
                        status: .paid, paidAt: calendar.timestamp(at: instant), transactionID: transaction(notice))))
        }
    }

    /// The intermediary's own number of the payment.
    func transaction(_ notice: NoticeCode) -> String { "T\(notice.rawValue)" }

    private func document(_ kind: PaymentDocument.Kind, _ notice: NoticeCode) -> HTTPReply {
        guard let amount = positions.amount(notice) else { return error(.notFound, "unknown IUV") }
        if kind == .receipt, positions.status(notice, now: simulation.now) == .unpaid {
            return error(.notFound, "not paid")
        }
        return HTTPReply(.ok, body: .value(PaymentDocument(kind: kind, notice: notice, amount: amount)))
    }

    private func openSession(_ notice: NoticeCode, _ waysBack: WaysBack) -> HTTPReply {
        if let fault = node.fault(notice), fault != .ongoing {
            let status: HTTPResponse.Status = fault == .unknown ? .notFound : .conflict
            return error(status, fault.rawValue)
        }
        let id = node.offer(
            desk: .portal, notices: [notice], waysBack: waysBack, life: settings.portalLinkLife)
        return HTTPReply(.ok, body: .value(OnlineSessionAnswer(url: portal.link(id))))
    }

    /// Positions are archived when something else happens anyway: no timer waits for days on their account.
    private func archiveOld() {
        while let first = closed.first, first.paid.duration(to: simulation.now) >= settings.keepsPaidFor {
            closed.removeFirst()
            positions.archive(first.notice)
        }
    }
}

/// The node's side.
extension Intermediary: NoticeHolder {
    func claim(of notice: NoticeCode) -> NoticeClaim? {
        positions.position(notice).map { NoticeClaim(payment: $0.payment, amount: $0.amount) }
    }

    func fault(_ notice: NoticeCode, for session: SessionID, now: Timestamp) -> NodeFault? {
        positions.fault(notice, for: session, now: now, at: simulation.now)
    }

    func lock(_ notice: NoticeCode, for session: SessionID, until end: VirtualInstant) {
        positions.lock(notice, for: session, until: end)
    }

    func unlock(_ notice: NoticeCode, by session: SessionID) { positions.unlock(notice, by: session) }

    /// The money of a notice has arrived: the status will show it, and the proxy will hear of it.
    func settle(_ notice: NoticeCode) -> VirtualInstant {
        let lag =
            lagDraws.happens(settings.statusWaitsForBatch)
            ? habits.batchLag.sampleNanoseconds(&lagDraws) : habits.statusLag.sampleNanoseconds(&lagDraws)
        let now = simulation.now
        positions.pay(notice, at: now, statusShows: VirtualInstant(nanoseconds: now.nanoseconds + lag))
        closed.append((now, notice))
        planPushes(of: notice)
        archiveOld()
        return positions.settlement(of: notice)?.statusShows ?? now
    }
}

/// What an intermediary gets to when its time has come: a call to answer, or an outcome to tell.
enum IntermediaryWork: UInt8 { case call, push }

typealias IntermediaryEntry = TaggedEntry<IntermediaryWork, SlotToken>

/// An intermediary's entries on the agenda.
private final class IntermediaryEntries: AgendaHandler {
    private let intermediary: Intermediary

    init(intermediary: Intermediary) { self.intermediary = intermediary }

    func fire(_ entry: IntermediaryEntry) { intermediary.isDue(entry.tag, entry.subject) }
}

extension EntityID {
    /// Reads 32 hexadecimal digits without dashes: the form of an IUD.
    init?(hexText text: some StringProtocol) {
        guard text.utf8.count == 32, text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let high = UInt64(text.prefix(16), radix: 16), let low = UInt64(text.suffix(16), radix: 16)
        else { return nil }
        self.init(high: high, low: low)
    }
}
