import KafkaSimulation
import ServicePorts
import Testing
import VirtualTime

@testable import Scenarios

@Suite("Consumers and retention have keys")
struct ConsumerKeyTests {
    private func scenario(_ settings: [String]) throws -> Scenario { try Scenario(text: "name: a", settings: settings) }

    private func refusal(_ settings: String...) throws -> ScenarioError {
        try #require(throws: ScenarioError.self, "\(settings)") { try scenario(settings) }
    }

    private static let ofMember = [
        "max_poll_records=7", "max_poll_interval=1h", "session_timeout=10s", "heartbeat_interval=1s",
        "group_instance_id=left",
    ]
    private static let ofGroup =
        ofMember + ["partition_assignment_strategy=[cooperative-sticky, range]", "auto_offset_reset=latest"]

    @Test("Every service that reads a topic is told what its keys say", arguments: ConsumerKeys.all.map(\.service))
    func everyService(_ service: String) throws {
        let keys = try #require(ConsumerKeys.all.first { $0.service == service })
        let words = service == "ksql_view" ? Self.ofMember : Self.ofGroup
        let scenario = try scenario(words.map { keys.path($0) })
        let consumer = scenario[keyPath: keys.settings]
        #expect(consumer.maxPollRecords == 7)
        #expect(consumer.maxPollInterval == .seconds(3_600))
        #expect(consumer.sessionTimeout == .seconds(10))
        #expect(consumer.heartbeatInterval == .seconds(1))
        #expect(scenario[keyPath: keys.membership] == .named("left"))
        if service != "ksql_view" {
            #expect(consumer.partitionAssignmentStrategy == [.cooperativeSticky, .range])
            #expect(consumer.autoOffsetReset == .latest)
        }
        #expect(try Scenario(text: scenario.text).text == scenario.text)
        #expect(ScenarioSchema.keys.count { $0.path.hasPrefix("services.\(service).consumer.") } == words.count)
    }

    @Test("Without keys consumers are as they were: Kafka's defaults, from the earliest record")
    func defaults() throws {
        let scenario = try scenario([])
        for keys in ConsumerKeys.all {
            var consumer = scenario[keyPath: keys.settings]
            consumer.groupID = ""
            #expect(consumer == .manuallyCommitted(groupID: ""))
            #expect(scenario[keyPath: keys.membership] == .none)
        }
    }

    @Test("One assignor may be written as one word")
    func oneAssignor() throws {
        let scenario = try scenario(["services.proxy.consumer.partition_assignment_strategy=roundrobin"])
        #expect(scenario.services.proxyConsumer.partitionAssignmentStrategy == [.roundRobin])
    }

    @Test("A static member is known by its process, or by a name with its number")
    func membership() {
        #expect(StaticMembership.none.instanceID(ofProcess: "updater-2", replica: 2) == nil)
        #expect(StaticMembership.processName.instanceID(ofProcess: "updater-2", replica: 2) == "updater-2")
        #expect(StaticMembership.named("u").instanceID(ofProcess: "updater-2", replica: 2) == "u-2")
    }

    @Test(
        "What would do nothing is refused by its name, with the reason",
        arguments: [
            ("services.ksql_view.consumer.auto_offset_reset=latest", "reads its topic from the first record"),
            ("services.ksql_view.consumer.partition_assignment_strategy=range", "only member of its group"),
            ("services.core.consumer.max_poll_records=1", "Core reads no topic"),
            ("services.poller.consumer.session_timeout=10s", "the poller reads no topic"),
        ])
    func nothing(_ setting: String, _ reason: String) throws {
        let error = try refusal(setting)
        #expect(error.message.contains("would do nothing"), "\(error)")
        #expect(error.message.contains(reason), "\(error)")
        #expect(error.message.contains(setting.prefix { $0 != "=" }), "\(error)")
    }

    @Test("In a file too, where the section is what nobody has")
    func nothingInAFile() throws {
        let error = try #require(throws: ScenarioError.self) {
            try Scenario(text: "name: a\nservices:\n  core:\n    consumer: {max_poll_records: 1}\n")
        }
        #expect(error.message == "`services.core.consumer` would do nothing: Core reads no topic")
        #expect(error.place.line == 4)
    }

    @Test("Values that contradict each other, or that Kafka would not take, are refused")
    func contradictions() throws {
        let session = try refusal("services.updater.consumer.heartbeat_interval=50s")
        #expect(session.kind == .contradiction)
        #expect(session.message.contains("services.updater.consumer.session_timeout 45s"))
        let alone = try refusal(
            "services.proxy.replicas=1", "services.proxy.consumer.partition_assignment_strategy=sticky")
        #expect(alone.message.contains("divides nothing among one replica"))
        #expect(try refusal("services.dispatcher.consumer.auto_offset_reset=none").kind == .outOfRange)
        #expect(try refusal("services.dispatcher.consumer.session_timeout=5s").kind == .outOfRange)
        #expect(try refusal("services.dispatcher.consumer.max_poll_records=0").kind == .outOfRange)
        #expect(
            try refusal("services.dispatcher.consumer.partition_assignment_strategy=[range, range]").kind
                == .outOfRange)
        #expect(
            try refusal("services.dispatcher.consumer.partition_assignment_strategy=[]").kind == .outOfRange)
        #expect(try refusal("services.dispatcher.consumer.group_instance_id=7up").kind == .wrongValue)
    }

    @Test("Retention reaches the topics, and that of offsets the brokers")
    func retention() throws {
        let model = try scenario([
            "kafka.retention=365d", "kafka.retention_bytes=500MB", "kafka.segment_time=1h", "kafka.segment_bytes=64kB",
            "kafka.offsets_retention=1d",
        ]).infrastructure.kafka(keepsPayments: false)
        for topic in model.topics {
            #expect(topic.retention == .seconds(365 * 86_400))
            #expect(topic.retentionBytes == 500_000_000)
            #expect(topic.segmentTime == .seconds(3_600))
            #expect(topic.segmentBytes == 64_000)
        }
        #expect(model.offsetsRetention == .seconds(86_400))
        let unlimited = try scenario(["kafka.retention=unlimited"])
        #expect(unlimited.infrastructure.kafka(keepsPayments: false).topics.allSatisfy { $0.retention == nil })
        #expect(try Scenario(text: unlimited.text).text == unlimited.text)
    }

    @Test("Without keys topics and brokers are as Kafka has them")
    func kafkasDefaults() throws {
        let model = try scenario([]).infrastructure.kafka(keepsPayments: false)
        for topic in model.topics { #expect(topic.properties == TopicModel("t").properties) }
        #expect(model.properties == KafkaModel(topics: []).properties)
    }

    @Test("Offsets are kept for whole minutes, a segment has a size, and a size its unit")
    func limits() throws {
        #expect(try refusal("kafka.offsets_retention=90s").kind == .outOfRange)
        #expect(try refusal("kafka.segment_bytes=unlimited").kind == .outOfRange)
        #expect(try refusal("kafka.retention_bytes=500").kind == .wrongValue)
        #expect(try refusal("kafka.retention=always").kind == .wrongValue)
    }

    @Test("Records stay at hand where offsets may expire, and only there")
    func atHand() throws {
        let crash = "faults=[{kind: crash, target: payment-updater-*, at: 10min, restart: 3h}]"
        #expect(try !scenario([crash]).mayForgetOffsets)
        #expect(try scenario([crash, "kafka.offsets_retention=1h"]).mayForgetOffsets)
        #expect(try scenario([crash, "duration=10d"]).mayForgetOffsets)
        #expect(try !scenario(["duration=10d"]).mayForgetOffsets)
    }

    @Test("A policy that needs another, or a value that another makes idle, is refused")
    func policies() throws {
        let outbox = try refusal("services.proxy.publication=outbox", "services.proxy.stale_write_guard=none")
        #expect(outbox.message.contains("needs services.proxy.stale_write_guard compare_and_swap"))
        #expect(try scenario(["services.proxy.publication=outbox"]).services.proxyPolicies.publication == .outbox)
        let memory = try refusal("services.updater.report_memory=1h")
        #expect(memory.message.contains("does nothing"))
        _ = try scenario(["services.updater.republished_outcome=report_once", "services.updater.report_memory=1h"])
    }
}
