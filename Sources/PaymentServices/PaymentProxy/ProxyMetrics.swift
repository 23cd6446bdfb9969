import CoreMetrics
import ServicePorts

/// The metrics every proxy must have (<doc:/PaymentModel/Proxy>); the names are assumed there.
struct ProxyMetrics: Sendable {
    let successfulEvents: Counter
    let failedEvents: Counter
    let validationErrors: Counter
    let providerErrors: Counter
    let providerLatency: Timer
    let apiRequests: Counter

    init(_ configuration: PaymentProxyConfiguration, factory: any MetricsFactory) {
        let labels = [("app_name", configuration.appID), ("intermediary", configuration.intermediary)]
        func counter(_ name: String) -> Counter { Counter(label: name, dimensions: labels, factory: factory) }
        successfulEvents = counter("oc_payment_success_events_total")
        failedEvents = counter("oc_payment_failed_events_total")
        validationErrors = counter("oc_payment_validation_errors_total")
        providerErrors = counter("oc_payment_provider_errors_total")
        providerLatency = Timer(label: "oc_payment_provider_latency_seconds", dimensions: labels, factory: factory)
        apiRequests = counter("oc_api_requests_total")
    }
}
