import Containers
import HTTPTypes
import ServicePorts
import VirtualTime

/// Hosts, the links to them, and the calls under way, under virtual time.
///
/// The network is a state machine on the agenda; only calls of processes suspend tasks, and only requests to processes
/// start one. A caller's time-out never stops the callee.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
///
/// Hot members go without the runtime's check of exclusive access (`@exclusivity(unchecked)`), which cost as much as
/// the changes themselves: while one is being changed, nothing is called that could come back to it.
public final class SimulatedNetwork: @unchecked Sendable {
    struct Host {
        let authority: String
        var faults: [PlacedHostFault] = []
        var backends: [Int] = []
        var nextBackend = 0
        var counters = HostCounters()
        var observers: [any NetworkObserver] = []
    }

    struct Link {
        let host: Int
        let caller: String
        var latency: LinkLatency
        /// Absent while no fault holds on them.
        var requestLane: FaultyLane?
        var answerLane: FaultyLane?
    }

    /// Held for good, so that no use of it is counted; `Simulation.close` lets go of the network first.
    public let simulation: Simulation
    /// Whether bodies travel as values or as bytes.
    public let wire: PayloadForm
    @exclusivity(unchecked) var hosts: [Host] = []
    private var hostIndexes: [String: Int] = [:]
    @exclusivity(unchecked) var links: [Link] = []
    private var linkIndexes: [LinkKey: Int] = [:]
    @exclusivity(unchecked) var backends: [Backend] = []
    @exclusivity(unchecked) var calls = SlotTable<Call>()
    @exclusivity(unchecked) var callSerial: UInt64 = 0
    @exclusivity(unchecked) var active = ActiveFaults()
    /// Who hears of every call in full; nobody unless that is set, and then nothing is told.
    @exclusivity(unchecked) package var recorder: (any NetworkRecorder)?
    private(set) var handler: HandlerID<CallEntry>!
    private let defaultLatency: Sampler

    /// How long a message takes over a link that is whole. Both in one place, so that a draw copies neither.
    struct LinkLatency {
        var sampler: Sampler
        var draws: RandomStream

        mutating func nextNanoseconds() -> Int64 { sampler.sampleNanoseconds(&draws) }
    }

    private struct LinkKey: Hashable {
        var caller: String
        var authority: String
    }

    /// - Parameter latency: of each direction of a link that has no distribution of its own.
    public init(latency: Distribution, wire: PayloadForm = .typed, in simulation: Simulation) {
        self.simulation = simulation
        self.wire = wire
        defaultLatency = Sampler(latency)
        handler = simulation.register(CallEntries(network: self))
    }

    // MARK: Hosts

    /// Makes `authority` known, so that calls to it are refused rather than sent nowhere.
    @discardableResult
    public func declareHost(_ authority: String) -> HostID {
        guard simulation.admits("declareHost(\"\(authority)\")") else { return .nobody }
        if let index = hostIndexes[authority] { return HostID(index: index) }
        hostIndexes[authority] = hosts.count
        hosts.append(Host(authority: authority))
        placeFaults(atNew: hosts.count - 1)
        return HostID(index: hosts.count - 1)
    }

    /// Lets `endpoint` answer for `authority`, beside those that already do. A model that cannot be is refused, and the
    /// host is as any other.
    @discardableResult
    public func attach(_ endpoint: any SimulatedEndpoint, at authority: String, _ model: HostModel) -> HostID {
        guard simulation.admits("attach(_, at: \"\(authority)\")") else { return .nobody }
        let host = declareHost(authority)
        let model = checked(model, "attach(_, at: \"\(authority)\", _)")
        _ = open(.endpoint(endpoint), at: host, model, named: "endpoint-\(hosts[host.index].backends.count)")
        return host
    }

    /// The host of this name; nil when none was declared or attached.
    public func host(_ authority: String) -> HostID? { hostIndexes[authority].map { HostID(index: $0) } }
    /// How many hosts there are; their ids count from 0.
    public var hostCount: Int { hosts.count }
    /// The names by which hosts are called, in the order of their ids.
    public var authorities: [String] { hosts.map(\.authority) }
    /// The name by which a host is called.
    public func authority(of host: HostID) -> String { has(host, "authority(of:)") ? hosts[host.index].authority : "" }
    /// What has happened at a host so far.
    public func counters(of host: HostID) -> HostCounters {
        has(host, "counters(of:)") ? hosts[host.index].counters : HostCounters()
    }

    /// Lets `observer` see every call to `authority`.
    public func addObserver(_ observer: any NetworkObserver, at authority: String) {
        guard simulation.admits("addObserver(_, at: \"\(authority)\")") else { return }
        let host = declareHost(authority)
        hosts[host.index].observers.append(observer)
    }

    /// Forgets who answers, who listens and what is under way, when the simulation is over: whoever answers usually
    /// calls as well, and they would keep each other for ever.
    public func close() {
        guard simulation.mayEnd("network.close()") else { return }
        for host in hosts.indices {
            hosts[host].backends.removeAll()
            hosts[host].observers.removeAll()
        }
        backends.removeAll()
        calls = SlotTable()
        recorder = nil
    }

    /// Requests that wait for a worker at all backends of `host`.
    public func queueLength(of host: HostID) -> Int {
        guard has(host, "queueLength(of:)") else { return 0 }
        return hosts[host.index].backends.reduce(0) { $0 + backends[$1].queue.count }
    }

    /// Calls that a caller or a callee still holds.
    public var callsUnderWay: Int { calls.count }

    func open(_ kind: Backend.Kind, at host: HostID, _ model: HostModel, named name: String) -> Int {
        let serviceTimes = simulation.stream("network/\(authority(of: host))/service-time/\(name)")
        let backend = Backend(host: host.index, name: name, kind: kind, model: model, serviceTimes: serviceTimes)
        if case .process(let serving) = kind, serving.process.incarnation > 0 {
            backend.startSlowly(at: simulation.now)
        }
        if let free = backends.indices.first(where: { !backends[$0].isOpen && isUnused($0) }) {
            backends[free] = backend
            hosts[host.index].backends.append(free)
            return free
        }
        backends.append(backend)
        hosts[host.index].backends.append(backends.count - 1)
        return backends.count - 1
    }

    /// Only when no call refers to it may a closed backend's place be given away.
    private func isUnused(_ backend: Int) -> Bool { calls.tokens { $0.backend == backend }.isEmpty }

    // MARK: Links

    /// The link from `caller` to `authority`.
    /// - Throws: `HTTPCallError.unknownHost`.
    public func link(from caller: String, to authority: String) throws(HTTPCallError) -> LinkID {
        guard simulation.admits("link(from: \"\(caller)\", to: \"\(authority)\")") else {
            throw .unknownHost(authority: authority)
        }
        let key = LinkKey(caller: caller, authority: authority)
        if let index = linkIndexes[key] { return LinkID(index: index) }
        guard let host = hostIndexes[authority] else { throw .unknownHost(authority: authority) }
        let draws = simulation.stream("network/\(caller)->\(authority)")
        links.append(Link(host: host, caller: caller, latency: LinkLatency(sampler: defaultLatency, draws: draws)))
        linkIndexes[key] = links.count - 1
        placeFaults(onNew: links.count - 1)
        return LinkID(index: links.count - 1)
    }

    /// Who calls over the link: a process, or a part of the world.
    public func caller(of link: LinkID) -> String { has(link, "caller(of:)") ? links[link.index].caller : "" }
    /// Where the link leads.
    public func host(of link: LinkID) -> HostID {
        has(link, "host(of:)") ? HostID(index: links[link.index].host) : .nobody
    }

    /// Sets the latency of each direction.
    public func setLatency(_ latency: Distribution, of link: LinkID) {
        guard simulation.admits("setLatency(_, of: _)"), has(link, "setLatency(_, of:)") else { return }
        if let defect = latency.defect { return simulation.refuse("setLatency(_, of: _)", defect, orTrap: defect) }
        links[link.index].latency.sampler = Sampler(latency)
    }

    // MARK: Ports

    /// What `process` calls other hosts with.
    public func makeCaller(for process: SimulatedProcess) -> any HTTPCaller {
        SimulatedCaller(network: self, process: process)
    }

    /// One more server of `process` behind `authority`; several of them are called in turn. It listens from `serve` on.
    public func makeServer(
        for process: SimulatedProcess, at authority: String, _ model: HostModel
    ) -> any HTTPServer {
        let model = checked(model, "makeServer(for: _, at: \"\(authority)\", _)")
        return SimulatedServer(network: self, process: process, host: declareHost(authority), model: model)
    }

    /// A model that can be, for one that cannot and was refused.
    private func checked(_ model: HostModel, _ call: String) -> HostModel {
        guard let defect = model.defect else { return model }
        simulation.refuse(call, defect, orTrap: defect)
        return HostModel()
    }

    /// Calls on behalf of a part of the world that has no task; `receiver` is told the outcome of its errand.
    public func send<Receiver: ReplyReceiver>(
        over link: LinkID, _ request: HTTPRequestHead, body: Payload, timeout: Duration, to receiver: Receiver,
        for errand: Receiver.Errand
    ) throws {
        let deadline = simulation.now.advanced(byNanoseconds: timeout.wholeNanoseconds)
        let call = try start(
            over: link.index, request, body: body, deadlineNanoseconds: deadline.nanoseconds,
            .machine(receiver, errand: errand.word))
        simulation.schedule(at: deadline, handler, CallEntry(.callerTimesOut, call))
    }

    /// Answers a request that an endpoint has received. Does nothing when the request has been given up or reset.
    public func answer(_ token: AnswerToken, with reply: HTTPReply) { handled(token.slot, reply) }

    /// Gives a request up: its worker is free, its caller gets no answer.
    public func drop(_ token: AnswerToken) { dropped(token.slot) }

    // MARK: Agenda

    @inline(__always)
    fileprivate func isDue(_ step: CallStep, of call: SlotToken) {
        guard calls.contains(call) else { return }
        switch step {
        case .requestArrives: requestArrived(call)
        case .serviceEnds: serviceEnded(call)
        case .outcomeArrives: outcomeArrived(call)
        case .callerTimesOut: machineTimedOut(call)
        }
    }

    func schedule(_ step: CallStep, _ call: SlotToken, after nanoseconds: Int64) {
        simulation.schedule(afterNanoseconds: nanoseconds, handler, CallEntry(step, call))
    }
}

/// What happens to a call at an instant.
enum CallStep: UInt8 { case requestArrives, serviceEnds, outcomeArrives, callerTimesOut }

typealias CallEntry = TaggedEntry<CallStep, SlotToken>

/// The network's entries on the agenda.
private final class CallEntries: AgendaHandler {
    private let network: SimulatedNetwork

    init(network: SimulatedNetwork) { self.network = network }

    func fire(_ entry: CallEntry) { network.isDue(entry.tag, of: entry.subject) }
}
