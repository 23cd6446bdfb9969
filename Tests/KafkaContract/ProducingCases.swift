import ServicePorts

extension KafkaContract {
    static let producing = [
        ContractCase("records of one key come in the order they were sent") { broker in
            let topic = try await broker.makeTopic(partitions: 3)
            let producer = try await broker.makeProducer(ProducerSettings())
            for number in 0..<40 {
                try await producer.send(
                    ProducerRecord(topic: topic, key: "k\(number % 4)", value: ContractEvent("\(number)")))
            }
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "40 records") { reader.records.count >= 40 }
            for key in 0..<4 {
                let numbers = reader.records.filter { $0.key == "k\(key)" }.map { record in
                    if case .event(let event) = record.value { event.text } else { "?" }
                }
                try require(numbers, is: (0..<10).map { "\(4 * $0 + key)" }, "records of key k\(key)")
            }
        },
        // The hashes of `org.apache.kafka.common.utils.UtilsTest.testMurmur2`.
        ContractCase("the partition of a key is its murmur2 hash modulo the partitions") { broker in
            let topic = try await broker.makeTopic(partitions: 6)
            let producer = try await broker.makeProducer(ProducerSettings())
            let hashes: [(key: String, hash: Int32)] = [
                ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
                ("a-little-bit-longer-string", -1_486_304_829), ("abc", 479_470_107),
            ]
            for (key, hash) in hashes {
                let sent = try await producer.send(
                    ProducerRecord(topic: topic, key: RecordKey(key), value: ContractEvent(key)))
                try require(sent.topicPartition.partition, is: (hash & 0x7FFF_FFFF) % 6, "partition of \(key)")
            }
        },
        ContractCase("a partition that is named is used, and offsets count from zero in each") { broker in
            let topic = try await broker.makeTopic(partitions: 2)
            let producer = try await broker.makeProducer(ProducerSettings())
            var offsets: [Int64] = []
            for partition in [1, 1, 0, 1] as [Int32] {
                let sent = try await producer.send(
                    ProducerRecord(topic: topic, key: "k", value: ContractEvent("x"), partition: partition))
                try require(sent.topicPartition.partition, is: partition, "partition")
                offsets.append(sent.offset)
            }
            try require(offsets, is: [0, 1, 0, 2], "offsets")
        },
        ContractCase("without acknowledgement the offset is -1, and the record comes") { broker in
            let topic = try await broker.makeTopic(partitions: 1)
            var settingsWithoutAcks = ProducerSettings()
            settingsWithoutAcks.acks = .none
            let producer = try await broker.makeProducer(settingsWithoutAcks)
            let sent = try await producer.send(ProducerRecord(topic: topic, key: nil, value: ContractEvent("x")))
            try require(sent.offset, is: -1, "offset")
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "the record") { reader.texts == ["0@0 x"] }
        },
        ContractCase("a topic that does not exist is an error to producers and consumers") { broker in
            let producer = try await broker.makeProducer(ProducerSettings())
            let error = KafkaError.unknownTopicOrPartition(topic: "no-such-topic")
            try await require(throws: error, "send") {
                try await producer.send(
                    ProducerRecord(topic: "no-such-topic", key: nil, value: ContractEvent("x")))
            }
            let consumer = try await broker.makeConsumer(settings())
            try await require(throws: error, "subscribe") {
                try await consumer.subscribe(to: ["no-such-topic"], listener: nil)
            }
        },
        ContractCase("what was enqueued is there when flush returns, in order") { broker in
            let topic = try await broker.makeTopic(partitions: 1)
            let producer = try await broker.makeProducer(ProducerSettings())
            for number in 0..<20 {
                try await producer.enqueue(
                    ProducerRecord(topic: topic, key: "k", value: ContractEvent("\(number)")))
            }
            try await producer.flush()
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "20 records") { reader.records.count >= 20 }
            try require(reader.texts, is: (0..<20).map { "0@\($0) \($0)" }, "records")
        },
    ]

    static let reading = [
        ContractCase("keys, tombstones and values come as they were sent") { broker in
            let topic = try await broker.makeTopic(partitions: 1)
            let producer = try await broker.makeProducer(ProducerSettings())
            try await producer.send(ProducerRecord(topic: topic, key: "a", value: ContractEvent("x")))
            try await producer.send(ProducerRecord(topic: topic, key: "b", value: nil))
            try await producer.send(ProducerRecord(topic: topic, key: nil, value: ContractEvent("y")))
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "three records") { reader.records.count >= 3 }
            try require(reader.texts, is: ["0@0 x", "0@1 tombstone", "0@2 y"], "records")
            try require(reader.records.map(\.key), is: ["a", "b", nil], "keys")
        },
        ContractCase("what is no event comes as malformed with a reason, and what follows comes too") { broker in
            let topic = try await broker.makeTopic(partitions: 1)
            let foreign = try await broker.makeForeignProducer()
            try await foreign.send(ProducerRecord(topic: topic, key: nil, value: ForeignText("junk")))
            try await broker.send(["x"], to: topic)
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "two records") { reader.records.count >= 2 }
            try require(reader.texts, is: ["0@0 malformed", "0@1 x"], "records")
            guard case .malformed(let reason) = reader.records[0].value, reason.contains("prefix") else {
                throw ContractBreach(expected: "a reason that names the prefix", found: "\(reader.records[0].value)")
            }
        },
        ContractCase("every group gets every record") { broker in
            let topic = try await broker.makeTopic("x", "y")
            let one = try await Reader(broker, settings("one"), topics: [topic])
            let other = try await Reader(broker, settings("other"), topics: [topic])
            try await poll(one, other, until: "both records twice") { one.records.count + other.records.count >= 4 }
            try require(one.texts, is: ["0@0 x", "0@1 y"], "first group")
            try require(other.texts, is: one.texts, "second group")
        },
        ContractCase("a poll brings at most max.poll.records") { broker in
            let topic = try await broker.makeTopic("a", "b", "c", "d", "e")
            let reader = try await Reader(broker, settings { $0.maxPollRecords = 2 }, topics: [topic])
            var most = 0
            for _ in 0..<600 where reader.records.count < 5 { most = max(most, try await reader.poll().count) }
            try require(most, is: 2, "records of the largest poll")
            try require(reader.texts, is: ["0@0 a", "0@1 b", "0@2 c", "0@3 d", "0@4 e"], "records")
        },
        ContractCase("a poll without records ends with its time-out and brings nothing") { broker in
            let topic = try await broker.makeTopic(partitions: 1)
            let reader = try await Reader(broker, settings(), topics: [topic])
            for _ in 0..<60 { try await reader.poll() }
            try require(reader.texts, is: [], "records")
            try require(try await reader.held(), is: [0], "partitions")
        },
        ContractCase("another subscription brings other topics and gives the old ones up") { broker in
            let (old, new) = (try await broker.makeTopic("old"), try await broker.makeTopic("new"))
            let reader = try await Reader(broker, settings(), topics: [old])
            try await poll(reader, until: "the old record") { reader.texts == ["0@0 old"] }
            try await reader.consumer.subscribe(to: [new], listener: reader)
            try await poll(reader, until: "the new record") { reader.texts == ["0@0 old", "0@0 new"] }
            try require(try await reader.consumer.assignment().map(\.topic), is: [new], "topics held")
        },
    ]
}
