import KsqlDB
import PaymentModel
import PaymentServices
import VirtualTime

/// The services of a scenario: what each is told, and what it runs on.
public struct ServicesPart: Sendable {
    /// What one service runs on.
    public struct Hosting: Sendable, Equatable {
        public var replicas: Int
        /// Requests one replica serves at a time.
        public var workers: Int?
        /// The work of one request before its handler runs.
        public var serviceTime: Distribution

        package init(replicas: Int = 1, workers: Int? = nil, serviceTime: Distribution = .constant(.zero)) {
            self.replicas = replicas
            self.workers = workers
            self.serviceTime = serviceTime
        }
    }

    /// Whether the dispatcher remembers beside the view (<doc:/PaymentModel/Dispatcher>).
    public enum DeduplicationChoice: String, Sendable, CaseIterable { case view, viewAndLocalSet }

    public var core = CoreConfiguration(tenants: [])
    public var coreHosting = Hosting(replicas: 2, workers: 16, serviceTime: .exponential(mean: .milliseconds(15)))
    public var gatewayHosting = Hosting(workers: 32, serviceTime: .exponential(mean: .milliseconds(3)))
    public var dispatcher = DispatcherConfiguration()
    public var dispatcherHosting = Hosting(replicas: 2)
    public var deduplication = DeduplicationChoice.view
    public var deduplicationMemory = Duration.seconds(3_600)
    public var dispatcherAPIHosting = Hosting(workers: 16, serviceTime: .exponential(mean: .milliseconds(5)))
    public var updater = UpdaterConfiguration()
    public var updaterHosting = Hosting(replicas: 2)
    /// Attempts after which the updater gives an outcome up.
    public var updaterAttempts: Int?
    public var proxyPolicies = ProxyPolicies()
    public var proxySchedule = CheckSchedule()
    public var proxyHosting = Hosting(replicas: 2, workers: 16, serviceTime: .exponential(mean: .milliseconds(5)))
    /// Tenants whose citizens pay online through pagoPA Checkout; the others' through the intermediary's portal.
    public var checkoutShare = Ratio(1, in: 2)
    public var view = KsqlViewConfiguration()
    public var viewHosting = Hosting(workers: 8, serviceTime: .exponential(mean: .milliseconds(4)))
    public var poller = PollerConfiguration()
    public var pollerHosting = Hosting()
    public var checkoutAPI = CheckoutAPIConfiguration()
    public var checkoutAPIHosting = Hosting(
        replicas: 2, workers: 16, serviceTime: .exponential(mean: .milliseconds(5)))
}

extension GatewayFailure: ScenarioChoice {}
extension ServicesPart.DeduplicationChoice: ScenarioChoice {}
extension PaymentIdentity: ScenarioChoice {}
extension ProxyPolicies.CreationGuard: ScenarioChoice {}
extension ProxyPolicies.StaleWriteGuard: ScenarioChoice {}
extension ProxyPolicies.FinalUpdate: ScenarioChoice {}
extension ProxyPolicies.FinalOpening: ScenarioChoice {}
extension ProxyPolicies.UnansweredCreation: ScenarioChoice {}
extension ProxyPolicies.FailedCheck: ScenarioChoice {}
extension ProxyPolicies.NotificationBatch: ScenarioChoice {}
extension CheckSchedule.Arithmetic: ScenarioChoice {}
extension PollerConfiguration.Selection: ScenarioChoice {}
extension PollerConfiguration.Pacing: ScenarioChoice {}
