import KsqlDB
import Observation
import PaymentModel
import PaymentServices
import ServicePorts
import VirtualTime

/// The services of a scenario: what each is told, and what it runs on.
public struct ServicesPart: Sendable {
    /// What one service runs on.
    public struct Hosting: Sendable, Equatable {
        /// Processes of it.
        public var replicas: Int
        /// Requests one replica serves at a time.
        public var workers: Int?
        /// The work of one request before its handler runs.
        public var serviceTime: Distribution

        /// One replica with as many workers as it likes and no computing time, unless that is said.
        init(replicas: Int = 1, workers: Int? = nil, serviceTime: Distribution = .constant(.zero)) {
            self.replicas = replicas
            self.workers = workers
            self.serviceTime = serviceTime
        }
    }

    /// Whether the dispatcher remembers beside the view (<doc:/PaymentModel/Dispatcher>).
    public enum DeduplicationChoice: String, Sendable, CaseIterable {
        /// It asks the view alone.
        case view
        /// It asks the view, and beside it a set of its own.
        case viewAndLocalSet
    }

    /// What the updater does with an outcome that is published again (<doc:/PaymentModel/Updater>).
    public enum RepublishedOutcome: String, Sendable, CaseIterable {
        /// Core is told once more.
        case reportAgain
        /// Core is told once.
        case reportOnce
    }

    /// What Core is told; its tenants come from the world.
    public var core = CoreConfiguration(tenants: [])
    /// Core: two replicas behind one name.
    public var coreHosting = Hosting(replicas: 2, workers: 16, serviceTime: .exponential(mean: .milliseconds(15)))
    /// The gateway between Core and Kafka.
    public var gatewayHosting = Hosting(workers: 32, serviceTime: .exponential(mean: .milliseconds(3)))
    /// What the dispatcher is told.
    public var dispatcher = DispatcherConfiguration()
    /// The dispatcher: as many members of its consumer group.
    public var dispatcherHosting = Hosting(replicas: 2)
    /// Whether they are static.
    public var dispatcherMembership = StaticMembership.none
    /// How the dispatcher knows that a payment exists.
    public var deduplication = DeduplicationChoice.view
    /// How long its local set remembers, where it has one.
    public var deduplicationMemory = Duration.seconds(3_600)
    /// The API that starts payments without an application.
    public var dispatcherAPIHosting = Hosting(workers: 16, serviceTime: .exponential(mean: .milliseconds(5)))
    /// What the updater is told.
    public var updater = UpdaterConfiguration()
    /// The updater: as many members of its consumer group.
    public var updaterHosting = Hosting(replicas: 2)
    /// Whether they are static.
    public var updaterMembership = StaticMembership.none
    /// Attempts after which the updater gives an outcome up.
    public var updaterAttempts: Int?
    /// What the updater does with an outcome that is published again.
    public var republishedOutcome = RepublishedOutcome.reportAgain
    /// How long it remembers what it has reported, where it does.
    public var reportMemory = Duration.seconds(7 * 86_400)
    /// What the proxy does where real installations differ: as deployed, but for its writes. With those of a deployment
    /// a day without any fault breaks promises now and then.
    public var proxyPolicies = {
        var policies = ProxyPolicies()
        policies.staleWriteGuard = .compareAndSwap
        return policies
    }()
    /// On which days the proxy wants old payments to be checked.
    public var checkSchedule = CheckSchedule.Variant.weeklyOnSunday
    /// Up to which age it wants payments to be checked.
    public var expireAfter = Duration.seconds(365 * 86_400)
    /// What checks are timed in.
    public var scheduleArithmetic = CheckSchedule.Arithmetic.naiveLocal
    /// The proxy: as many members of its consumer group.
    public var proxyHosting = Hosting(replicas: 2, workers: 16, serviceTime: .exponential(mean: .milliseconds(5)))
    /// How the proxy reads its topic; its group bears the name of its intermediary.
    public var proxyConsumer = ConsumerSettings.manuallyCommitted(groupID: "")
    /// Whether its replicas are static members of the group.
    public var proxyMembership = StaticMembership.none
    /// Tenants whose citizens pay online through pagoPA Checkout; the others' through the intermediary's portal.
    public var checkoutShare = Ratio(1, in: 2)
    /// What the view is told.
    public var view = KsqlViewConfiguration()
    /// The view over topic `payments`; it has one replica.
    public var viewHosting = Hosting(workers: 8, serviceTime: .exponential(mean: .milliseconds(4)))
    /// Whether it is a static member of its group.
    public var viewMembership = StaticMembership.none
    /// What the poller is told, LOOP_TIME first of all.
    public var poller = PollerConfiguration()
    /// The poller; as deployed, every replica polls all payments.
    public var pollerHosting = Hosting()
    /// What the Checkout API is told.
    public var checkoutAPI = CheckoutAPIConfiguration()
    /// The service that asks pagoPA for carts.
    public var checkoutAPIHosting = Hosting(
        replicas: 2, workers: 16, serviceTime: .exponential(mean: .milliseconds(5)))
}

extension ServicesPart {
    /// When the proxy wants a payment to be checked next.
    public var proxySchedule: CheckSchedule {
        CheckSchedule(checkSchedule, expireAfter: expireAfter, arithmetic: scheduleArithmetic)
    }

    /// The same as it is judged.
    var checkTable: CheckTable {
        switch checkSchedule {
        case .weeklyOnSunday: .weekly(on: 7, expireAfter: expireAfter)
        case .weeklyOnSaturday: .weekly(on: 6, expireAfter: expireAfter)
        case .daily: .daily(expireAfter: expireAfter)
        }
    }
}

extension GatewayFailure: ScenarioChoice {}
extension ServicesPart.DeduplicationChoice: ScenarioChoice {}
extension ServicesPart.RepublishedOutcome: ScenarioChoice {}
extension KsqlViewConfiguration.RebuildAnswers: ScenarioChoice {}
extension PaymentIdentity: ScenarioChoice {}
extension ProxyPolicies.CreationGuard: ScenarioChoice {}
extension ProxyPolicies.CreationWrite: ScenarioChoice {}
extension ProxyPolicies.StaleWriteGuard: ScenarioChoice {}
extension ProxyPolicies.Publication: ScenarioChoice {}
extension ProxyPolicies.FinalUpdate: ScenarioChoice {}
extension ProxyPolicies.FinalOpening: ScenarioChoice {}
extension ProxyPolicies.UnansweredCreation: ScenarioChoice {}
extension ProxyPolicies.UnauthorizedCreation: ScenarioChoice {}
extension RetryAfterRule: ScenarioChoice {}
extension ProxyPolicies.FailedCheck: ScenarioChoice {}
extension ProxyPolicies.NotificationBatch: ScenarioChoice {}
extension CheckSchedule.Arithmetic: ScenarioChoice {}
extension CheckSchedule.Variant: ScenarioChoice {}
extension PollerConfiguration.Selection: ScenarioChoice {}
extension PollerConfiguration.Pacing: ScenarioChoice {}
extension PollerConfiguration.Overlap: ScenarioChoice {}
extension PollerConfiguration.Order: ScenarioChoice {}
extension PollerConfiguration.OnError: ScenarioChoice {}
extension PollerConfiguration.FailedCall: ScenarioChoice {}
extension PollerConfiguration.NotFound: ScenarioChoice {}
extension PollerConfiguration.CircuitBreaking: ScenarioChoice {}
extension PollerConfiguration.Division: ScenarioChoice {}
extension Jitter: ScenarioChoice {}
