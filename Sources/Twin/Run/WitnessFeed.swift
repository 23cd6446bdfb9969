import KafkaSimulation
import KsqlDB
import NetworkSimulation
import Observation
import PaymentModel
import Scenarios
import ServicePorts
import VirtualTime
import World

/// Tells the witness, as facts, what the observers of Kafka, the network, the world and the services hear. It changes
/// nothing in the run; its one agenda entry a minute reads where consumers stand, and counters that nobody announces.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation. `links` and `groups` go without the
/// runtime's check of exclusive access (`@exclusivity(unchecked)`): what a link or a group means is looked up in names,
/// which call nobody.
final class WitnessFeed: KafkaObserver, LagObserver, NetworkObserver, WorldObserver, AgendaHandler,
    @unchecked Sendable
{
    private let witness: RunWitness
    private let simulation: Simulation
    private let kafka: SimulatedKafka
    private let end: VirtualInstant
    @exclusivity(unchecked) private var links: ObservedLinks
    @exclusivity(unchecked) private var groups: ObservedGroups
    private var counters: CounterReading
    private var handler: HandlerID<Entry>?
    /// Nil when no gate ends the run.
    private var watch: GateWatch?

    /// Not the scenario's to choose: what it tells is judged, and its entries are in the trace.
    private static let minute: Int64 = 60_000_000_000

    enum Entry: UInt8, AgendaEntry { case readingIsDue }

    init(
        _ witness: RunWitness, simulation: Simulation, kafka: SimulatedKafka, network: SimulatedNetwork,
        _ deployment: Deployment, scenario: Scenario
    ) {
        self.witness = witness
        self.simulation = simulation
        self.kafka = kafka
        groups = ObservedGroups(names: deployment.consumerGroups)
        end = scenario.end
        links = ObservedLinks(deployment, in: network)
        counters = CounterReading(of: kafka, network, hosts: deployment.hosts)
        watch = GateWatch(scenario, tags: deployment.measureTags)
    }

    private func tell(_ fact: Fact) {
        witness.observe(fact, at: simulation.now)
        if watch != nil { lookAtGates() }
    }

    // MARK: Gates that end the run

    /// Whether the run has lost a gate that ends it.
    var hasLostAGate: Bool { watch?.isLost ?? false }

    /// Ends the simulation after this entry when such a gate is lost. Every fact does so by itself; what falls due in a
    /// quiet stretch is found at its end.
    func lookAtGates() {
        if watch?.look(at: witness, simulation.now) == true { simulation.breakOff() }
    }

    // MARK: Standings and counters

    /// Begins to read standings and counters.
    func start() {
        let handler = simulation.register(self)
        self.handler = handler
        simulation.schedule(afterNanoseconds: Self.minute, handler, .readingIsDue)
    }

    func fire(_ entry: Entry) {
        read()
        guard let handler, simulation.now.nanoseconds + Self.minute <= end.nanoseconds else { return }
        simulation.schedule(afterNanoseconds: Self.minute, handler, .readingIsDue)
    }

    private func read() {
        readStandings()
        for fact in counters.growth() { tell(fact) }
    }

    private func readStandings() {
        var partitions = [Int](repeating: 0, count: groups.names.count)
        for standing in kafka.lags {
            guard let group = groups.names.firstIndex(of: standing.group) else { continue }
            let (topic, partition) = (standing.topicPartition.topic, standing.topicPartition.partition)
            guard let end = try? kafka.endOffset(of: topic, partition: partition) else {
                preconditionFailure("A group reads topics that there are.")
            }
            tell(
                .consumerStands(
                    ConsumerGroupID(group), partition: partitions[group], named: "\(topic)/\(partition)",
                    committed: end - standing.lag, lag: standing.lag))
            partitions[group] += 1
        }
    }

    /// The end of the run.
    /// - Parameters:
    ///   - faults: what was injected.
    ///   - end: where a crash ended it; that of healing when nil.
    func finish(_ faults: [InjectedFault], at end: VirtualInstant? = nil) -> WitnessReport {
        watch = nil
        read()
        for (group, length) in kafka.rebalancesUnderWay { groupRebalanced(group, after: length) }
        tell(.faultsBegan(times: Int(clamping: faults.reduce(0) { $0 + $1.occurrences })))
        tell(.faultsHit(times: Int(clamping: faults.reduce(0) { $0 + $1.hits })))
        return witness.finish(at: end ?? self.end)
    }

    // MARK: Kafka

    func recordAppended(
        topic: String, partition: Int32, offset: Int64, timestamp: Int64, payload: Payload, key: RecordKey?,
        broker: Int
    ) {
        tell(.recordAppended)
        if let event = payload.value(as: PaymentEvent.self) { return tell(.paymentPublished(event)) }
        // A record that no consumer can read is no event of a payment, and so breaks no promise by itself.
        if topic == InfrastructurePart.payments, let event = try? payload.decode(as: PaymentEvent.self) {
            tell(.paymentPublished(event))
        } else if let event = try? payload.decode(as: ApplicationEvent.self) {
            tell(.applicationPublished(event))
        }
    }

    func groupRebalanced(_ group: String, after length: Duration) {
        guard let position = groups.names.firstIndex(of: group) else { return }
        tell(.groupRebalanced(ConsumerGroupID(position), after: length))
    }

    func lagChanged(ofGroup group: Int, named name: @autoclosure () -> String, to records: Int64) {
        guard let group = groups.id(ofGroup: group, named: name()) else { return }
        witness.observeLag(of: group, records: Int(records), at: simulation.now)
    }

    // MARK: Services

    /// Core's database took this state of an application.
    func applicationStored(_ row: ApplicationEvent) { tell(.applicationStored(row)) }

    /// A replica of the dispatcher sends a payment's first event.
    func dispatched(_ event: PaymentEvent, answered: Bool) { tell(.dispatched(event, answered: answered)) }

    func pollerLoopBegan(_ poller: PollerID, beside others: Int) { tell(.pollerLoopBegan(poller, beside: others)) }
    func pollerLoopEnded(_ poller: PollerID) { tell(.pollerLoopEnded(poller)) }

    // MARK: Network

    func callStarted(over link: LinkID) {
        switch links.meaning(of: link) {
        case .ofPoller(let poller, let proxy): tell(.pollerCalled(poller, proxy))
        case .toIntermediary(let intermediary): tell(.intermediaryCalled(intermediary))
        case .other: break
        }
    }

    func callFinished(over link: LinkID, status: Int, latency: Duration, path: @autoclosure () -> String) {
        callEnded(over: link, status, latency, path())
    }

    func callFailed(over link: LinkID, _ error: HTTPCallError, latency: Duration, path: @autoclosure () -> String) {
        callEnded(over: link, nil, latency, path())
    }

    @inline(__always)
    private func callEnded(
        over link: LinkID, _ status: Int?, _ latency: Duration, _ path: @autoclosure () -> String
    ) {
        switch links.meaning(of: link) {
        case .ofPoller(_, let proxy):
            tell(.pollerAnswered(proxy, status: status))
            if status != 200 { tellUnanswered(path()) }
        case .toIntermediary(let intermediary):
            tell(.intermediaryAnswered(intermediary, status: status, after: latency))
        case .other: break
        }
    }

    private static let updatePath = "/update/"

    /// A poller asked for a check of a payment, and got no 200.
    @inline(never)
    private func tellUnanswered(_ path: String) {
        guard path.hasPrefix(Self.updatePath), let payment = EntityID(path.dropFirst(Self.updatePath.count)) else {
            return
        }
        tell(.checkUnanswered(payment: payment))
    }

    // MARK: World

    func submitted(
        application: EntityID, tenant: Int, service: Int, amount: EuroCents, arrived: VirtualInstant,
        at instant: VirtualInstant
    ) {
        witness.observe(
            .applicationSubmitted(application, tenant: TenantID(tenant), asks: amount, arrived: arrived), at: instant)
    }

    func payLinkShown(application: EntityID, payment: EntityID, at instant: VirtualInstant) {
        witness.observe(.payLinkShown(application: application, payment: payment), at: instant)
    }

    func pageShowed(application: EntityID, payment: EntityID, at instant: VirtualInstant) {
        witness.observe(.pageShowed(application: application, payment: payment), at: instant)
    }

    func sessionReached(payment: EntityID, paying: EntityID?, at instant: VirtualInstant) {
        witness.observe(.sessionReached(payment: payment, paying: paying), at: instant)
    }

    func landed(payment: EntityID, word: LandingWord, hasPaid: Bool, at instant: VirtualInstant) {
        witness.observe(.landed(payment: payment, word, hasPaid: hasPaid), at: instant)
    }

    func citizenLeft(_ end: CitizenEnd, application: EntityID?, at instant: VirtualInstant) {
        witness.observe(.citizenLeft(end, application: application), at: instant)
    }

    func positionOpened(_ position: PositionOpening) {
        witness.observe(.positionOpened(position), at: position.instant)
    }

    func moneyMoved(_ movement: MoneyMovement) {
        witness.observe(.moneyMoved(movement), at: movement.instant)
    }

    func attemptRefused(payment: EntityID?, fault: NodeFault, at instant: VirtualInstant) {
        witness.observe(.attemptRefused(fault, payment: payment), at: instant)
    }

    func outcomePushed(by intermediary: Int, payment: EntityID, status: Int?, at instant: VirtualInstant) {
        witness.observe(.outcomePushed(IntermediaryID(intermediary), status: status), at: instant)
    }

    func cartAsked(at instant: VirtualInstant) { witness.observe(.cartAsked, at: instant) }

    func cartAccepted(_ items: [CartItem], latency: Duration, at instant: VirtualInstant) {
        witness.observe(.cartAccepted(items, after: latency), at: instant)
    }

    func cartRefused(_ refusal: CartRefusal, latency: Duration, at instant: VirtualInstant) {
        witness.observe(.cartRefused(refusal, after: latency), at: instant)
    }

    func sessionEnded(_ end: SessionEnd, desk: SessionDesk, payment: EntityID, at instant: VirtualInstant) {
        witness.observe(.sessionEnded(end, payment: payment), at: instant)
    }
}

extension WitnessFeed: KsqlViewObserver {
    func viewTook(_ events: [PaymentEvent]) {
        for event in events { tell(.viewTookRow(event)) }
    }

    /// Only the poller asks for open payments.
    func viewAnswered(queryOf tables: [String], rowsScanned: Int) {
        if tables.contains(KsqlView.openPaymentsTable) { tell(.viewNamedDuePayments(rowsRead: rowsScanned)) }
    }
}

/// What a call over each of the network's links means to the witness: looked up by name at a link's first call, by
/// number at all others.
private struct ObservedLinks {
    enum Meaning {
        case ofPoller(PollerID, ProxyID)
        case toIntermediary(IntermediaryID)
        case other
    }

    private let network: SimulatedNetwork
    private let pollers: [String]
    private let proxies: [String]
    private let intermediaries: [String]
    /// By number of the link; nil before its first call.
    private var known: [Meaning?] = []

    init(_ deployment: Deployment, in network: SimulatedNetwork) {
        self.network = network
        pollers = deployment.service(.poller).processes.map(\.name)
        proxies = deployment.services.filter { $0.role == .proxy }.compactMap(\.host)
        intermediaries = deployment.intermediaries.map(\.authority)
    }

    @inline(__always)
    mutating func meaning(of link: LinkID) -> Meaning {
        if link.index < known.count, let meaning = known[link.index] { return meaning }
        return learn(link)
    }

    private mutating func learn(_ link: LinkID) -> Meaning {
        while known.count <= link.index { known.append(nil) }
        let host = network.authority(of: network.host(of: link))
        let meaning: Meaning =
            if let intermediary = intermediaries.firstIndex(of: host) {
                .toIntermediary(IntermediaryID(intermediary))
            } else if let proxy = proxies.firstIndex(of: host),
                let poller = pollers.firstIndex(of: network.caller(of: link))
            {
                .ofPoller(PollerID(poller), ProxyID(proxy))
            } else {
                .other
            }
        known[link.index] = meaning
        return meaning
    }
}

/// Which of the deployment's consumer groups each of Kafka's is: looked up by name at a group's first change, by number
/// at all others.
private struct ObservedGroups {
    let names: [String]
    /// By number of the group; nil before its first change, and inside of that for a group of somebody else.
    private var known: [ConsumerGroupID??] = []

    init(names: [String]) { self.names = names }

    @inline(__always)
    mutating func id(ofGroup number: Int, named name: @autoclosure () -> String) -> ConsumerGroupID? {
        if number < known.count, let id = known[number] { return id }
        return learn(number, name())
    }

    private mutating func learn(_ number: Int, _ name: String) -> ConsumerGroupID? {
        while known.count <= number { known.append(nil) }
        let id = names.firstIndex(of: name).map { ConsumerGroupID($0) }
        known[number] = .some(id)
        return id
    }
}
