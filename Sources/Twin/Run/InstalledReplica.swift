import Scenarios
import VirtualTime

/// One replica of a service, as whoever disturbs it finds it.
struct InstalledReplica {
    let role: ServiceRole
    /// The host it answers for, beside the other replicas of its service; nil when it serves nobody.
    let authority: String?
    let replica: Replica

    /// Of every incarnation: the service's name with the number of the replica, such as `payment-updater-1`.
    var name: String { replica.name }
}

extension Installation {
    /// Of the processes of a service, without their number.
    func name(of role: ServiceRole) -> String { role.processName(in: scenario) }

    /// The host that a service answers for; nil when it serves nobody.
    func authority(of role: ServiceRole) -> String? {
        switch role {
        case .view: scenario.services.core.ksqlAuthority
        case .core: scenario.services.core.authority
        case .dispatcherAPI: Scenario.dispatcherAPIAuthority
        case .proxy: proxyConfiguration.authority
        case .checkoutAPI: proxyConfiguration.checkoutAuthority
        case .dispatcher, .updater, .poller: nil
        }
    }
}
