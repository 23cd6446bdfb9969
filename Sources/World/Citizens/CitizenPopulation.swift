import Containers
import HTTPTypes
import NetworkSimulation
import PaymentModel
import ServicePorts
import VirtualTime

/// All citizens of a world: lets them arrive, does what their rules say, and forgets them when they are done.
///
/// A citizen is a value in a slot; an agenda entry or a call carries the slot's number. Nobody has a task or a closure.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
final class CitizenPopulation: AgendaHandler, ReplyReceiver, @unchecked Sendable {
    typealias Entry = TaggedEntry<Happening, SlotToken>

    /// The next citizen comes, or one who is here has waited for what was to be waited for.
    enum Happening: UInt8 { case arrival, waitEnds }

    private let simulation: Simulation
    private let network: SimulatedNetwork
    private let node: PagoPANode
    private let register: TenantRegister
    private let habits: CitizenHabits
    private let requests: CitizenRequests
    private let addresses: WorldAddresses
    private let observer: (any WorldObserver)?
    private let arrivalsEnd: VirtualInstant
    private var arrivals: ArrivalProcess
    private var draws: RandomStream
    private let citizenSeed: UInt64
    private var handler: HandlerID<Entry>!

    private var citizens = SlotTable<Citizen>()
    private var links = LinkTable()
    private var linksOut: [String: LinkID] = [:]
    private(set) var counts = CitizenCounts()

    private static let hopsMax: UInt8 = 5

    init(
        _ settings: CitizenSettings, arrivals: ArrivalProcess, arrivalsEnd: VirtualInstant,
        register: TenantRegister, addresses: WorldAddresses, simulation: Simulation, network: SimulatedNetwork,
        node: PagoPANode, observer: (any WorldObserver)?
    ) {
        self.simulation = simulation
        self.network = network
        self.node = node
        self.register = register
        self.addresses = addresses
        self.observer = observer
        self.arrivals = arrivals
        self.arrivalsEnd = arrivalsEnd
        habits = CitizenHabits(settings)
        requests = CitizenRequests(core: addresses.core, register: register)
        draws = simulation.stream("citizens/arrivals")
        var seeds = simulation.stream("citizens")
        citizenSeed = seeds.next()
        network.declareHost(addresses.core)
        handler = simulation.register(self)
    }

    /// Citizens who are not done.
    var presentCount: Int { citizens.count }

    /// Lets the first citizen come.
    func start() { scheduleArrival() }

    private func scheduleArrival() {
        guard let instant = arrivals.next(before: arrivalsEnd) else { return }
        simulation.schedule(at: instant, handler, Entry(.arrival))
    }

    // MARK: What happens

    func fire(_ entry: Entry) {
        switch entry.tag {
        case .arrival: welcome()
        case .waitEnds: tell(.due, entry.subject)
        }
    }

    private func welcome() {
        let tenant = register.drawTenant(&draws)
        let service = register.drawService(of: tenant, &draws)
        admit(tenant: tenant, service: service)
        scheduleArrival()
    }

    /// A citizen begins a payment now.
    func admit(tenant: Int, service: Int) {
        counts.arrived += 1
        var citizen = Citizen(tenant: tenant, service: service, stream: personalStream(counts.arrived))
        citizen.arrived = simulation.now
        let step = citizen.arrive()
        let slot = citizens.insert(citizen)
        perform(step, slot)
    }

    /// The stream of one citizen follows from its number, so that none moves another's choices. The name is empty
    /// because hashing a text for each of a million citizens would cost more than all their draws.
    private func personalStream(_ number: UInt64) -> RandomStream {
        RandomStream(seed: citizenSeed, name: "", replication: number)
    }

    /// - Parameter wayBack: where a session that has just ended sends the browser.
    private func tell(_ event: CitizenEvent, _ slot: SlotToken, wayBack: String? = nil) {
        let before = citizens[slot]
        var citizen = before
        let step = citizen.handle(event, habits)
        citizens[slot] = citizen
        report(event, before)
        perform(step, slot, wayBack: wayBack)
    }

    private func report(_ event: CitizenEvent, _ citizen: Citizen) {
        let now = simulation.now
        switch event {
        case .accepted(let id):
            counts.submitted += 1
            observer?.submitted(
                application: id, tenant: Int(citizen.tenant), service: Int(citizen.service), amount: citizen.amount,
                arrived: citizen.arrived, at: now)
        case .payable(let payment, _, _):
            observer?.payLinkShown(application: citizen.application, payment: payment, at: now)
        case .sessionOpened:
            observer?.sessionReached(payment: citizen.payment, paying: node.payment(of: citizen.session), at: now)
        case .received where citizen.payment != Citizen.noID:
            observer?.pageShowed(application: citizen.application, payment: citizen.payment, at: now)
        default: break
        }
    }

    // MARK: What citizens do

    private func perform(_ step: CitizenStep, _ slot: SlotToken, wayBack: String? = nil) {
        if let offshoot = step.offshoot { admitDouble(of: slot, offshoot) }
        switch step.action {
        case .wait(let nanoseconds): simulation.schedule(afterNanoseconds: nanoseconds, handler, Entry(.waitEnds, slot))
        case .submit: submit(slot)
        case .readPayment: send(requests.payment(citizens[slot]), by: slot)
        case .readApplication: send(requests.application(citizens[slot]), by: slot)
        case .openOnline: open(citizens[slot].onlineLink, slot)
        case .openNotice: open(citizens[slot].noticeLink, slot)
        case .lockNotice: tell(node.lock(citizens[slot].session) == nil ? .locked : .blocked, slot)
        case .endSession: endSession(slot)
        case .land: land(slot, wayBack)
        case .payAtCounter: payAtCounter(slot)
        case .leave(let end): leave(end, slot)
        }
    }

    private func admitDouble(of slot: SlotToken, _ offshoot: CitizenStep.Offshoot) {
        counts.doubles += 1
        let stream = RandomStream(seed: ~citizenSeed, name: "", replication: counts.doubles)
        var double = citizens[slot].double(stream: stream)
        let step: CitizenStep
        switch offshoot {
        case .secondTab(let afterNanoseconds):
            step = double.arriveAsDouble(payingNotice: false, afterNanoseconds: afterNanoseconds)
        case .counterPayment(let afterNanoseconds):
            step = double.arriveAsDouble(payingNotice: true, afterNanoseconds: afterNanoseconds)
        }
        perform(step, citizens.insert(double))
    }

    private func submit(_ slot: SlotToken) {
        var citizen = citizens[slot]
        citizen.amount = habits.settings.amounts.draw(&citizen.stream)
        let user = EntityID.random(&citizen.stream)
        let applicant = Applicant(
            name: "Ada", surname: "Prova", fiscalCode: TaxCode.ofPerson(&citizen.stream), email: "ada.prova@posta.test")
        citizens[slot] = citizen
        let (request, body) = requests.submission(citizen, user: user, applicant: applicant)
        send(request, body, timeout: habits.settings.slowRequestTimeout, by: slot)
    }

    private func open(_ link: LinkNumber, _ slot: SlotToken) {
        citizens[slot].visit = .none
        let request = CitizenRequests.get(links.link(link, id: citizens[slot].payment))
        send(request, timeout: habits.settings.slowRequestTimeout, by: slot)
    }

    private func payAtCounter(_ slot: SlotToken) {
        let fault = node.payAtCounter(NoticeCode(rawValue: citizens[slot].notice))
        tell(fault == nil ? .paid : .blocked, slot)
    }

    private func endSession(_ slot: SlotToken) {
        let citizen = citizens[slot]
        let plan: SessionEnd =
            switch citizen.plan {
            case .pay: .completed
            case .failAtPSP: .failed
            case .cancel, .closeTab: .abandoned
            }
        let (end, url) = node.end(citizen.session, as: plan)
        tell(end == .completed ? .paid : .unpaid, slot, wayBack: url)
    }

    private func land(_ slot: SlotToken, _ wayBack: String?) {
        // A session that the node refused is still open: it ends here.
        let url = wayBack ?? node.end(citizens[slot].session, as: .refused).url
        citizens[slot].hops = 0
        guard let link = ServiceLink(url) else { return tell(.failed, slot) }
        goTo(link, slot)
    }

    private func leave(_ end: CitizenEnd, _ slot: SlotToken) {
        let citizen = citizens.remove(slot)
        counts.ended[Int(end.rawValue)] += 1
        simulation.note(citizen.application.low, UInt64(end.rawValue))
        guard end != .doubleEnded else { return }
        let application = citizen.application == Citizen.noID ? nil : citizen.application
        observer?.citizenLeft(end, application: application, at: simulation.now)
    }

    // MARK: Calls

    private func send(
        _ request: HTTPRequestHead, _ body: Payload = .empty, timeout: Duration? = nil, by slot: SlotToken
    ) {
        do {
            try network.send(
                over: try linkOut(to: request.authority), request, body: body,
                timeout: timeout ?? habits.settings.requestTimeout, to: self, for: slot)
        } catch is HTTPCallError {
            // The browser finds no such host: known at once.
            tell(.failed, slot)
        } catch {
            preconditionFailure("What a citizen sends can be written: \(error)")
        }
    }

    private func linkOut(to authority: String) throws(HTTPCallError) -> LinkID {
        if let link = linksOut[authority] { return link }
        let link = try network.link(from: addresses.citizens, to: authority)
        linksOut[authority] = link
        return link
    }

    func receive(_ outcome: Result<HTTPReply, HTTPCallError>, of slot: SlotToken) {
        guard case .success(let reply) = outcome else { return fail(slot) }
        switch citizens[slot].phase {
        case .submitting: tell(CitizenRequests.event(ofSubmission: reply), slot)
        case .readingPayment: tell(CitizenRequests.event(ofPaymentPage: reply, &links), slot)
        case .readingOutcome: tell(CitizenRequests.event(ofApplicationPage: reply), slot)
        case .openingNotice: tell(CitizenRequests.event(ofNotice: reply), slot)
        case .openingOnline, .landing: follow(reply, slot)
        default: preconditionFailure("A citizen in \(citizens[slot].phase) has asked for nothing.")
        }
    }

    /// Follows redirects as browsers do, until a page is reached.
    private func follow(_ reply: HTTPReply, _ slot: SlotToken) {
        if reply.status == .ok { return showPage(slot) }
        guard reply.status.kind == .redirection, let text = reply.response.headerFields[.location],
            let link = ServiceLink(text), citizens[slot].hops < Self.hopsMax
        else { return fail(slot) }
        goTo(link, slot)
    }

    private func showPage(_ slot: SlotToken) {
        guard citizens[slot].phase == .openingOnline, case .onTheWay(let offer) = citizens[slot].visit,
            let session = node.begin(offer)
        else { return fail(slot) }
        citizens[slot].visit = .inSession(session)
        tell(.sessionOpened, slot)
    }

    private func reportLanding(_ link: ServiceLink, _ citizen: Citizen) {
        guard citizen.phase == .landing, let observer else { return }
        let query = link.path.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        observer.landed(
            payment: citizen.payment, word: LandingWord(query: query), hasPaid: citizen.traits.contains(.hasPaid),
            at: simulation.now)
    }

    /// An answer that leads nowhere.
    private func fail(_ slot: SlotToken) {
        if case .onTheWay = citizens[slot].visit { citizens[slot].visit = .none }
        tell(.failed, slot)
    }

    private func goTo(_ link: ServiceLink, _ slot: SlotToken) {
        if link.authority == addresses.core {
            reportLanding(link, citizens[slot])
            return tell(.sentBack, slot)
        }
        citizens[slot].hops += 1
        citizens[slot].visit = link.id.flatMap { node.offers.find($0) }.map { .onTheWay($0) } ?? .none
        send(CitizenRequests.get(link), timeout: habits.settings.slowRequestTimeout, by: slot)
    }
}

/// How many citizens came, and how they left.
public struct CitizenCounts: Sendable, Equatable {
    /// Who began, by themselves or admitted.
    public var arrived: UInt64 = 0
    /// Applications that Core accepted.
    public var submitted: UInt64 = 0
    /// Second tabs and second payments.
    public var doubles: UInt64 = 0
    var ended = [UInt64](repeating: 0, count: CitizenEnd.allCases.count)

    /// Nobody has come yet.
    init() {}

    /// How many are done for this reason.
    public subscript(_ end: CitizenEnd) -> UInt64 { ended[Int(end.rawValue)] }
}
