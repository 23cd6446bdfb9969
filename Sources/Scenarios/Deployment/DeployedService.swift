import World

/// One row of a deployment: a service with its replicas, and under which names the others meet it.
package struct DeployedService: Equatable, Sendable {
    /// One replica of it.
    package struct Process: Equatable, Sendable {
        /// The service's name with the number of the replica from 1, such as `payment-updater-1`.
        package var name: String
        /// Among the service's replicas, from 1.
        package var number: Int
        /// The row that it was made from.
        package var service: DeployedService
    }

    /// What it is for.
    package var role: ServiceRole
    /// Of its processes, without their number.
    package var name: String
    /// What all its replicas answer for; nil when it serves nobody.
    package var host: String?
    /// What its replicas read topics as; nil when they read none.
    package var consumerGroup: String?
    /// What it stores in; nil when it stores nothing.
    package var bucket: String?
    /// Its replicas, and what each runs on.
    package var hosting: ServicesPart.Hosting
    /// Of a proxy, the position of the one it speaks to among the deployment's intermediaries.
    package var intermediary: Int?
    /// Whether the world calls it over the internet.
    package var isPublic = false
    /// Hosts of the world, which its replicas call over the internet.
    package var callsOutside: [String] = []

    /// A row without a part in the world; who has one says so.
    init(
        _ role: ServiceRole, _ name: String, host: String? = nil, consumerGroup: String? = nil, bucket: String? = nil,
        _ hosting: ServicesPart.Hosting
    ) {
        self.role = role
        self.name = name
        self.host = host
        self.consumerGroup = consumerGroup
        self.bucket = bucket
        self.hosting = hosting
    }

    /// The host of a service that serves. Traps on a row without one.
    package var servingHost: String {
        guard let host else { preconditionFailure("\(name) serves, and so has a host.") }
        return host
    }

    /// The consumer group of a service that reads topics. Traps on a row without one.
    package var readingGroup: String {
        guard let consumerGroup else { preconditionFailure("\(name) reads a topic, and so has a consumer group.") }
        return consumerGroup
    }

    /// One for each replica.
    package var processes: [Process] {
        (0..<hosting.replicas).map { Process(name: "\(name)-\($0 + 1)", number: $0 + 1, service: self) }
    }
}
