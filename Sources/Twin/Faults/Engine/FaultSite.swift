import KafkaSimulation
import Scenarios
import VirtualTime

extension FaultEngine {
    /// The engine of an installation, with an effect on it for each fault of the plan.
    convenience init(_ plan: FaultPlan, on installation: Installation) {
        let site = FaultSite(installation, plan)
        self.init(
            plan.faults, effects: plan.faults.indices.map(site.effect),
            until: installation.scenario.arrivalsEnd, in: installation.simulation)
        installation.moments?.listener = { [unowned self] rule in
            if rule < plan.faultOfRule.count { begin(plan.faultOfRule[rule]) }
        }
    }
}

/// Where faults find what they befall.
private struct FaultSite {
    private let installation: Installation
    private let plan: FaultPlan
    private let clocks: HostClocks

    init(_ installation: Installation, _ plan: FaultPlan) {
        self.installation = installation
        self.plan = plan
        clocks = HostClocks(of: installation.replicas.map(\.replica), in: installation.simulation)
    }

    func effect(_ index: Int) -> any FaultEffect {
        let fault = plan.faults[index]
        if let rule = plan.rule(ofFault: index), let board = installation.moments,
            FaultDefinition.of(fault.kind).moment != .tells
        {
            return MomentEffect(board, rule: rule)
        }
        let name = "faults/\(index)"
        switch FaultDefinition.of(fault.kind).target {
        case .process: return processEffect(fault, index)
        case .link: return LinkEffect(fault, named: name, network: installation.network)
        case .gateway: return GatewayEffect(installation.gateway)
        case .host: return HostEffect(fault, named: name, network: installation.network)
        case .bucket:
            return StoreEffect(fault, named: name, stores: [installation.store, installation.database])
        case .broker, .topic, .group, .client: return kafkaEffect(fault)
        }
    }

    private func kafkaEffect(_ fault: FaultSpecification) -> any FaultEffect {
        let names = FaultTargets(installation.scenario).names(FaultDefinition.of(fault.kind).target)[0]
        let meant = names.filter { name in fault.targetPatterns.allSatisfy { $0.matches(name) } }
        switch fault.kind {
        case .kafkaLeaderFailover:
            return LeaderFailoverEffect(
                meant, partitions: Int32(installation.scenario.infrastructure.partitions),
                to: BrokerID(Int(clamping: fault.to ?? 0)), kafka: installation.kafka)
        default: return KafkaEffect(fault, names: meant, kafka: installation.kafka)
        }
    }

    private func processEffect(_ fault: FaultSpecification, _ index: Int) -> any FaultEffect {
        let positions = installation.replicas.indices.filter { position in
            fault.targetPatterns.allSatisfy { $0.matches(installation.replicas[position].name) }
        }
        let replicas = positions.map { installation.replicas[$0].replica }
        let restart = fault.restart ?? FaultSpecification.usualDowntime
        switch fault.kind {
        case .crash: return CrashEffect(replicas, restart: restart)
        case .rollingRestart:
            return RollingRestartEffect(
                replicas, restart: restart, between: fault.between ?? .zero, in: installation.simulation)
        case .outOfMemory:
            return OutOfMemoryEffect(replicas, lifetime: fault.lifetime ?? .seconds(60), restart: restart)
        case .pause: return PauseEffect(replicas)
        case .slowCPU: return SlowCPUEffect(replicas, timePerJob: fault.delay?.fixed ?? .zero)
        case .clockOffset, .clockDrift, .clockStep:
            return ClockEffect(
                fault, fault: index, clocks: clocks, replicas: positions, in: installation.simulation)
        default: preconditionFailure("\(fault.kind) is no fault of a process.")
        }
    }
}
