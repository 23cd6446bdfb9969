import ServicePorts

extension KafkaContract {
    static let positions = [
        ContractCase("auto.offset.reset=latest passes over what was there before") { broker in
            let topic = try await broker.makeTopic("old")
            let reader = try await Reader(broker, settings { $0.autoOffsetReset = .latest }, topics: [topic])
            try await poll(reader, until: "a partition") { try await reader.held() == [0] }
            for _ in 0..<5 { try await reader.poll() }
            try await broker.send(["new"], to: topic)
            try await poll(reader, until: "the new record") { !reader.records.isEmpty }
            try require(reader.texts, is: ["0@1 new"], "records")
        },
        ContractCase("auto.offset.reset=none without a commit is an error that names the partition") { broker in
            let topic = try await broker.makeTopic("x")
            let reader = try await Reader(broker, settings { $0.autoOffsetReset = .none }, topics: [topic])
            let partition = TopicPartition(topic: topic, partition: 0)
            try await require(throws: .noOffsetForPartition(partition), "poll") {
                for _ in 0..<600 { try await reader.poll() }
            }
        },
        ContractCase("an offset outside the log is reset, or an error with auto.offset.reset=none") { broker in
            let topic = try await broker.makeTopic("x")
            let partition = TopicPartition(topic: topic, partition: 0)
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "the record") { reader.texts == ["0@0 x"] }
            try await reader.consumer.seek(partition, to: 99)
            try await poll(reader, until: "the record again") { reader.texts == ["0@0 x", "0@0 x"] }
            let strict = try await Reader(broker, settings("strict") { $0.autoOffsetReset = .none }, topics: [topic])
            while try await strict.held().isEmpty { _ = try? await strict.poll() }
            try await strict.consumer.seek(partition, to: 99)
            try await require(throws: .offsetOutOfRange(partition, offset: 99), "poll") {
                for _ in 0..<600 { try await strict.poll() }
            }
        },
        ContractCase("after a seek the next record is that of the offset") { broker in
            let topic = try await broker.makeTopic("a", "b", "c", "d")
            let partition = TopicPartition(topic: topic, partition: 0)
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "all records") { reader.records.count >= 4 }
            reader.forget()
            try await reader.consumer.seek(partition, to: 2)
            try require(try await reader.consumer.position(of: partition), is: 2, "position")
            try await poll(reader, until: "two records again") { reader.records.count >= 2 }
            try require(reader.texts, is: ["0@2 c", "0@3 d"], "records")
        },
        ContractCase("seekToBeginning reads all again, seekToEnd only what comes") { broker in
            let topic = try await broker.makeTopic("a", "b")
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "both records") { reader.records.count >= 2 }
            try await reader.consumer.seekToBeginning([])
            try await poll(reader, until: "both again") { reader.records.count >= 4 }
            reader.forget()
            try await reader.consumer.seekToBeginning([])
            try await reader.consumer.seekToEnd([])
            for _ in 0..<5 { try await reader.poll() }
            try await broker.send(["c"], to: topic)
            try await poll(reader, until: "the new record") { !reader.records.isEmpty }
            try require(reader.texts, is: ["0@2 c"], "records")
        },
        ContractCase("a paused partition brings nothing until it is resumed, and loses nothing") { broker in
            let topic = try await broker.makeTopic(partitions: 2, "a")
            try await broker.send(["b"], to: topic, partition: 1)
            let first = TopicPartition(topic: topic, partition: 0)
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "both records") { reader.records.count >= 2 }
            reader.forget()
            try await reader.consumer.pause([first])
            try await broker.send(["c"], to: topic, partition: 0)
            try await broker.send(["d"], to: topic, partition: 1)
            try await poll(reader, until: "the other partition's record") { !reader.records.isEmpty }
            for _ in 0..<10 { try await reader.poll() }
            try require(reader.texts, is: ["1@1 d"], "records while paused")
            try require(try await reader.consumer.paused(), is: [first], "paused partitions")
            try await reader.consumer.resume([first])
            try await poll(reader, until: "the held record") { reader.texts == ["1@1 d", "0@1 c"] }
        },
        ContractCase("the position follows the polls, and the lag is what is left") { broker in
            let topic = try await broker.makeTopic("a", "b", "c")
            let partition = TopicPartition(topic: topic, partition: 0)
            let reader = try await Reader(broker, settings { $0.maxPollRecords = 2 }, topics: [topic])
            try await poll(reader, until: "two records") { reader.records.count >= 2 }
            try require(try await reader.consumer.position(of: partition), is: 2, "position")
            try require(try await reader.consumer.currentLag(of: partition), is: 1, "lag")
        },
        ContractCase("a poll is ended from outside, and the consumer goes on") { broker in
            let topic = try await broker.makeTopic("a")
            let reader = try await Reader(broker, settings(), topics: [topic])
            reader.consumer.wakeup()
            try await require(throws: .wokenUp, "the next poll") { try await reader.poll() }
            try await poll(reader, until: "the record") { !reader.records.isEmpty }
            let begin = await broker.now()
            async let waiting = reader.consumer.poll(timeout: .seconds(60))
            await Task.yield()
            reader.consumer.wakeup()
            do {
                throw ContractBreach(expected: "the poll that waits: wokenUp", found: "\(try await waiting)")
            } catch KafkaError.wokenUp {
                try require(await broker.now() - begin < .seconds(1), is: true, "it has ended at once")
            }
            try await reader.commitAll()
            let partition = TopicPartition(topic: topic, partition: 0)
            try require(try await reader.consumer.committed([partition]), is: [partition: 1], "what was committed")
        },
        ContractCase("what a consumer does not hold it can neither seek nor pause nor ask for") { broker in
            let topic = try await broker.makeTopic("a")
            let partition = TopicPartition(topic: topic, partition: 0)
            let consumer = try await broker.makeConsumer(settings())
            try await consumer.subscribe(to: [topic], listener: nil)
            try await require(throws: .notAssigned(partition), "seek") { try await consumer.seek(partition, to: 0) }
            try await require(throws: .notAssigned(partition), "pause") { try await consumer.pause([partition]) }
            try await require(throws: .notAssigned(partition), "position") {
                _ = try await consumer.position(of: partition)
            }
            let beyond = TopicPartition(topic: topic, partition: 7)
            let nowhere = TopicPartition(topic: "no-such-topic", partition: 0)
            for missing in [beyond, nowhere] {
                try await require(throws: .notAssigned(missing), "seek") { try await consumer.seek(missing, to: 0) }
            }
            try await require(throws: .invalidOffset(-1), "seek") { try await consumer.seek(partition, to: -1) }
        },
    ]

    static let timeouts = [
        ContractCase("calls end at default.api.timeout.ms when no coordinator answers") { broker in
            let topic = try await broker.makeTopic("a")
            let partition = TopicPartition(topic: topic, partition: 0)
            let reader = try await Reader(
                broker, settings { $0.defaultAPITimeout = .seconds(5) }, topics: [topic])
            try await poll(reader, until: "the record") { !reader.records.isEmpty }
            try await broker.setCoordinators(areThere: false)
            let calls: [(name: String, body: () async throws -> Void)] = [
                ("commit", { try await reader.consumer.commit([partition: 1]) }),
                ("committed", { _ = try await reader.consumer.committed([partition]) }),
            ]
            for (name, body) in calls {
                let began = await broker.now()
                try await require(throws: .timedOut, name, body)
                let took = await broker.now() - began
                try require(took >= .seconds(5) && took <= .milliseconds(5_100), is: true, "\(name) took \(took)")
            }
            try await broker.setCoordinators(areThere: true)
            try await poll(reader, until: "a coordinator") {
                do { try await reader.consumer.commit([partition: 1]) } catch KafkaError.timedOut { return false }
                return true
            }
        }
    ]

    static let committing = [
        ContractCase("a commit while a rebalance is under way is told so, and is made once polls have ended it") {
            broker in
            let topic = try await broker.makeTopic(partitions: 3)
            let one = try await Reader(broker, settings(), topics: [topic])
            let silent = try await Reader(broker, settings(), topics: [topic])
            try await poll(one, silent, until: "all partitions") {
                try await one.held().count + silent.held().count == 3
            }
            let partition = TopicPartition(topic: topic, partition: 0)
            let newcomer = try await Reader(broker, settings(), topics: [topic])
            try await poll(one, newcomer, until: "its partitions to be revoked") {
                one.told.contains { $0.hasPrefix("revoked") }
            }
            try await require(throws: .rebalanceInProgress, "commit") { try await one.consumer.commit([partition: 0]) }
            try await poll(one, silent, newcomer, until: "a partition each") {
                let counts = [
                    try await one.held().count, try await silent.held().count, try await newcomer.held().count,
                ]
                return counts == [1, 1, 1]
            }
            try await one.consumer.commit([partition: 0])
            try require(try await one.consumer.committed([partition]), is: [partition: 0], "committed")
        },
        ContractCase("what was read and not committed comes again after a crash") { broker in
            let topic = try await broker.makeTopic("a", "b")
            let first = try await Reader(broker, settings(), topics: [topic])
            try await poll(first, until: "both records") { first.records.count >= 2 }
            try await broker.crash(first.consumer)
            let second = try await Reader(broker, settings(), topics: [topic])
            try await poll(second, until: "both records again") { second.records.count >= 2 }
            try require(second.texts, is: ["0@0 a", "0@1 b"], "records")
        },
        ContractCase("a group goes on at its committed offset") { broker in
            let topic = try await broker.makeTopic("a", "b", "c")
            let partition = TopicPartition(topic: topic, partition: 0)
            let first = try await Reader(broker, settings(), topics: [topic])
            try await poll(first, until: "the records") { first.records.count >= 3 }
            try await first.consumer.commit([partition: 2])
            try require(try await first.consumer.committed([partition]), is: [partition: 2], "committed")
            await first.consumer.close()
            let second = try await Reader(broker, settings(), topics: [topic])
            try await poll(second, until: "the last record") { !second.records.isEmpty }
            try require(second.texts, is: ["0@2 c"], "records")
        },
        ContractCase("commitPositions commits all that was read, and nothing before it is committed") { broker in
            let topic = try await broker.makeTopic("a", "b")
            let partition = TopicPartition(topic: topic, partition: 0)
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "both records") { reader.records.count >= 2 }
            try require(try await reader.consumer.committed([partition]), is: [:], "committed before")
            try await reader.consumer.commitPositions()
            try require(try await reader.consumer.committed([partition]), is: [partition: 2], "committed")
        },
        ContractCase("a later commit of an earlier offset counts") { broker in
            let topic = try await broker.makeTopic("a", "b")
            let partition = TopicPartition(topic: topic, partition: 0)
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "both records") { reader.records.count >= 2 }
            try await reader.consumer.commit([partition: 2])
            try await reader.consumer.commit([partition: 1])
            try require(try await reader.consumer.committed([partition]), is: [partition: 1], "committed")
        },
        ContractCase("automatic commits are made by later polls, once their interval is over") { broker in
            let topic = try await broker.makeTopic("a")
            let partition = TopicPartition(topic: topic, partition: 0)
            let reader = try await Reader(
                broker,
                settings {
                    $0.enableAutoCommit = true
                    $0.autoCommitInterval = .seconds(2)
                }, topics: [topic])
            try await poll(reader, until: "the record") { !reader.records.isEmpty }
            try require(try await reader.consumer.committed([partition])[partition] ?? 0, is: 0, "committed at once")
            try await poll(reader, until: "an automatic commit") {
                try await reader.consumer.committed([partition]) == [partition: 1]
            }
        },
        ContractCase("with automatic commits a consumer that closes commits what it was given") { broker in
            let topic = try await broker.makeTopic("a")
            let first = try await Reader(broker, settings { $0.enableAutoCommit = true }, topics: [topic])
            try await poll(first, until: "the record") { !first.records.isEmpty }
            await first.consumer.close()
            try await broker.send(["b"], to: topic)
            let second = try await Reader(broker, settings(), topics: [topic])
            try await poll(second, until: "the next record") { !second.records.isEmpty }
            try require(second.texts, is: ["0@1 b"], "records")
        },
    ]
}
