import ServicePorts
import VirtualTime

/// The keys of one service's consumer: Kafka's names, with underscores and without `.ms`.
struct ConsumerKeys: Sendable {
    /// The section of the service, behind `services.`.
    let service: String
    let settings: any WritableKeyPath<Scenario, ConsumerSettings> & Sendable
    let membership: any WritableKeyPath<Scenario, StaticMembership> & Sendable
    let replicas: any WritableKeyPath<Scenario, Int> & Sendable

    static let dispatcher = ConsumerKeys(
        service: "dispatcher", settings: \.services.dispatcher.consumer,
        membership: \.services.dispatcherMembership, replicas: \.services.dispatcherHosting.replicas)
    static let updater = ConsumerKeys(
        service: "updater", settings: \.services.updater.consumer, membership: \.services.updaterMembership,
        replicas: \.services.updaterHosting.replicas)
    static let proxy = ConsumerKeys(
        service: "proxy", settings: \.services.proxyConsumer, membership: \.services.proxyMembership,
        replicas: \.services.proxyHosting.replicas)
    static let view = ConsumerKeys(
        service: "ksql_view", settings: \.services.view.consumer, membership: \.services.viewMembership,
        replicas: \.services.viewHosting.replicas)

    static let all = [dispatcher, updater, proxy, view]

    func path(_ name: String) -> String { "services.\(service).consumer.\(name)" }

    // MARK: Keys

    /// Of a service with several replicas, which begins where its group has got to.
    var ofGroup: [ScenarioKey] {
        let assignors = Limit<[ConsumerSettings.Assignor]>(
            allows: { !$0.isEmpty && Set($0).count == $0.count }, complaint: "names no assignor, or one twice",
            wayOut: "some of range, roundrobin, sticky, cooperative-sticky, the preferred one first")
        let reset = Limit<ConsumerSettings.AutoOffsetReset>(
            allows: { $0 != .none }, complaint: "ends a group that has committed nothing, as all have at first",
            wayOut: "earliest or latest")
        return ofMember + [
            key(
                "partition_assignment_strategy", \.partitionAssignmentStrategy,
                "who divides the partitions; the group takes the first that all know", limit: assignors),
            key(
                "auto_offset_reset", \.autoOffsetReset,
                "where it reads on without a committed offset, or from one that is gone", limit: reset),
        ]
    }

    /// Of each consumer.
    var ofMember: [ScenarioKey] {
        let longest = Duration.milliseconds(Int64(Int32.max))
        return [
            key(
                "max_poll_records", \.maxPollRecords, "records that one poll brings at most",
                limit: .within(1...Int(Int32.max))),
            key(
                "max_poll_interval", \.maxPollInterval, "from one poll to the next, or it has left its group",
                limit: .within(.milliseconds(1)...longest)),
            key(
                "session_timeout", \.sessionTimeout,
                "without a heartbeat until its group goes on without it; brokers take no others",
                limit: .within(.seconds(6)...(.seconds(1_800)))),
            key(
                "heartbeat_interval", \.heartbeatInterval, "from one heartbeat to the next",
                limit: .within(.milliseconds(1)...(.seconds(1_800)))),
            ScenarioKey(
                path("group_instance_id"), membership,
                "the name by which its replicas are static members, who may be away for up to their session; `true` "
                    + "for those of the processes"),
        ]
    }

    private func key<Value: ScenarioValue>(
        _ name: String, _ member: any WritableKeyPath<ConsumerSettings, Value> & Sendable, _ meaning: String,
        limit: Limit<Value>
    ) -> ScenarioKey {
        ScenarioKey(path(name), settings, member, meaning, limit: limit)
    }

    // MARK: What would do nothing

    /// Why what looks like a key of a consumer is none: by its path, or by that of its section.
    static let withoutEffect: [String: String] = [
        "services.ksql_view.consumer.auto_offset_reset": "the view reads its topic from the first record at each start",
        "services.ksql_view.consumer.partition_assignment_strategy": "the view is the only member of its group",
        "services.core.consumer": "Core reads no topic",
        "services.gateway.consumer": "the gateway reads no topic",
        "services.dispatcher_api.consumer": "the dispatcher API reads no topic",
        "services.poller.consumer": "the poller reads no topic",
        "services.checkout_api.consumer": "the Checkout API reads no topic",
    ]

    /// Values that contradict each other.
    func complaint(of scenario: Scenario) -> (message: String, wayOut: String)? {
        let (consumer, usual) = (scenario[keyPath: settings], ConsumerSettings(groupID: ""))
        if consumer.heartbeatInterval >= consumer.sessionTimeout {
            return (
                "\(path("heartbeat_interval")) \(consumer.heartbeatInterval.text) is not shorter than "
                    + "\(path("session_timeout")) \(consumer.sessionTimeout.text)",
                "send several heartbeats in a session, such as three"
            )
        }
        if scenario[keyPath: replicas] < 2,
            consumer.partitionAssignmentStrategy != usual.partitionAssignmentStrategy
        {
            return (
                "\(path("partition_assignment_strategy")) divides nothing among one replica",
                "remove it, or set services.\(service).replicas to 2 or more"
            )
        }
        return nil
    }

    var pathsOfRules: [String] {
        ["services.\(service).replicas"]
            + ["session_timeout", "heartbeat_interval", "partition_assignment_strategy"].map(path)
    }
}

extension ConsumerSettings.Assignor: ScenarioChoice {}
extension ConsumerSettings.AutoOffsetReset: ScenarioChoice {}

extension ConsumerSettings.Assignor: ScenarioListItem {
    static var expectedList: String { "a list of assignors, such as [cooperative-sticky], or one of them" }
    static var isOneEnough: Bool { true }
}
