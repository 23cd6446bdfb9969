import HTTPTypes
import NetworkSimulation
import PaymentModel
import ServicePorts
import VirtualTime

@testable import World

/// A world on a network of its own, with what it told its observer.
final class WorldBench {
    let simulation: Simulation
    let network: SimulatedNetwork
    let world: PaymentWorld
    let record = WorldRecord()
    private let probe = Probe()
    private let bell: HandlerID<Bell.Entry>
    static let start = Timestamp(LocalTime(year: 2025, month: 3, day: 3))

    /// - Parameter arrivalsPerDay: none unless asked for; the day is a Monday in March of average weight.
    init(
        seed: UInt64 = 1, arrivalsPerDay: Double = 0, arrivalsEnd: Duration = .seconds(86_400),
        wire: PayloadForm = .typed, _ change: (inout WorldSettings) -> Void = { _ in }
    ) {
        simulation = Simulation(Simulation.Settings(seed: seed))
        bell = simulation.register(Bell())
        network = SimulatedNetwork(latency: .constant(.milliseconds(10)), wire: wire, in: simulation)
        let arrivals = ArrivalProfile(
            meanPerDay: arrivalsPerDay, weekdayWeights: ArrivalProfile.everyDayAlike,
            monthWeights: ArrivalProfile.everyMonthAlike)
        var settings = WorldSettings(
            start: Self.start, arrivals: arrivals, arrivalsEnd: VirtualInstant.start.advanced(by: arrivalsEnd),
            addresses: WorldAddresses(core: "core.test", proxies: ["silfi-payment-proxy.test"]))
        settings.tenants = TenantSettings(count: 5)
        change(&settings)
        world = PaymentWorld(settings, simulation: simulation, network: network, observer: record)
    }

    var intermediary: Intermediary { world.intermediaries[0] }

    /// The outcome of one call, once everything that follows from it has happened too.
    func call(
        _ method: HTTPRequest.Method, _ authority: String, _ path: String, _ body: Payload = .empty,
        headerFields: HTTPFields? = nil, timeout: Duration = .seconds(30)
    ) throws -> Result<HTTPReply, HTTPCallError> {
        let call = try start(method, authority, path, body, headerFields: headerFields, timeout: timeout)
        simulation.run()
        return probe.outcomes[call]!
    }

    /// Starts a call without running the simulation.
    @discardableResult
    func start(
        _ method: HTTPRequest.Method, _ authority: String, _ path: String, _ body: Payload = .empty,
        headerFields: HTTPFields? = nil, timeout: Duration = .seconds(30)
    ) throws -> NumberedEntry {
        let call = NumberedEntry(probe.started)
        probe.started += 1
        let request = HTTPRequestHead(
            method: method, scheme: "https", authority: authority, path: path, headerFields: headerFields)
        try network.send(
            over: try network.link(from: "probe", to: authority), request, body: body, timeout: timeout, to: probe,
            for: call)
        return call
    }

    func outcome(_ call: NumberedEntry) -> Result<HTTPReply, HTTPCallError>? { probe.outcomes[call] }

    /// Opens a debt position for a new payment.
    func openPosition(_ payment: EntityID, due: Timestamp? = nil) throws -> Result<HTTPReply, HTTPCallError> {
        let request = DebtPositionRequest(
            iud: payment.hexText, creditorTaxCode: world.register.tenants[0].taxCode, amount: EuroCents(cents: 4_210),
            reason: "r", debtorTaxCode: "AAAAAA00A00A000A", debtorName: "Ada Prova", dueAt: due)
        return try call(.post, "silfi.test", "/debt-positions", .value(request))
    }

    /// The notice of a debt position that is known to open.
    func notice(_ payment: EntityID) throws -> NoticeCode {
        let answer: DebtPositionAnswer = try openPosition(payment).get().body.decode()
        return NoticeCode(answer.noticeCode)!
    }

    /// Lets `time` pass, also when nothing is due.
    func run(for time: Duration) {
        let end = simulation.now.advanced(by: time)
        simulation.schedule(at: end, bell, .ring)
        simulation.run(until: end)
    }
}

/// Does nothing at an instant, which makes it pass.
private final class Bell: AgendaHandler {
    enum Entry: UInt8, AgendaEntry { case ring }

    func fire(_ entry: Entry) {}
}

private final class Probe: ReplyReceiver {
    var started = 0
    var outcomes: [NumberedEntry: Result<HTTPReply, HTTPCallError>] = [:]

    func receive(_ outcome: Result<HTTPReply, HTTPCallError>, of call: NumberedEntry) { outcomes[call] = outcome }
}

/// Keeps what the world tells.
final class WorldRecord: WorldObserver {
    var submitted = 0
    var linksShown = 0
    var pagesShowed: Set<EntityID> = []
    var ends: [CitizenEnd] = []
    var openings: [PositionOpening] = []
    var movements: [MoneyMovement] = []
    var refusedAttempts: [NodeFault] = []
    var pushes: [Int?] = []
    var pushInstants: [VirtualInstant] = []
    var cartsAsked = 0
    var cartsAccepted = 0
    var cartRefusals: [CartRefusal] = []
    var sessions: [SessionEnd] = []

    var amounts: [EuroCents] = []
    /// Of each submission: when its citizen came, and when Core accepted it.
    var arrivals: [(arrived: VirtualInstant, accepted: VirtualInstant)] = []
    var reached: [(payment: EntityID, paying: EntityID?)] = []
    var landings: [(word: LandingWord, hasPaid: Bool)] = []
    var cartItems: [CartItem] = []

    func submitted(
        application: EntityID, tenant: Int, service: Int, amount: EuroCents, arrived: VirtualInstant,
        at instant: VirtualInstant
    ) {
        submitted += 1
        arrivals.append((arrived, instant))
        amounts.append(amount)
    }
    func sessionReached(payment: EntityID, paying: EntityID?, at instant: VirtualInstant) {
        reached.append((payment, paying))
    }
    func landed(payment: EntityID, word: LandingWord, hasPaid: Bool, at instant: VirtualInstant) {
        landings.append((word, hasPaid))
    }
    func payLinkShown(application: EntityID, payment: EntityID, at instant: VirtualInstant) { linksShown += 1 }
    func pageShowed(application: EntityID, payment: EntityID, at instant: VirtualInstant) {
        pagesShowed.insert(application)
    }
    func citizenLeft(_ end: CitizenEnd, application: EntityID?, at instant: VirtualInstant) { ends.append(end) }
    func positionOpened(_ position: PositionOpening) { openings.append(position) }
    func moneyMoved(_ movement: MoneyMovement) { movements.append(movement) }
    func attemptRefused(payment: EntityID?, fault: NodeFault, at instant: VirtualInstant) {
        refusedAttempts.append(fault)
    }
    func outcomePushed(by intermediary: Int, payment: EntityID, status: Int?, at instant: VirtualInstant) {
        pushes.append(status)
        pushInstants.append(instant)
    }
    func cartAsked(at instant: VirtualInstant) { cartsAsked += 1 }
    func cartAccepted(_ items: [CartItem], latency: Duration, at instant: VirtualInstant) {
        cartsAccepted += 1
        cartItems += items
    }
    func cartRefused(_ refusal: CartRefusal, latency: Duration, at instant: VirtualInstant) {
        cartRefusals.append(refusal)
    }
    func sessionEnded(_ end: SessionEnd, desk: SessionDesk, payment: EntityID, at instant: VirtualInstant) {
        sessions.append(end)
    }
}
