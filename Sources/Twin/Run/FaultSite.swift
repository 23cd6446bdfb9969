import InfrastructureSimulation
import PaymentModel
import Scenarios
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
    private let injector: FaultInjector
    private let gateway: GatewayFaults

    init(_ installation: Installation, _ plan: FaultPlan) {
        self.installation = installation
        self.plan = plan
        let (kafka, network) = (installation.kafka, installation.network)
        // Bucket names are those of the object store and of Core's database together.
        let stores = [installation.store, installation.database]
        let replicas = installation.replicas.map(\.replica)
        injector = FaultInjector(
            .init(replicas: { replicas }, kafka: { kafka }, network: { network }, stores: { stores }),
            in: installation.simulation)
        gateway = GatewayFaults(installation.gateway)
    }

    private var start: Timestamp { Timestamp(secondsSinceEpoch: installation.scenario.start.unixSeconds) }

    func effect(_ index: Int) -> FaultEffect {
        let (fault, name) = (plan.faults[index], plan.names[index])
        if let rule = plan.rule(ofFault: index), let board = installation.moments, fault.definition.moment != .tells {
            return Self.effect(of: rule, on: board)
        }
        if case .gateway(let trouble) = fault.effect { return effect(of: trouble, name) }
        if case .kafka(let trouble) = fault.effect, !trouble.isOneForAll {
            return FaultEffect(
                names(of: fault).compactMap { victim in
                    fault.infrastructureFault(on: victim, from: start).map { place(for: $0, "\(name)/\(victim)") }
                })
        }
        guard let injected = fault.infrastructureFault(from: start) else {
            preconditionFailure("A moment alone lets \(fault.word) begin.")
        }
        return FaultEffect([place(for: injected, name)]) { [injector] in injector.heal($0, of: injected) }
    }

    private func place(for fault: InfrastructureFault, _ name: String) -> FaultEffect.Place {
        FaultEffect.Place(
            inject: { [injector] end in
                injector.inject(fault, named: name, until: VirtualInstant(nanoseconds: end))
            },
            remove: injector.remove, hits: injector.hits, isUnderWay: injector.isUnderWay)
    }

    /// The names that a fault is meant for, of those that its target may have.
    private func names(of fault: FaultSpecification) -> [String] {
        let targets = FaultTargets(installation.deployment, in: installation.scenario)
        return targets.names(fault.definition.target)[0].filter { name in
            fault.targetPatterns.allSatisfy { $0.matches(name) }
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

    private func effect(of trouble: GatewayTrouble, _ name: String) -> FaultEffect {
        FaultEffect([
            .init(
                inject: { [gateway] _ in gateway.inject(trouble, named: name) }, remove: gateway.remove,
                hits: gateway.hits)
        ])
    }
}
