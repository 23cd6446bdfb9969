import PaymentServices
import VirtualTime

extension ScenarioSchema {
    static let services: [ScenarioKey] =
        core + dispatcher + ConsumerKeys.dispatcher.ofGroup + dispatcherAPI + updater + ConsumerKeys.updater.ofGroup
        + proxy + ConsumerKeys.proxy.ofGroup + view + ConsumerKeys.view.ofMember + PollerKeys.all
        + checkoutAPI

    /// - Parameter least: 1 where a run without the service would show nothing.
    static func replicas(
        _ service: String, _ path: any WritableKeyPath<Scenario, Int> & Sendable, least: Int = 0
    ) -> ScenarioKey {
        ScenarioKey("services.\(service).replicas", path, "processes of it", limit: .within(least...100))
    }

    private static func workers(_ service: String, _ path: any WritableKeyPath<Scenario, Int?> & Sendable)
        -> ScenarioKey
    {
        ScenarioKey(
            "services.\(service).workers", path, "requests one replica serves at a time",
            limit: Limit(
                allows: { $0.map { $0 > 0 } ?? true }, complaint: "is no worker",
                wayOut: "a whole number from 1 to \(Int.max), or `unlimited`"))
    }

    private static func serviceTime(
        _ service: String, _ path: any WritableKeyPath<Scenario, Distribution> & Sendable
    ) -> ScenarioKey {
        ScenarioKey("services.\(service).service_time", path, "the work of one request before its handler runs")
    }

    static func retryAfter(
        _ service: String, _ path: any WritableKeyPath<Scenario, RetryAfterRule> & Sendable
    ) -> ScenarioKey {
        ScenarioKey("services.\(service).retry_after", path, "what it makes of a host that asks to come again later")
    }

    private static let core: [ScenarioKey] = [
        replicas("core", \.services.coreHosting.replicas, least: 1),
        workers("core", \.services.coreHosting.workers),
        serviceTime("core", \.services.coreHosting.serviceTime),
        ScenarioKey(
            "services.core.gateway_timeout", \.services.core.gatewayTimeout, "KAFKA_REQUEST_TIMEOUT",
            limit: .atLeast(.milliseconds(1))),
        ScenarioKey(
            "services.core.gateway_failure", \.services.core.gatewayFailure,
            "what becomes of an event not taken in time"),
        ScenarioKey(
            "services.core.job_loop_time", \.services.core.jobs.loopTime, "pause of the background job",
            limit: .atLeast(.seconds(1))),
        ScenarioKey(
            "services.core.job_actions_per_tenant", \.services.core.jobs.actionsPerTenant,
            "actions per tenant and loop",
            limit: .atLeast(1)),
        ScenarioKey("services.core.job_retries", \.services.core.jobs.retries, "retries of a failed action"),
        ScenarioKey(
            "services.core.job_takeover_time", \.services.core.jobs.takeoverTime,
            "until a reserved action is taken over, doubled with each failure",
            limit: .within(.seconds(1)...(.seconds(86_400)))),
        workers("gateway", \.services.gatewayHosting.workers),
        serviceTime("gateway", \.services.gatewayHosting.serviceTime),
    ]

    private static let dispatcher: [ScenarioKey] = [
        replicas("dispatcher", \.services.dispatcherHosting.replicas),
        ScenarioKey(
            "services.dispatcher.deduplication", \.services.deduplication, "how it knows that a payment exists"),
        ScenarioKey(
            "services.dispatcher.local_set_memory", \.services.deduplicationMemory, "how long the local set remembers",
            limit: .atLeast(.seconds(1))),
        ScenarioKey(
            "services.dispatcher.payment_identity", \.services.dispatcher.paymentIdentity, "where ids come from"),
    ]

    private static let dispatcherAPI: [ScenarioKey] = [
        replicas("dispatcher_api", \.services.dispatcherAPIHosting.replicas, least: 1),
        workers("dispatcher_api", \.services.dispatcherAPIHosting.workers),
        serviceTime("dispatcher_api", \.services.dispatcherAPIHosting.serviceTime),
    ]

    private static let updater: [ScenarioKey] = [
        replicas("updater", \.services.updaterHosting.replicas),
        ScenarioKey(
            "services.updater.call_timeout", \.services.updater.callTimeout, "time-out of a call to Core",
            limit: .atLeast(.milliseconds(1))),
        ScenarioKey("services.updater.attempts", \.services.updaterAttempts, "attempts before an outcome is given up"),
        ScenarioKey(
            "services.updater.report_creation_failed", \.services.updater.reportsCreationFailed,
            "whether Core is told of CREATION_FAILED"),
        ScenarioKey(
            "services.updater.republished_outcome", \.services.republishedOutcome,
            "an outcome that is published again, as when somebody opens the receipt"),
        ScenarioKey(
            "services.updater.report_memory", \.services.reportMemory,
            "how long it remembers what it has reported once", limit: .atLeast(.seconds(1))),
        retryAfter("updater", \.services.updater.retryAfter),
    ]

    private static let proxy: [ScenarioKey] = [
        replicas("proxy", \.services.proxyHosting.replicas),
        workers("proxy", \.services.proxyHosting.workers),
        serviceTime("proxy", \.services.proxyHosting.serviceTime),
        ScenarioKey(
            "services.proxy.checkout_share", \.services.checkoutShare,
            "tenants that pay through pagoPA Checkout, not the intermediary's portal"),
        ScenarioKey(
            "services.proxy.schedule_arithmetic", \.services.scheduleArithmetic, "what checks are timed in"),
        ScenarioKey(
            "services.proxy.check_schedule", \.services.checkSchedule, "on which days old payments are checked"),
        ScenarioKey(
            "services.proxy.expire_after", \.services.expireAfter,
            "age up to which payments are checked; the next check makes them EXPIRED",
            limit: .within(.seconds(60)...(.seconds(3_650 * 86_400)))),
        ScenarioKey(
            "services.proxy.creation_guard", \.services.proxyPolicies.creationGuard,
            "what a creation meets that is already stored"),
        ScenarioKey(
            "services.proxy.creation_write", \.services.proxyPolicies.creationWrite,
            "the order in which a new payment is stored"),
        ScenarioKey(
            "services.proxy.stale_write_guard", \.services.proxyPolicies.staleWriteGuard,
            "what a write does to a newer payment"),
        ScenarioKey(
            "services.proxy.publication", \.services.proxyPolicies.publication,
            "how a payment's next state gets into the store and onto the topic"),
        ScenarioKey(
            "services.proxy.update_of_final", \.services.proxyPolicies.updateOfFinal,
            "a check of a payment that is over"),
        ScenarioKey(
            "services.proxy.opening_of_final", \.services.proxyPolicies.openingOfFinal,
            "an opened link of a payment that is over"),
        ScenarioKey(
            "services.proxy.unanswered_creation", \.services.proxyPolicies.unansweredCreation,
            "a creation whose answer never came"),
        ScenarioKey(
            "services.proxy.unauthorized_creation", \.services.proxyPolicies.unauthorizedCreation,
            "a creation answered 401 or 403"),
        retryAfter("proxy", \.services.proxyPolicies.retryAfter),
        ScenarioKey(
            "services.proxy.failed_check", \.services.proxyPolicies.failedCheck,
            "what an unanswered check does to the schedule"),
        ScenarioKey(
            "services.proxy.notification_batch", \.services.proxyPolicies.notificationBatch,
            "outcomes of one notification that are acted on"),
    ]

    private static let view: [ScenarioKey] = [
        workers("ksql_view", \.services.viewHosting.workers),
        serviceTime("ksql_view", \.services.viewHosting.serviceTime),
        ScenarioKey(
            "services.ksql_view.flush_interval", \.services.view.flushInterval, "until rows become visible",
            limit: .atLeast(.milliseconds(1))),
        ScenarioKey(
            "services.ksql_view.rebuild_answers", \.services.view.rebuildAnswers,
            "what it answers before it has read all of its topic"),
    ]

    private static let checkoutAPI: [ScenarioKey] = [
        replicas("checkout_api", \.services.checkoutAPIHosting.replicas),
        workers("checkout_api", \.services.checkoutAPIHosting.workers),
        serviceTime("checkout_api", \.services.checkoutAPIHosting.serviceTime),
        ScenarioKey(
            "services.checkout_api.cart_timeout", \.services.checkoutAPI.cartTimeout,
            "time-out of a request for a cart",
            limit: .atLeast(.milliseconds(1))),
        ScenarioKey(
            "services.checkout_api.cart_lifetime", \.services.checkoutAPI.cartLifetime,
            "how long a payment's cart is handed out again"),
        retryAfter("checkout_api", \.services.checkoutAPI.retryAfter),
    ]
}
