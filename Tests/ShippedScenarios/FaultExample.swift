/// One fault of a kind in the first half hour of the smoke scenario, and what it costs.
package struct FaultExample: Sendable, CustomStringConvertible {
    /// An entry of `faults:`.
    package var fault: String
    /// The measure that is higher with the fault than without.
    package var measure: String
    /// What the scenario is given besides.
    package var settings: [String] = []

    init(_ fault: String, raises measure: String, _ settings: [String] = []) {
        self.fault = fault
        self.measure = measure
        self.settings = settings
    }

    package var kind: String { String(fault.dropFirst("{kind: ".count).prefix { $0 != "," }) }
    package var description: String { kind }

    private static let twoCopies = ["kafka.brokers=2", "kafka.replication_factor=2"]

    /// One of each kind, in the order of the kinds.
    package static let all: [FaultExample] = processes + clocks + links + hosts + stores + kafka

    private static let processes = [
        FaultExample("{kind: crash, target: payment-updater-1, at: 5min}", raises: "kafka.rebalances"),
        FaultExample(
            "{kind: rolling_restart, target: \"payment-updater-*\", at: 5min, restart: 5s, between: 5s}",
            raises: "kafka.rebalances"),
        FaultExample(
            "{kind: rolling_crash, target: \"payment-updater-*\", at: 5min, restart: 5s, between: 5s}",
            raises: "kafka.rebalances"),
        FaultExample(
            "{kind: out_of_memory, target: payment-dispatcher-1, at: 5min, length: 10min, lifetime: 1min}",
            raises: "kafka.rebalances"),
        FaultExample("{kind: pause, target: payment-updater-1, at: 5min, length: 3min}", raises: "kafka.rebalances"),
        FaultExample(
            "{kind: slow_cpu, target: ksqldb-1, at: 1min, length: 25min, delay: 200ms}",
            raises: "convergence.pay_link"),
        FaultExample(
            "{kind: hold, when: proxy.beforeUpdateWrite, until: core.afterGateway, at_most: 5s}",
            raises: "poller.loop_duration"),
        FaultExample("{kind: delay, when: proxy.beforeUpdateWrite, delay: 5s}", raises: "poller.loop_duration"),
    ]

    private static let clocks = [
        FaultExample(
            "{kind: clock_offset, target: payments-poller-1, at: 5min, length: 20min, offset: 1h}",
            raises: "poller.calls"),
        FaultExample("{kind: clock_drift, target: payments-poller-1, drift: 500000ppm}", raises: "poller.calls"),
        FaultExample("{kind: clock_step, target: payments-poller-1, at: 5min, offset: 1h}", raises: "poller.calls"),
    ]

    private static let links = [
        FaultExample(
            "{kind: link_delay, target: \"core-* -> kafka-gateway.test\", at: 5min, delay: 3s, direction: answer}",
            raises: "network.timed_out"),
        FaultExample("{kind: link_loss, target: \"* -> silfi.test\", share: 50%}", raises: "network.timed_out"),
        FaultExample("{kind: link_duplicate, target: \"core-* -> kafka-gateway.test\"}", raises: "kafka.records"),
        FaultExample(
            "{kind: link_reorder, target: \"payments-poller-1 -> *\", share: 50%, delay: 5s}",
            raises: "poller.loop_duration"),
        FaultExample(
            "{kind: link_bandwidth, target: \"* -> silfi.test\", bandwidth: 500B/s}", raises: "intermediary.latency"),
        FaultExample(
            "{kind: link_partition, target: \"* -> ksqldb.test\", at: 5min, length: 5min, direction: answer}",
            raises: "network.timed_out"),
        FaultExample(
            "{kind: link_clog, target: \"* -> ksqldb.test\", at: 5min, length: 5min}", raises: "network.timed_out"),
    ]

    private static let hosts = [
        FaultExample("{kind: host_refuse, target: silfi.test, share: 50%}", raises: "network.refused"),
        FaultExample("{kind: host_unanswered, target: silfi.test, share: 50%}", raises: "network.timed_out"),
        FaultExample(
            "{kind: host_reset_before, target: silfi.test, share: 50%, method: post}", raises: "network.reset"),
        FaultExample("{kind: host_reset_after, target: silfi.test, share: 50%, path: /}", raises: "network.reset"),
        FaultExample("{kind: host_answer_lost, target: silfi.test, share: 50%}", raises: "network.timed_out"),
        FaultExample("{kind: host_dribble, target: silfi.test, delay: 5s}", raises: "intermediary.latency"),
        FaultExample("{kind: host_empty_answer, target: silfi.test}", raises: "convergence.creation_failed"),
        FaultExample("{kind: host_malformed_answer, target: silfi.test}", raises: "convergence.creation_failed"),
        FaultExample("{kind: host_error, target: core.test, status: 503, share: 20%}", raises: "network.server_errors"),
        FaultExample("{kind: host_down, target: ksqldb.test, at: 5min, length: 5min}", raises: "network.timed_out"),
        FaultExample("{kind: host_maintenance, target: silfi.test, at: 5min}", raises: "network.server_errors"),
        FaultExample("{kind: host_rate_limit, target: silfi.test, limit: 6/min}", raises: "intermediary.rate_limited"),
        FaultExample(
            "{kind: host_slow, target: core.test, replica: core-1, factor: 100}", raises: "convergence.pay_link"),
        FaultExample(
            "{kind: host_slow_start, target: core.test, length: 30min, factor: 100}", raises: "convergence.pay_link"),
        FaultExample(
            "{kind: gateway_cut_off, target: kafka-gateway.test, at: 5min, length: 10min}",
            raises: "convergence.creation_pending"),
    ]

    private static let stores = [
        FaultExample(
            "{kind: store_put_fails, target: silfi-payment-proxy.test, share: 50%}", raises: "poller.failed_calls"),
        FaultExample(
            "{kind: store_put_answer_lost, target: silfi-payment-proxy.test, share: 50%}", raises: "poller.failed_calls"
        ),
        FaultExample(
            "{kind: store_stale_read, target: silfi-payment-proxy.test, age: 1min}", raises: "violations.safety",
            ScenarioFolder.lastWriteWins),
        FaultExample("{kind: store_list_lag, target: core, age: 20min}", raises: "violations.I28"),
        FaultExample("{kind: store_unavailable, target: core, share: 50%}", raises: "network.server_errors"),
        FaultExample("{kind: store_delay, target: core, delay: 1s}", raises: "convergence.pay_link"),
    ]

    private static let kafka = [
        FaultExample("{kind: kafka_broker_down, target: 0, at: 5min, length: 2min}", raises: "convergence.pay_link"),
        FaultExample(
            "{kind: kafka_leader_failover, target: payments, at: 5min, to: 1}", raises: "kafka.elections", twoCopies),
        FaultExample("{kind: kafka_replication_lag, target: 1, delay: 5s}", raises: "convergence.pay_link", twoCopies),
        FaultExample("{kind: kafka_produce_lost, target: payments, share: 30%}", raises: "convergence.pay_link"),
        FaultExample("{kind: kafka_acknowledgement_lost, target: payments, share: 30%}", raises: "kafka.records"),
        FaultExample(
            "{kind: kafka_delay, target: \"payment-dispatcher-*\", delay: 5s}", raises: "convergence.pay_link"),
        FaultExample(
            "{kind: kafka_coordinator_down, target: payment-updater, at: 5min, length: 5min}",
            raises: "kafka.lag"),
    ]
}
