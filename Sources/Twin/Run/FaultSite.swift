import KafkaSimulation
import Scenarios
import StorageSimulation
import VirtualTime

extension FaultEngine {
    /// The engine of an installation, with an effect on it for each fault of the plan.
    convenience init(_ plan: FaultPlan, on installation: Installation) {
        let site = FaultSite(installation, plan)
        self.init(
            plan, effects: plan.faults.indices.map(site.effect), until: installation.scenario.arrivalsEnd,
            in: installation.simulation)
        installation.moments?.listener = { [unowned self] rule in
            if rule < plan.faultOfRule.count { begin(plan.faultOfRule[rule]) }
        }
    }
}

/// Where faults find what they befall.
private struct FaultSite {
    private let installation: Installation
    private let plan: FaultPlan
    private let clocks: ClockFaults
    private let processes: ProcessFaults
    private let gateway: GatewayFaults
    private let leaders: LeaderMoves

    init(_ installation: Installation, _ plan: FaultPlan) {
        self.installation = installation
        self.plan = plan
        clocks = ClockFaults(of: installation.replicas.map(\.replica), in: installation.simulation)
        processes = ProcessFaults(in: installation.simulation)
        gateway = GatewayFaults(installation.gateway)
        leaders = LeaderMoves(
            installation.kafka, partitions: Int32(installation.scenario.infrastructure.partitions))
    }

    func effect(_ index: Int) -> FaultEffect {
        let (fault, name) = (plan.faults[index], plan.names[index])
        if let rule = plan.rule(ofFault: index), let board = installation.moments, fault.definition.moment != .tells {
            return Self.effect(of: rule, on: board)
        }
        switch fault.effect {
        case .process(let trouble): return effect(of: trouble, on: fault.targetPatterns, name)
        case .passage(let trouble): preconditionFailure("A moment alone lets \(trouble) begin.")
        case .clock(let trouble): return effect(of: trouble, on: fault.targetPatterns, name)
        case .link(let trouble): return effect(of: trouble, on: fault.targetPatterns, name)
        case .host(let trouble): return effect(of: trouble, on: fault.targetPatterns, name)
        case .gateway(let trouble): return effect(of: trouble, name)
        case .store(let trouble): return effect(of: trouble, on: fault.targetPatterns, name)
        case .kafka(let trouble): return effect(of: trouble, on: names(of: fault), name)
        }
    }

    /// The names that a fault is meant for, of those that its target may have.
    private func names(of fault: FaultSpecification) -> [String] {
        let targets = FaultTargets(installation.deployment, on: installation.scenario.infrastructure)
        return targets.names(fault.definition.target)[0].filter { name in
            fault.targetPatterns.allSatisfy { $0.matches(name) }
        }
    }

    /// Of the replicas whose names all `patterns` fit.
    private func positions(_ patterns: [NamePattern]) -> [Int] {
        installation.replicas.indices.filter { position in
            patterns.allSatisfy { $0.matches(installation.replicas[position].name) }
        }
    }

    private static func effect(of rule: Int, on board: MomentBoard) -> FaultEffect {
        FaultEffect(
            injected: board.injected[rule], hits: board.hits,
            episodes: {
                let tally = board.tallies[rule]
                return FaultEpisodes(
                    count: UInt64(tally.hits), first: tally.firstHit?.nanoseconds, last: tally.lastHit?.nanoseconds)
            })
    }

    private func effect(
        of trouble: ProcessTrouble, on patterns: [NamePattern], _ name: String
    ) -> FaultEffect {
        let replicas = positions(patterns).map { installation.replicas[$0].replica }
        let place = FaultEffect.Place(
            inject: { [processes] _ in processes.inject(trouble, into: replicas, named: name) },
            remove: processes.remove, hits: processes.hits)
        guard trouble.takesAway else { return FaultEffect([place]) }
        return FaultEffect([place]) { [processes] in processes.heal($0, of: replicas) }
    }

    private func effect(of trouble: ClockTrouble, on patterns: [NamePattern], _ name: String) -> FaultEffect {
        let positions = positions(patterns)
        let place = FaultEffect.Place(
            inject: { [clocks] _ in clocks.inject(trouble, into: positions, named: name) },
            remove: clocks.remove, hits: clocks.hits)
        return FaultEffect([place]) { [clocks] in for fault in $0 { clocks.remove(fault) } }
    }

    private func effect(of trouble: LinkTrouble, on ends: [NamePattern], _ name: String) -> FaultEffect {
        let network = installation.network
        return FaultEffect([
            .init(
                inject: { _ in network.inject(trouble.faults, on: [trouble.target(ends)], named: name) },
                remove: network.remove, hits: network.hits)
        ])
    }

    private func effect(of trouble: HostTrouble, on patterns: [NamePattern], _ name: String) -> FaultEffect {
        let network = installation.network
        return FaultEffect(
            patterns.map { pattern in
                .init(
                    inject: { end in
                        let faults = trouble.faults(from: network.simulation.now.nanoseconds, until: end)
                        return network.inject(faults, at: pattern, named: name)
                    },
                    remove: network.remove, hits: network.hits)
            })
    }

    private func effect(of trouble: GatewayTrouble, _ name: String) -> FaultEffect {
        FaultEffect([
            .init(
                inject: { [gateway] _ in gateway.inject(trouble, named: name) }, remove: gateway.remove,
                hits: gateway.hits)
        ])
    }

    /// Bucket names are those of the object store and of Core's database together.
    private func effect(of trouble: StoreTrouble, on patterns: [NamePattern], _ name: String) -> FaultEffect {
        FaultEffect(
            [installation.store, installation.database].map { store in
                .init(
                    inject: { _ in store.inject(trouble.faults, on: patterns[0], named: name) },
                    remove: store.remove(_:), hits: store.hits)
            })
    }

    private func effect(of trouble: KafkaTrouble, on names: [String], _ name: String) -> FaultEffect {
        let kafka = installation.kafka
        if case .leaderFailover(let broker) = trouble {
            return FaultEffect([
                .init(
                    inject: { [leaders] _ in
                        leaders.inject(names, to: BrokerID(Int(clamping: broker)), named: name)
                    },
                    remove: leaders.remove, hits: leaders.hits)
            ])
        }
        return FaultEffect(
            names.compactMap { victim in
                trouble.fault(on: victim).map { fault in
                    .init(
                        inject: { _ in kafka.inject(fault, named: "\(name)/\(victim)") }, remove: kafka.remove,
                        hits: kafka.hits)
                }
            })
    }
}
