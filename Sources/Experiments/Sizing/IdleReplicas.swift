import Scenarios

/// Replicas that read a topic of fewer partitions than there are of them: one partition goes to one consumer of a
/// group, so that the others have nothing to do.
package struct IdleReplicas: Sendable, Equatable {
    /// Of the service.
    package let service: String
    /// Processes that read as one group.
    package let replicas: Int
    /// Of the topic.
    package let partitions: Int
    /// Without a partition.
    package var idle: Int { replicas - partitions }

    /// In the order of the deployment; none where all have work.
    package static func of(_ scenario: Scenario) -> [IdleReplicas] {
        let partitions = scenario.infrastructure.partitions
        return scenario.deployment.services.compactMap { service in
            guard service.consumerGroup != nil, service.hosting.replicas > partitions else { return nil }
            return IdleReplicas(service: service.name, replicas: service.hosting.replicas, partitions: partitions)
        }
    }
}
