import ServicePorts

extension KafkaContract {
    static let subscribing = [
        ContractCase("to subscribe to nothing is to unsubscribe") { broker in
            let topic = try await broker.makeTopic("a")
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "the record") { !reader.records.isEmpty }
            try await reader.consumer.subscribe(to: [], listener: reader)
            try require(reader.told, is: ["assigned 0", "revoked 0"], "what the listener was told")
            try require(try await reader.held(), is: [], "partitions")
            try await require(throws: .notSubscribed, "poll") { try await reader.poll() }
        },
        ContractCase("who unsubscribes leaves its group at once, and may come back") { broker in
            let topic = try await broker.makeTopic(partitions: 2)
            let long = settings { $0.sessionTimeout = .seconds(600) }
            let one = try await Reader(broker, long, topics: [topic])
            let other = try await Reader(broker, long, topics: [topic])
            try await poll(one, other, until: "a partition each") {
                let counts = [try await one.held().count, try await other.held().count]
                return counts == [1, 1]
            }
            try await other.consumer.unsubscribe()
            try await poll(one, until: "both partitions") { try await one.held() == [0, 1] }
            try await other.consumer.subscribe(to: [topic], listener: other)
            try await poll(one, other, until: "a partition each again") {
                let counts = [try await one.held().count, try await other.held().count]
                return counts == [1, 1]
            }
        },
        ContractCase("a static member that unsubscribes keeps its place for its session") { broker in
            let topic = try await broker.makeTopic(partitions: 2)
            let one = try await Reader(broker, settings { $0.groupInstanceID = "one" }, topics: [topic])
            let other = try await Reader(broker, settings { $0.groupInstanceID = "other" }, topics: [topic])
            try await poll(one, other, until: "a partition each") {
                let counts = [try await one.held().count, try await other.held().count]
                return counts == [1, 1]
            }
            try await one.consumer.unsubscribe()
            for _ in 0..<20 { try await other.poll() }
            try require(try await other.held().count, is: 1, "partitions of the other within the session")
            try await poll(other, until: "both partitions after the session") { try await other.held() == [0, 1] }
        },
    ]

    static let assigning = [
        ContractCase("who assigns partitions to itself reads them, and no member of its group is disturbed") { broker in
            let topic = try await broker.makeTopic(partitions: 2, "a")
            try await broker.send(["b"], to: topic, partition: 1)
            let member = try await Reader(broker, settings(), topics: [topic])
            try await poll(member, until: "both records") { member.records.count >= 2 }
            member.forget()
            let second = TopicPartition(topic: topic, partition: 1)
            let single = try await Reader(broker, settings(), partitions: [second])
            try require(try await single.consumer.assignment(), is: [second], "partitions")
            try await poll(single, member, until: "the record") { !single.records.isEmpty }
            for _ in 0..<20 { try await member.poll() }
            try require(single.texts, is: ["1@0 b"], "records")
            try require(single.told + member.told, is: [], "what listeners were told")
            try require(try await member.held(), is: [0, 1], "partitions of the member")
        },
        ContractCase("who assigns partitions to itself commits while its group has no members") { broker in
            let topic = try await broker.makeTopic("a", "b")
            let partition = TopicPartition(topic: topic, partition: 0)
            let first = try await Reader(broker, settings(), partitions: [partition])
            try await poll(first, until: "both records") { first.records.count >= 2 }
            try await first.consumer.commit([partition: 1])
            await first.consumer.close()
            let second = try await Reader(broker, settings(), partitions: [partition])
            try await poll(second, until: "the second record") { !second.records.isEmpty }
            try require(second.texts, is: ["0@1 b"], "records")
            let member = try await Reader(broker, settings(), topics: [topic])
            try await poll(member, until: "the partition") { try await member.held() == [0] }
            try await require(throws: .commitFailed, "commit beside a member") {
                try await second.consumer.commit([partition: 2])
            }
            try require(try await member.consumer.committed([partition]), is: [partition: 1], "committed")
        },
        ContractCase("topics and assigned partitions exclude each other until the consumer unsubscribes") { broker in
            let topic = try await broker.makeTopic("a")
            let partition = TopicPartition(topic: topic, partition: 0)
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await require(throws: .subscriptionConflict, "assign") {
                try await reader.consumer.assign([partition])
            }
            try await reader.consumer.unsubscribe()
            try await reader.consumer.assign([partition])
            try await require(throws: .subscriptionConflict, "subscribe") {
                try await reader.consumer.subscribe(to: [topic], listener: nil)
            }
            try await require(throws: .notSubscribed, "rebalance") { try await reader.consumer.enforceRebalance() }
            try await poll(reader, until: "the record") { reader.texts == ["0@0 a"] }
        },
        ContractCase("another assignment keeps the positions of what stays, and none is unsubscribe") { broker in
            let topic = try await broker.makeTopic(partitions: 2, "a", "b")
            try await broker.send(["c"], to: topic, partition: 1)
            let (first, second) = (
                TopicPartition(topic: topic, partition: 0), TopicPartition(topic: topic, partition: 1)
            )
            let reader = try await Reader(broker, settings(), partitions: [first])
            try await reader.consumer.seek(first, to: 1)
            try await reader.consumer.assign([second, first])
            try require(try await reader.consumer.position(of: first), is: 1, "position")
            try await poll(reader, until: "two records") { reader.records.count >= 2 }
            try require(reader.texts.sorted(), is: ["0@1 b", "1@0 c"], "records")
            try await reader.consumer.assign([second])
            try await require(throws: .notAssigned(first), "position") {
                _ = try await reader.consumer.position(of: first)
            }
            try await reader.consumer.assign([])
            try await require(throws: .notSubscribed, "poll") { try await reader.poll() }
        },
        ContractCase("a partition that does not exist cannot be assigned") { broker in
            let topic = try await broker.makeTopic(partitions: 1)
            let consumer = try await broker.makeConsumer(settings())
            try await require(throws: .unknownTopicOrPartition(topic: topic), "assign") {
                try await consumer.assign([TopicPartition(topic: topic, partition: 1)])
            }
        },
    ]
}
