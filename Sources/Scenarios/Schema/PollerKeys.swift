import PaymentServices

/// The keys of the poller, and what must fit together in them.
enum PollerKeys {
    private static let section = "services.poller."

    static let all: [ScenarioKey] =
        [ScenarioSchema.replicas("poller", \.services.pollerHosting.replicas)] + loops + calls + trouble + division

    private static func key<Value: ScenarioValue>(
        _ name: String, _ member: any WritableKeyPath<PollerConfiguration, Value> & Sendable, _ meaning: String,
        limit: Limit<Value>? = nil
    ) -> ScenarioKey {
        ScenarioKey(section + name, \Scenario.services.poller, member, meaning, limit: limit)
    }

    private static let loops: [ScenarioKey] = [
        key("loop_time", \.loopTime, "LOOP_TIME", limit: .atLeast(.seconds(1))),
        key("pacing", \.pacing, "when a loop begins"),
        key(
            "shortest_loop_time", \.shortestLoopTime, "of the adaptive pacing, after a loop that found something due",
            limit: .atLeast(.seconds(1))),
        key("jitter", \.jitter, "what chance does to the wait for the next loop"),
        key("overlap", \.overlap, "what becomes of a loop whose time comes while the one before is under way"),
    ]

    private static let calls: [ScenarioKey] = [
        key("selection", \.selection, "which open payments a loop checks"),
        key(
            "rows_max", \.rowsMax, "rows that the view is asked for: with a limit, the first page and never another",
            limit: Limit(
                allows: { $0.map { $0 > 0 } ?? true }, complaint: "asks for no row",
                wayOut: "a whole number from 1 to \(Int.max), or `unlimited`")),
        key("order", \.order, "in which order a loop calls"),
        key("concurrency", \.concurrency, "calls in flight at a time", limit: .within(1...1_000)),
        key("call_timeout", \.callTimeout, "time-out of an update call", limit: .atLeast(.milliseconds(1))),
        key("query_timeout", \.ksqlTimeout, "time-out of the query to the view", limit: .atLeast(.milliseconds(1))),
    ]

    private static let trouble: [ScenarioKey] = [
        ScenarioSchema.retryAfter("poller", \.services.poller.retryAfter),
        key("on_error", \.onError, "what a failed call does to the rest of its loop"),
        key("failed_call", \.failedCall, "what becomes of a payment whose check is not answered, or with 429 or 5xx"),
        key("not_found", \.notFound, "what becomes of a payment that its proxy does not know, or refuses with a 4xx"),
        key(
            "back_off_first", \.backOff.first, "how long a payment is left alone after its first failed check",
            limit: .atLeast(.seconds(1))),
        key(
            "back_off_longest", \.backOff.longest, "how long at most, doubled with each failure in a row",
            limit: .within(.seconds(1)...(.seconds(365 * 86_400)))),
        key("circuit_breaker", \.circuitBreaking, "for which calls there is a circuit breaker"),
        key(
            "breaker_failures", \.breaker.failures, "failures in a row that open a closed breaker",
            limit: .within(1...1_000)),
        key(
            "breaker_open_time", \.breaker.openTime, "how long a breaker stays open before it is half-open",
            limit: .within(.milliseconds(1)...(.seconds(365 * 86_400)))),
        key(
            "breaker_probes", \.breaker.probes, "calls that a half-open breaker lets through before it closes",
            limit: .within(1...1_000)),
    ]

    private static let division: [ScenarioKey] = [
        key("division", \.division, "how several replicas divide the payments"),
        key(
            "lease_time", \.leaseTime, "how long a lease lasts that its holder does not renew",
            limit: .within(.seconds(1)...(.seconds(86_400)))),
    ]

    // MARK: What must fit together

    /// Each rule's paths, and its complaint of a scenario.
    static let rules: [(paths: [String], complaint: @Sendable (Scenario) -> (message: String, wayOut: String)?)] =
        PollerConfiguration.rules.map { rule in
            (
                rule.settings.map { section + $0 },
                { scenario in
                    var poller = scenario.services.poller
                    poller.replicas = scenario.services.pollerHosting.replicas
                    return rule.complaint(poller) { section + $0 }
                }
            )
        }
}
