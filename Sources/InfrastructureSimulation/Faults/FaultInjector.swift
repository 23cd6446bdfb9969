import KafkaSimulation
import NetworkSimulation
import StorageSimulation
import VirtualTime

/// Where the faults of one simulation find what they befall, each by its name.
///
/// Used by one thread.
public final class FaultInjector {
    /// What can be befallen, asked for anew at each injection.
    public struct Targets {
        /// By their names.
        public var replicas: () -> [Replica]
        /// The brokers.
        public var kafka: () -> SimulatedKafka
        /// Hosts and links.
        public var network: () -> SimulatedNetwork
        /// A bucket's name means the buckets of all of them. None goes, and those that come are the last.
        public var stores: () -> [SimulatedObjectStore]

        /// All four are asked for when something is injected into them.
        public init(
            replicas: @escaping () -> [Replica], kafka: @escaping () -> SimulatedKafka,
            network: @escaping () -> SimulatedNetwork, stores: @escaping () -> [SimulatedObjectStore]
        ) {
            self.replicas = replicas
            self.kafka = kafka
            self.network = network
            self.stores = stores
        }
    }

    /// What a fault was to the part that it befell.
    private enum Injected: Equatable {
        case process(FaultID)
        case clock(FaultID)
        case network(FaultID)
        /// One for each store.
        case stores([FaultID])
        case kafka(FaultID)
        case leaders(FaultID)
    }

    private let simulation: Simulation
    private let targets: Targets
    private let processes: ProcessFaults
    private let clocks: ClockFaults
    private let leaders = LeaderMoves()
    private var ledger = FaultLedger()
    /// By the fault's index.
    private var injected: [Injected] = []
    private var ids: [FaultID] = []

    /// - Parameter targets: of this simulation.
    public init(_ targets: Targets, in simulation: Simulation) {
        self.simulation = simulation
        self.targets = targets
        processes = ProcessFaults(in: simulation)
        clocks = ClockFaults(in: simulation)
    }

    /// Says why a fault cannot be.
    /// - Parameter length: how long it is meant to last; nil for one without an end.
    /// - Throws: `FaultRefusal`.
    public func check(_ fault: InfrastructureFault, for length: Duration?) throws(FaultRefusal) {
        if let reason = fault.idleness { throw .changesNothing(fault, reason: reason) }
        if length != nil, !fault.kind.lasts { throw .noLength(fault) }
        if let length, length <= .zero { throw .noTime(fault, length: length) }
        if length == nil, fault.kind == .hostSlowStart { throw .needsLength(fault) }
        guard hasTarget(fault) else { throw .noTarget(fault) }
        guard fault.kind == .kafkaLeaderFailover || fault.kind == .kafkaReplicationLag else { return }
        if !targets.kafka().model.topics.contains(where: { $0.replicationFactor > 1 }) { throw .needsCopies(fault) }
    }

    private func hasTarget(_ fault: InfrastructureFault) -> Bool {
        let pattern = NamePattern(fault.target)
        switch fault.effect {
        case .process, .clock: return targets.replicas().contains { pattern.matches($0.name) }
        case .host, .hostMaintenance, .hostSlowStart: return hasHost(pattern)
        case .link(_, let target): return hasHost(target.authority)
        case .store: return !targets.stores().isEmpty
        case .leaderFailover(let broker): return !topics(pattern).isEmpty && hasBroker(broker)
        case .kafka(let fault):
            switch fault {
            case .brokerDown(let broker), .cloggedReplication(let broker), .slowReplication(let broker, _):
                return hasBroker(broker)
            case .produce(_, _, let named): return !topics(named).isEmpty
            // Clients and groups are known when they come.
            case .slowRequests, .coordinatorOutage: return true
            }
        }
    }

    private func hasHost(_ pattern: NamePattern) -> Bool {
        targets.network().authorities.contains { pattern.matches($0) }
    }

    private func hasBroker(_ broker: BrokerID) -> Bool { (0..<targets.kafka().model.brokers).contains(broker.number) }

    private func topics(_ pattern: NamePattern) -> [(name: String, partitions: Int32)] {
        targets.kafka().topics.filter { pattern.matches($0.name) }
    }

    // MARK: Beginning and end

    /// Lets a fault befall its target until `remove`; what happens at one instant is over by itself.
    /// - Parameters:
    ///   - name: who injects it, for the streams it draws from; may come again.
    ///   - end: when it will be removed, where that is known; a slow start needs it.
    public func inject(
        _ fault: InfrastructureFault, named name: String, until end: VirtualInstant? = nil
    ) -> FaultID {
        let made = inject(fault, name, end)
        // A rolling restart that is under way is met again.
        if case .process = made, let known = injected.firstIndex(of: made) { return ids[known] }
        let id = ledger.open(name)
        injected.append(made)
        ids.append(id)
        return id
    }

    private func inject(_ fault: InfrastructureFault, _ name: String, _ end: VirtualInstant?) -> Injected {
        let pattern = NamePattern(fault.target)
        let now = simulation.now
        switch fault.effect {
        case .process(let trouble):
            return .process(processes.inject(trouble, into: replicas(pattern), named: name))
        case .clock(let trouble): return .clock(clocks.inject(trouble, into: replicas(pattern), named: name))
        case .link(let faults, let target):
            return .network(targets.network().inject(faults, on: [target], named: name))
        case .host(let faults): return .network(targets.network().inject(faults, at: pattern, named: name))
        case .hostMaintenance(let calls):
            var faults = HostFaults()
            faults.scope = calls
            faults.outage = .maintenance(until: end)
            return .network(targets.network().inject(faults, at: pattern, named: name))
        case .hostSlowStart(let factorPercent, let calls):
            guard let end else { preconditionFailure("What changes until its end has one.") }
            var faults = HostFaults()
            faults.scope = calls
            let decay = max(now.duration(to: end), .nanoseconds(1))
            faults.slowdown = Slowdown(factorPercent: factorPercent, decayingOver: decay)
            return .network(targets.network().inject(faults, at: pattern, named: name))
        case .store(let faults):
            return .stores(targets.stores().map { $0.inject(faults, on: pattern, named: name) })
        case .kafka(let fault): return .kafka(targets.kafka().inject(fault, named: name))
        case .leaderFailover(let broker):
            return .leaders(leaders.inject(topics(pattern), of: targets.kafka(), to: broker, named: name))
        }
    }

    private func replicas(_ pattern: NamePattern) -> [Replica] {
        targets.replicas().filter { pattern.matches($0.name) }
    }

    /// Whether a fault that began at one instant still goes on by itself, as a rolling restart does: to inject it once
    /// more would begin nothing.
    package func isUnderWay(_ fault: FaultID) -> Bool {
        if case .process(let id) = injected[fault.index] { processes.isUnderWay(id) } else { false }
    }

    /// Ends a fault. What it has done stays done. Ending one that has ended does nothing.
    public func remove(_ fault: FaultID) {
        switch injected[fault.index] {
        case .process(let id): processes.remove(id)
        case .clock(let id): clocks.remove(id)
        case .network(let id): targets.network().remove(id)
        case .stores(let ids): for (store, id) in zip(targets.stores(), ids) { store.remove(id) }
        case .kafka(let id): targets.kafka().remove(id)
        case .leaders: break
        }
    }

    /// Puts right what no end does: replicas that the faults have taken away come back at once and stay, and clocks
    /// that they have set are right.
    public func heal(_ faults: [FaultID], of fault: InfrastructureFault) {
        if fault.takesReplicasAway {
            let away = faults.compactMap { id -> FaultID? in
                if case .process(let id) = injected[id.index] { id } else { nil }
            }
            processes.heal(away, of: replicas(NamePattern(fault.target)))
        }
        for id in faults { if case .clock(let id) = injected[id.index] { clocks.remove(id) } }
    }

    /// What a fault has done so far; it may have ended.
    public func hits(of fault: FaultID) -> FaultHits {
        switch injected[fault.index] {
        case .process(let id): processes.hits(of: id)
        case .clock(let id): clocks.hits(of: id)
        case .network(let id): targets.network().hits(of: id)
        case .stores(let ids):
            zip(targets.stores(), ids).reduce(into: FaultHits()) { sum, pair in
                let hits = pair.0.hits(of: pair.1)
                sum.exposed += hits.exposed
                sum.hit += hits.hit
                sum.addedNanoseconds = FaultDelay.sum(sum.addedNanoseconds, hits.addedNanoseconds)
            }
        case .kafka(let id): targets.kafka().hits(of: id)
        case .leaders(let id): leaders.hits(of: id)
        }
    }
}
