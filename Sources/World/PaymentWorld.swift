import NetworkSimulation
import PaymentModel
import VirtualTime

/// Everything that makes a world: who lives in it, how they behave, and when they come.
public struct WorldSettings: Sendable {
    /// The instant of the calendar at which virtual time starts.
    public var start: Timestamp
    /// Who asks for payments.
    public var tenants = TenantSettings()
    /// How many citizens come, and when.
    public var arrivals: ArrivalProfile
    /// Nobody arrives from this instant on: the end of the fault phase.
    public var arrivalsEnd: VirtualInstant
    /// How they behave.
    public var citizens = CitizenSettings()
    /// One for each number that tenants refer to; their names and authorities differ, and each has its proxy among
    /// the addresses.
    public var intermediaries = [IntermediarySettings()]
    /// How Checkout and node behave.
    public var pagoPA = PagoPASettings()
    /// Where the world finds the services.
    public var addresses: WorldAddresses

    /// The defaults, for a world that starts then, has these arrivals and finds the services there.
    public init(
        start: Timestamp, arrivals: ArrivalProfile, arrivalsEnd: VirtualInstant, addresses: WorldAddresses
    ) {
        self.start = start
        self.addresses = addresses
        self.arrivals = arrivals
        self.arrivalsEnd = arrivalsEnd
    }
}

/// The surroundings that the services serve: citizens, intermediaries and pagoPA, as state machines on one simulation's
/// agenda. It speaks to the services through the simulated network only, and tells an observer what really happens.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class PaymentWorld: @unchecked Sendable {
    /// The tenants and their services.
    public let register: TenantRegister
    /// What day and hour it is.
    public let calendar: WorldCalendar
    /// In the order in which tenants name them.
    public let intermediaries: [Intermediary]
    private let population: CitizenPopulation
    private let node: PagoPANode
    private let checkout: Checkout

    /// Builds the world and attaches its hosts to `network`. Core and the proxies may be attached before or after.
    public init(
        _ settings: WorldSettings, simulation: Simulation, network: SimulatedNetwork,
        observer: (any WorldObserver)? = nil
    ) {
        precondition(
            settings.intermediaries.count == settings.tenants.intermediaries,
            "Every intermediary that tenants refer to has its settings.")
        precondition(
            settings.intermediaries.count == settings.addresses.proxies.count,
            "Every intermediary has a proxy to push outcomes to.")
        precondition(
            Set(settings.intermediaries.map(\.authority)).count == settings.intermediaries.count,
            "Intermediaries have hosts of their own.")
        let calendar = WorldCalendar(start: settings.start)
        let register = TenantRegister(settings.tenants) { simulation.stream($0) }
        let node = PagoPANode(
            simulation: simulation, calendar: calendar, settings: settings.pagoPA, observer: observer)
        self.calendar = calendar
        self.register = register
        self.node = node
        intermediaries = zip(settings.intermediaries, settings.addresses.proxies).enumerated().map { number, pair in
            let (settings, proxy) = pair
            return Intermediary(
                number: number, settings: settings, proxyAuthority: proxy, simulation: simulation, network: network,
                calendar: calendar, node: node, observer: observer)
        }
        checkout = Checkout(
            settings: settings.pagoPA, simulation: simulation, network: network, node: node, observer: observer)
        population = CitizenPopulation(
            settings.citizens,
            arrivals: ArrivalProcess(
                profile: settings.arrivals, calendar: calendar, stream: simulation.stream("citizens/arrival-times")),
            arrivalsEnd: settings.arrivalsEnd, register: register, addresses: settings.addresses,
            simulation: simulation, network: network, node: node, observer: observer)
    }

    /// Lets citizens come. Call it once, before the simulation runs.
    public func start() { population.start() }

    /// Lets its parts, who know each other, go; call it when the simulation is over, and ask nothing of the world
    /// afterwards.
    public func close() { node.dismissHolders() }

    /// How many citizens came, and how they left.
    public var citizens: CitizenCounts { population.counts }
    /// Citizens who are not done: on a page, in a session, or with a notice in hand.
    public var citizensPresent: Int { population.presentCount }
    /// Links of portals and carts that live.
    public var pagesOffered: Int { node.offers.count }
    /// Sessions that have begun and not ended.
    public var sessionsOpen: Int { node.sessions.count }

    /// Lets one citizen begin a payment now, beside those who come by themselves: what a test or an operator's
    /// experiment steers a single case with.
    public func admitCitizen(tenant: Int, service: Int) {
        precondition(register.tenants.indices.contains(tenant), "There is no tenant \(tenant).")
        precondition(register.tenants[tenant].services.indices.contains(service), "There is no service \(service).")
        population.admit(tenant: tenant, service: service)
    }

    /// Somebody pays a notice at a PSP's counter now.
    /// - Returns: why the node refused it, or nil when the money moved.
    public func payAtCounter(_ notice: NoticeCode) -> NodeFault? { node.payAtCounter(notice) }
}
