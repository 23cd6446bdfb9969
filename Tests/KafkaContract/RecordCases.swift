import ServicePorts

extension KafkaContract {
    static let records = [
        ContractCase("headers come as they were sent, in their order") { broker in
            let topic = try await broker.makeTopic(partitions: 1)
            let producer = try await broker.makeProducer(ProducerSettings())
            let headers = [
                RecordHeader(key: "trace", "b3"), RecordHeader(key: "empty", value: nil),
                RecordHeader(key: "trace", value: [0, 255]),
            ]
            let event = ContractEvent("x")
            try await producer.send(ProducerRecord(topic: topic, key: nil, value: event, headers: headers))
            try await producer.send(ProducerRecord(topic: topic, key: nil, value: event))
            try await producer.enqueue(ProducerRecord(topic: topic, key: nil, value: nil, headers: headers))
            try await producer.flush()
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "three records") { reader.records.count >= 3 }
            try require(reader.records.map(\.headers), is: [headers, [], headers], "headers")
        },
        ContractCase("a record has the timestamp that its producer gives it") { broker in
            let topic = try await broker.makeTopic(partitions: 1)
            let producer = try await broker.makeProducer(ProducerSettings())
            let sent = try await producer.send(
                ProducerRecord(topic: topic, key: nil, value: ContractEvent("x"), timestamp: 1_000))
            try require(sent.timestamp, is: 1_000, "timestamp of the acknowledgement")
            try await producer.enqueue(ProducerRecord(topic: topic, key: nil, value: nil, timestamp: 2_000))
            try await producer.flush()
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "both records") { reader.records.count >= 2 }
            try require(reader.records.map(\.timestamp), is: [1_000, 2_000], "timestamps")
            try await require(throws: .invalidTimestamp(-1), "send") {
                try await producer.send(ProducerRecord(topic: topic, key: nil, value: nil, timestamp: -1))
            }
        },
        ContractCase("a key is bytes: one of text is its UTF-8, and others come as they are") { broker in
            let topic = try await broker.makeTopic(partitions: 6)
            let producer = try await broker.makeProducer(ProducerSettings())
            let keys: [RecordKey] = ["abc", RecordKey(bytes: [97, 98, 99]), RecordKey(bytes: [0xFF, 0])]
            var partitions: [Int32] = []
            for key in keys {
                let sent = try await producer.send(ProducerRecord(topic: topic, key: key, value: ContractEvent("x")))
                partitions.append(sent.topicPartition.partition)
            }
            try require(partitions[0], is: partitions[1], "partition of the same bytes")
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "three records") { reader.records.count >= 3 }
            let read = reader.records.compactMap { $0.key?.bytes }.sorted { $0.count > $1.count }
            try require(read, is: [[97, 98, 99], [97, 98, 99], [0xFF, 0]], "keys")
        },
    ]

    static let offsets = [
        ContractCase("beginning and end of a log are told to whoever asks") { broker in
            let topic = try await broker.makeTopic(partitions: 2, "a", "b")
            let (first, second) = (
                TopicPartition(topic: topic, partition: 0), TopicPartition(topic: topic, partition: 1)
            )
            let consumer = try await broker.makeConsumer(settings())
            let beginnings = try await consumer.beginningOffsets([first, second])
            try require(beginnings, is: [first: 0, second: 0], "beginning offsets")
            try require(try await consumer.endOffsets([first, second]), is: [first: 2, second: 0], "end offsets")
            try await broker.send(["c"], to: topic)
            try require(try await consumer.endOffsets([first]), is: [first: 3], "end offset after one more")
            try await require(throws: .unknownTopicOrPartition(topic: topic), "end of what is not there") {
                _ = try await consumer.endOffsets([TopicPartition(topic: topic, partition: 7)])
            }
        },
        ContractCase("an offset is found by time: the first record that is not older") { broker in
            let topic = try await broker.makeTopic(partitions: 2)
            let producer = try await broker.makeProducer(ProducerSettings())
            for timestamp in [100, 300, 200, 400] as [Int64] {
                try await producer.send(
                    ProducerRecord(
                        topic: topic, key: nil, value: ContractEvent("x"), partition: 0, timestamp: timestamp))
            }
            let (first, second) = (
                TopicPartition(topic: topic, partition: 0), TopicPartition(topic: topic, partition: 1)
            )
            let consumer = try await broker.makeConsumer(settings())
            let wanted: [(timestamp: Int64, found: OffsetAndTimestamp?)] = [
                (0, .init(offset: 0, timestamp: 100)), (100, .init(offset: 0, timestamp: 100)),
                (150, .init(offset: 1, timestamp: 300)), (301, .init(offset: 3, timestamp: 400)), (401, nil),
            ]
            for (timestamp, found) in wanted {
                let offsets = try await consumer.offsetsForTimes([first: timestamp, second: timestamp])
                try require(offsets, is: found.map { [first: $0] } ?? [:], "offsets for \(timestamp)")
            }
            try await require(throws: .invalidTimestamp(-2), "offsets before the beginning of time") {
                _ = try await consumer.offsetsForTimes([first: -2])
            }
        },
        ContractCase("a fetch from past the end is refused by the broker, not before it is asked") { broker in
            let topic = try await broker.makeTopic("x")
            let partition = TopicPartition(topic: topic, partition: 0)
            let strict = try await Reader(
                broker, settings { $0.autoOffsetReset = .none }, partitions: [partition])
            try await strict.consumer.seek(partition, to: 99)
            try require(try await strict.consumer.poll(timeout: .zero).count, is: 0, "records at once")
            let asked = await broker.now()
            try await require(throws: .offsetOutOfRange(partition, offset: 99), "poll") {
                for _ in 0..<600 { try await strict.poll() }
            }
            try require(await broker.now() > asked, is: true, "that the answer took its time")
            let lenient = try await Reader(broker, settings(), partitions: [partition])
            try await lenient.consumer.seek(partition, to: 99)
            try require(try await lenient.consumer.poll(timeout: .zero).count, is: 0, "records at once")
            try require(try await lenient.consumer.position(of: partition), is: 99, "position before the answer")
            try await poll(lenient, until: "the record") { lenient.texts == ["0@0 x"] }
        },
    ]
}
