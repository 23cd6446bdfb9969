import ServicePorts

extension KafkaContract {
    /// A static member of this instance id.
    private static func instance(_ id: String) -> ConsumerSettings { settings { $0.groupInstanceID = id } }

    /// Two static members that hold one of a topic's two partitions each.
    private static func staticPair(
        _ broker: any BrokerUnderTest
    ) async throws -> (topic: String, one: Reader, other: Reader) {
        let topic = try await broker.makeTopic(partitions: 2)
        let one = try await Reader(broker, instance("one"), topics: [topic])
        let other = try await Reader(broker, instance("other"), topics: [topic])
        try await poll(one, other, until: "a partition each") {
            let counts = [try await one.held().count, try await other.held().count]
            return counts == [1, 1]
        }
        return (topic, one, other)
    }

    static let fencing = [
        ContractCase("who stays away from poll too long cannot commit, and others read its records") { broker in
            let topic = try await broker.makeTopic("a")
            let partition = TopicPartition(topic: topic, partition: 0)
            let slow = try await Reader(broker, settings { $0.maxPollInterval = .seconds(8) }, topics: [topic])
            try await poll(slow, until: "the record") { !slow.records.isEmpty }
            let other = try await Reader(broker, settings(), topics: [topic])
            try await poll(other, until: "the record, from the other") { !other.records.isEmpty }
            try require(other.texts, is: ["0@0 a"], "records")
            try await require(throws: .commitFailed, "commit of the first") {
                try await slow.consumer.commit([partition: 1])
            }
            try require(try await other.consumer.committed([partition]), is: [:], "committed")
            try await poll(slow, until: "word of the loss") { slow.told.contains("lost 0") }
        },
        ContractCase("a static member that is back within its session changes nothing for others") { broker in
            let (topic, one, other) = try await staticPair(broker)
            let held = try await one.held()
            other.forget()
            try await broker.crash(one.consumer)
            let back = try await Reader(broker, instance("one"), topics: [topic])
            try await poll(back, other, until: "the same partition") { try await back.held() == held }
            for _ in 0..<100 {
                try await back.poll()
                try await other.poll()
            }
            try require(other.told, is: [], "what the other was told")
        },
        ContractCase("of two consumers with one instance id the older is fenced") { broker in
            let topic = try await broker.makeTopic(partitions: 1)
            let partition = TopicPartition(topic: topic, partition: 0)
            let older = try await Reader(broker, instance("one"), topics: [topic])
            try await poll(older, until: "the partition") { try await older.held() == [0] }
            let younger = try await Reader(broker, instance("one"), topics: [topic])
            try await poll(younger, until: "the partition") { try await younger.held() == [0] }
            try await require(throws: .fencedInstanceID, "commit of the older") {
                try await older.consumer.commit([partition: 0])
            }
            try await require(throws: .fencedInstanceID, "poll of the older") {
                for _ in 0..<600 { try await older.poll() }
            }
        },
        ContractCase("a static member that closes keeps its place for its session") { broker in
            let (_, one, other) = try await staticPair(broker)
            await one.consumer.close()
            other.forget()
            for _ in 0..<20 { try await other.poll() }
            try require(try await other.held().count, is: 1, "partitions of the other within the session")
            try await poll(other, until: "both partitions after the session") { try await other.held() == [0, 1] }
        },
    ]

    static let endings = [
        ContractCase("a consumer without a subscription cannot poll") { broker in
            let consumer = try await broker.makeConsumer(settings())
            try await require(throws: .notSubscribed, "poll") { _ = try await consumer.poll(timeout: .zero) }
        },
        ContractCase("a consumer that was closed refuses everything") { broker in
            let topic = try await broker.makeTopic("a")
            let partition = TopicPartition(topic: topic, partition: 0)
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "the record") { !reader.records.isEmpty }
            await reader.consumer.close()
            try require(reader.told.last, is: "revoked 0", "the listener's last word")
            try await require(throws: .closed, "poll") { try await reader.poll() }
            try await require(throws: .closed, "commit") { try await reader.consumer.commit([partition: 1]) }
            try await require(throws: .closed, "subscribe") {
                try await reader.consumer.subscribe(to: [topic], listener: nil)
            }
            try await require(throws: .closed, "assignment") { _ = try await reader.consumer.assignment() }
        },
        ContractCase("a call beside one that waits is refused, and the one that waits goes on") { broker in
            let topic = try await broker.makeTopic()
            let partition = TopicPartition(topic: topic, partition: 0)
            let consumer = try await broker.makeConsumer(settings())
            try await consumer.subscribe(to: [topic], listener: nil)
            async let waiting = consumer.poll(timeout: .seconds(60))
            await Task.yield()
            let calls: [(String, @Sendable () async throws -> Void)] = [
                ("poll", { _ = try await consumer.poll(timeout: .zero) }),
                ("subscribe", { try await consumer.subscribe(to: [topic], listener: nil) }),
                ("subscribe to nothing", { try await consumer.subscribe(to: [], listener: nil) }),
                ("unsubscribe", { try await consumer.unsubscribe() }),
                ("assign", { try await consumer.assign([partition]) }),
                ("commit", { try await consumer.commit([partition: 0]) }),
                ("commitPositions", { try await consumer.commitPositions() }),
                ("committed", { _ = try await consumer.committed([partition]) }),
                ("seek", { try await consumer.seek(partition, to: 0) }),
                ("pause", { try await consumer.pause([partition]) }),
                ("endOffsets", { _ = try await consumer.endOffsets([partition]) }),
            ]
            for (name, call) in calls { try await require(throws: .concurrentModification, name, call) }
            try await broker.send(["a"], to: topic)
            try require(try await waiting.count, is: 1, "records of the poll that waited")
            async let committing: Void = consumer.commit([partition: 1])
            await Task.yield()
            try await require(throws: .concurrentModification, "poll beside a commit") {
                _ = try await consumer.poll(timeout: .zero)
            }
            try await committing
            try require(try await consumer.committed([partition]), is: [partition: 1], "committed")
        },
        ContractCase("settings that Kafka does not have, or would not take, are refused by name") { broker in
            try await require(throws: .unknownSetting(setting: "no.such.key"), "a key") {
                _ = try await broker.makeConsumer(settings { $0.others = ["no.such.key": "1"] })
            }
        },
    ]
}
