import PaymentServices
import VirtualTime

/// The names that a scenario's faults can be aimed at.
package struct FaultTargets: Sendable {
    /// Replicas of the services, in the order of their start.
    package let processes: [String]
    /// Who calls over the network.
    package let callers: [String]
    package let hosts: [String]
    package let gateways: [String]
    package let buckets: [String]
    package let clients: [String]
    package let brokers: [String]
    package let topics: [String]
    package let groups: [String]
    /// Of each partition.
    package let copies: Int

    package init(_ scenario: Scenario) {
        let services = scenario.services
        let intermediary = scenario.namedIntermediary
        processes = ServiceRole.allCases.flatMap { role in
            (1...role.hosting(in: services).replicas).map { "\(role.processName(in: scenario))-\($0)" }
        }
        callers = processes + [scenario.worldSettings.addresses.citizens, intermediary.authority]
        hosts = [
            services.core.authority, services.core.gatewayAuthority, services.core.ksqlAuthority,
            Scenario.dispatcherAPIAuthority, intermediary.proxyAuthority,
            PaymentProxyConfiguration(intermediary: intermediary.name, collections: []).checkoutAuthority,
            intermediary.authority, scenario.world.pagoPA.authority,
        ]
        gateways = [services.core.gatewayAuthority]
        buckets = [Self.databaseBucket, "dispatcher-api", intermediary.proxyAuthority]
        clients = processes + gateways
        brokers = (0..<scenario.infrastructure.brokers).map(String.init)
        topics = scenario.infrastructure.topics
        copies = scenario.infrastructure.replicationFactor
        groups = scenario.consumerGroups
    }

    /// The bucket that stands for Core's database.
    package static let databaseBucket = "core"

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

extension FaultSpecification {
    /// The target's patterns: one, or both ends of a link.
    package var targetPatterns: [NamePattern] {
        guard let target else { return [] }
        guard FaultDefinition.of(kind).target == .link else { return [NamePattern(target)] }
        return target.split(separator: "->", omittingEmptySubsequences: false).map { end in
            NamePattern(String(end.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()))
        }
    }
}
