import PaymentServices
import ServicePorts
import VirtualTime
import World

/// The names that a scenario's faults can be aimed at, and which of them have something that a fault could befall.
package struct FaultTargets: Sendable {
    /// Replicas of the services, in the order of their start.
    let processes: [String]
    /// Who calls over the network.
    let callers: [String]
    let hosts: [String]
    let gateways: [String]
    let buckets: [String]
    /// Who asks Kafka.
    let clients: [String]
    let brokers: [String]
    let topics: [String]
    let groups: [String]
    /// Of each partition.
    let copies: Int

    /// Processes that do something in a run.
    let busyProcesses: [String]
    /// Those among them that ask what time it is.
    let clockReaders: [String]
    /// Who calls whom.
    let calls: [DeployedCalls]
    /// Hosts that are called.
    let calledHosts: [String]
    /// Those among them whose work takes time.
    let workingHosts: [String]
    /// Buckets that somebody reads and writes.
    let usedBuckets: [String]
    /// Those among them whose keys somebody lists.
    let listedBuckets: [String]
    private let services: [DeployedService]

    /// The names of a deployment in a scenario.
    package init(_ deployment: Deployment, in scenario: Scenario) {
        processes = deployment.processes.map(\.name)
        callers = deployment.callers
        hosts = deployment.hosts
        gateways = [deployment.gateway.host]
        buckets = deployment.buckets
        clients = deployment.kafkaClients
        brokers = (0..<scenario.infrastructure.brokers).map(String.init)
        topics = scenario.infrastructure.topics
        copies = scenario.infrastructure.replicationFactor
        groups = deployment.consumerGroups
        services = deployment.services
        let busy = deployment.busyServices
        busyProcesses = busy.flatMap(\.processes).map(\.name)
        let remembersReports = scenario.services.republishedOutcome == .reportOnce
        clockReaders = busy.filter { $0.role.readsClock || ($0.role == .updater && remembersReports) }
            .flatMap(\.processes).map(\.name)
        calls = deployment.calls
        let called = deployment.calledHosts
        calledHosts = called
        let work = Self.workTimes(of: deployment, scenario.world.pagoPA)
        workingHosts = called.filter { host in
            work.contains { $0.host == host && $0.times.contains { $0.extremeNanoseconds > 0 } }
        }
        usedBuckets = busy.compactMap(\.bucket)
        listedBuckets = busy.filter { $0.role == .core }.compactMap(\.bucket)
    }

    package init(_ scenario: Scenario) { self.init(scenario.deployment, in: scenario) }

    private static func workTimes(
        of deployment: Deployment, _ pagoPA: PagoPASettings
    ) -> [(host: String, times: [Distribution])] {
        deployment.services.compactMap { service in service.host.map { ($0, [service.hosting.serviceTime]) } }
            + [(deployment.gateway.host, [deployment.gateway.hosting.serviceTime])]
            + deployment.intermediaries.map {
                ($0.authority, [$0.creationTime, $0.statusTime, $0.documentTime, $0.sessionTime])
            } + [(deployment.pagoPA, [pagoPA.cartTime, pagoPA.pageTime])]
    }

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

    /// Hosts of whose answers somebody reads more than the status.
    var readHosts: [String] { calledHosts.filter { host in calls.contains { $0.host == host && $0.readsAnswer } } }

    /// Processes that answer for a host.
    func processes(answeringFor host: String) -> [String] {
        services.filter { $0.host == host }.flatMap(\.processes).map(\.name)
    }

    /// Processes that pass a moment now and then.
    func processes(passing moment: Moment) -> [String] {
        services.filter { moment.description.hasPrefix($0.role.momentPrefix) }.flatMap(\.processes).map(\.name)
            .filter { busyProcesses.contains($0) }
    }
}
