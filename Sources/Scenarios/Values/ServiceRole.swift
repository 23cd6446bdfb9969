/// The services of an installation, in the order in which they start.
package enum ServiceRole: CaseIterable, Sendable {
    case view, core, dispatcher, dispatcherAPI, proxy, updater, checkoutAPI, poller

    package func hosting(in services: ServicesPart) -> ServicesPart.Hosting {
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
    package func processName(in scenario: Scenario) -> String {
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

extension Scenario {
    package static let dispatcherAPIAuthority = "dispatcher-api.test"
}
