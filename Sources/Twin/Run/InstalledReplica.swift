import Scenarios
import VirtualTime

/// One replica of a service, as whoever disturbs it finds it.
struct InstalledReplica {
    /// The deployment's row that it was started from.
    let service: DeployedService
    /// Among those of its service, from 1.
    let number: Int
    let replica: Replica

    var role: ServiceRole { service.role }

    /// Of every incarnation: the service's name with the number of the replica, such as `payment-updater-1`.
    var name: String { replica.name }
}
