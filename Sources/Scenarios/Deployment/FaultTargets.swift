import VirtualTime

/// The names that a scenario's faults can be aimed at.
package struct FaultTargets: Sendable {
    /// Replicas of the services, in the order of their start.
    let processes: [String]
    /// Who calls over the network.
    let callers: [String]
    let hosts: [String]
    let gateways: [String]
    let buckets: [String]
    let clients: [String]
    let brokers: [String]
    let topics: [String]
    let groups: [String]
    /// Of each partition.
    let copies: Int

    /// The names of a deployment and of what it runs on.
    package init(_ deployment: Deployment, on infrastructure: InfrastructurePart) {
        processes = deployment.processes.map(\.name)
        callers = deployment.callers
        hosts = deployment.hosts
        gateways = [deployment.gateway.host]
        buckets = deployment.buckets
        clients = processes + gateways
        brokers = (0..<infrastructure.brokers).map(String.init)
        topics = infrastructure.topics
        copies = infrastructure.replicationFactor
        groups = deployment.consumerGroups
    }

    init(_ scenario: Scenario) { self.init(scenario.deployment, on: scenario.infrastructure) }

    /// The names that a target may have or match; of a link, those of its two ends.
    package func names(_ kind: FaultTargetKind) -> [[String]] {
        switch kind {
        case .process: [processes]
        case .link: [callers, hosts]
        case .host: [hosts]
        case .gateway: [gateways]
        case .bucket: [buckets]
        case .client: [clients]
        case .broker: [brokers]
        case .topic: [topics]
        case .group: [groups]
        }
    }
}
