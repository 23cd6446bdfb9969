import PaymentServices
import World

extension Scenario {
    /// Who exists in a run of this scenario.
    package var deployment: Deployment {
        let intermediary = world.intermediary.underItsName
        let collector = PaymentProxyConfiguration(intermediary: intermediary.name, collections: [])
        var core = DeployedService(
            .core, "core", host: services.core.authority, bucket: Deployment.databaseBucket, services.coreHosting)
        core.isPublic = true
        var checkoutAPI = DeployedService(
            .checkoutAPI, "checkout-api", host: collector.checkoutAuthority, services.checkoutAPIHosting)
        checkoutAPI.callsOutside = [world.pagoPA.authority]
        return Deployment(
            services: [
                core,
                DeployedService(
                    .dispatcher, "payment-dispatcher", consumerGroup: services.dispatcher.consumer.groupID,
                    services.dispatcherHosting),
                DeployedService(
                    .view, "ksqldb", host: services.core.ksqlAuthority,
                    consumerGroup: services.view.consumer.groupID, services.viewHosting),
                DeployedService(
                    .updater, "payment-updater", consumerGroup: services.updater.consumer.groupID,
                    services.updaterHosting),
                .proxy(of: intermediary, at: 0, services.proxyHosting),
                checkoutAPI,
                DeployedService(
                    .dispatcherAPI, "payment-dispatcher-api", host: "dispatcher-api.test", bucket: "dispatcher-api",
                    services.dispatcherAPIHosting),
                DeployedService(
                    .poller, "payments-poller",
                    bucket: services.poller.division == .lease ? "payments-poller" : nil, services.pollerHosting),
            ],
            gateway: .init(host: services.core.gatewayAuthority, hosting: services.gatewayHosting),
            intermediaries: [intermediary], pagoPA: world.pagoPA.authority)
    }
}

extension Deployment {
    /// The bucket that stands for Core's database.
    package static let databaseBucket = "core"
}

extension DeployedService {
    /// The proxy of an intermediary, under the names that it has from it.
    /// - Parameter position: among the deployment's intermediaries.
    package static func proxy(
        of intermediary: IntermediarySettings, at position: Int, _ hosting: ServicesPart.Hosting
    ) -> DeployedService {
        let own = PaymentProxyConfiguration(intermediary: intermediary.name, collections: [])
        var service = DeployedService(
            .proxy, own.consumer.groupID, host: own.authority, consumerGroup: own.consumer.groupID,
            bucket: own.authority, hosting)
        service.intermediary = position
        service.isPublic = true
        service.callsOutside = [intermediary.authority]
        return service
    }
}

extension IntermediarySettings {
    /// The same with the host that its name gives it.
    package var underItsName: IntermediarySettings {
        var settings = self
        settings.authority = IntermediarySettings(name: name).authority
        return settings
    }
}
