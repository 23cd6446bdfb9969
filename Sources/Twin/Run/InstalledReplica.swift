import VirtualTime

/// The services of an installation, in the order in which they start.
enum ServiceRole: CaseIterable, Sendable {
    case view, core, dispatcher, dispatcherAPI, proxy, updater, checkoutAPI, poller

    func hosting(in services: ServicesPart) -> ServicesPart.Hosting {
        switch self {
        case .view: services.viewHosting
        case .core: services.coreHosting
        case .dispatcher: services.dispatcherHosting
        case .dispatcherAPI: services.dispatcherAPIHosting
        case .proxy: services.proxyHosting
        case .updater: services.updaterHosting
        case .checkoutAPI: services.checkoutAPIHosting
        case .poller: services.pollerHosting
        }
    }

    /// Of its processes, without their number.
    func processName(in scenario: Scenario) -> String {
        switch self {
        case .view: "ksqldb"
        case .core: "core"
        case .dispatcher: "payment-dispatcher"
        case .dispatcherAPI: "payment-dispatcher-api"
        case .proxy: "\(scenario.world.intermediary.name)-payment-proxy"
        case .updater: "payment-updater"
        case .checkoutAPI: "checkout-api"
        case .poller: "payments-poller"
        }
    }
}

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
    static let dispatcherAPIAuthority = "dispatcher-api.test"

    /// Of the processes of a service, without their number.
    func name(of role: ServiceRole) -> String { role.processName(in: scenario) }

    /// The host that a service answers for; nil when it serves nobody.
    func authority(of role: ServiceRole) -> String? {
        switch role {
        case .view: scenario.services.core.ksqlAuthority
        case .core: scenario.services.core.authority
        case .dispatcherAPI: Self.dispatcherAPIAuthority
        case .proxy: proxyConfiguration.authority
        case .checkoutAPI: proxyConfiguration.checkoutAuthority
        case .dispatcher, .updater, .poller: nil
        }
    }
}
