/// What can befall a run. The raw value is the word of `kind:` in a scenario, and its first part says where the trouble
/// sits.
enum FaultKind: String, CaseIterable, Sendable {
    case crash
    case rollingRestart = "rolling_restart"
    case rollingCrash = "rolling_crash"
    case outOfMemory = "out_of_memory"
    case pause
    case slowCPU = "slow_cpu"
    case hold
    case delay

    case clockOffset = "clock_offset"
    case clockDrift = "clock_drift"
    case clockStep = "clock_step"

    case linkDelay = "link_delay"
    case linkLoss = "link_loss"
    case linkDuplicate = "link_duplicate"
    case linkReorder = "link_reorder"
    case linkBandwidth = "link_bandwidth"
    case linkPartition = "link_partition"
    case linkClog = "link_clog"

    case hostRefuse = "host_refuse"
    case hostUnanswered = "host_unanswered"
    case hostResetBefore = "host_reset_before"
    case hostResetAfter = "host_reset_after"
    case hostAnswerLost = "host_answer_lost"
    case hostDribble = "host_dribble"
    case hostEmptyAnswer = "host_empty_answer"
    case hostMalformedAnswer = "host_malformed_answer"
    case hostError = "host_error"
    case hostDown = "host_down"
    case hostMaintenance = "host_maintenance"
    case hostRateLimit = "host_rate_limit"
    case hostSlow = "host_slow"
    case hostSlowStart = "host_slow_start"
    case gatewayCutOff = "gateway_cut_off"

    case storePutFails = "store_put_fails"
    case storePutAnswerLost = "store_put_answer_lost"
    case storeStaleRead = "store_stale_read"
    case storeListLag = "store_list_lag"
    case storeUnavailable = "store_unavailable"
    case storeDelay = "store_delay"

    case kafkaBrokerDown = "kafka_broker_down"
    case kafkaLeaderFailover = "kafka_leader_failover"
    case kafkaReplicationLag = "kafka_replication_lag"
    case kafkaProduceLost = "kafka_produce_lost"
    case kafkaAcknowledgementLost = "kafka_acknowledgement_lost"
    case kafkaDelay = "kafka_delay"
    case kafkaCoordinatorDown = "kafka_coordinator_down"
}

extension FaultKind: ScenarioChoice {}

/// What a fault is aimed at.
package enum FaultTargetKind: String, CaseIterable, Sendable {
    /// One replica of a service, such as `core-1`.
    case process
    /// The way from a caller to a host, such as `core-1 -> kafka-gateway.test`.
    case link
    /// What answers under a name, such as `core.test`.
    case host
    /// The gateway between Core and Kafka.
    case gateway
    /// A bucket of the object store, or `core`, Core's database.
    case bucket
    /// Who asks Kafka: a process, or the gateway.
    case client
    /// A Kafka broker, by its number from 0.
    case broker
    /// A topic of Kafka.
    case topic
    /// A consumer group.
    case group
}
