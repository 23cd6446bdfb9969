import ServicePorts

extension KafkaContract {
    static let groups = [
        ContractCase("two members share the partitions, and each record goes to one of them") { broker in
            let topic = try await broker.makeTopic(partitions: 4)
            let one = try await Reader(broker, settings(), topics: [topic])
            let other = try await Reader(broker, settings(), topics: [topic])
            try await poll(one, other, until: "two partitions each") {
                let counts = [try await one.held().count, try await other.held().count]
                return counts == [2, 2]
            }
            try require((try await one.held() + other.held()).sorted(), is: [0, 1, 2, 3], "partitions")
            for partition in 0..<Int32(4) { try await broker.send(["x"], to: topic, partition: partition) }
            try await poll(one, other, until: "four records") { one.records.count + other.records.count >= 4 }
            try require((one.texts + other.texts).sorted(), is: (0..<4).map { "\($0)@0 x" }, "records")
        },
        ContractCase("when a member closes the other takes over without waiting for a session") { broker in
            let topic = try await broker.makeTopic(partitions: 2)
            let long = settings { $0.sessionTimeout = .seconds(600) }
            let one = try await Reader(broker, long, topics: [topic])
            let other = try await Reader(broker, long, topics: [topic])
            try await poll(one, other, until: "a partition each") {
                let counts = [try await one.held().count, try await other.held().count]
                return counts == [1, 1]
            }
            await other.consumer.close()
            try await poll(one, until: "both partitions") { try await one.held() == [0, 1] }
        },
        ContractCase("when a member crashes the other takes over once its session is over") { broker in
            let topic = try await broker.makeTopic(partitions: 2)
            let one = try await Reader(broker, settings(), topics: [topic])
            let other = try await Reader(broker, settings(), topics: [topic])
            try await poll(one, other, until: "a partition each") {
                let counts = [try await one.held().count, try await other.held().count]
                return counts == [1, 1]
            }
            try await broker.crash(other.consumer)
            try await poll(one, until: "both partitions") { try await one.held() == [0, 1] }
        },
        ContractCase("an eager rebalance revokes all before it assigns, and commits made then are kept") { broker in
            let topic = try await broker.makeTopic(partitions: 2, "a")
            let partition = TopicPartition(topic: topic, partition: 0)
            let one = try await Reader(broker, settings(), topics: [topic])
            try await poll(one, until: "the record") { !one.records.isEmpty }
            one.whenRevoked = { [consumer = one.consumer] _ in try? await consumer.commit([partition: 1]) }
            let other = try await Reader(broker, settings(), topics: [topic])
            try await poll(one, other, until: "a partition each") {
                let counts = [try await one.held().count, try await other.held().count]
                return counts == [1, 1]
            }
            guard one.told.first == "assigned 0,1", one.told.dropFirst().first == "revoked 0,1" else {
                throw ContractBreach(expected: "assigned 0,1 then revoked 0,1", found: "\(one.told)")
            }
            try require(try await other.consumer.committed([partition]), is: [partition: 1], "committed")
            try require(one.records.count + other.records.count, is: 1, "records handed out")
        },
        ContractCase("a rebalance that is enforced happens") { broker in
            let topic = try await broker.makeTopic(partitions: 1)
            let reader = try await Reader(broker, settings(), topics: [topic])
            try await poll(reader, until: "the partition") { reader.told == ["assigned 0"] }
            try await reader.consumer.enforceRebalance()
            try await poll(reader, until: "revoked and assigned again") {
                reader.told == ["assigned 0", "revoked 0", "assigned 0"]
            }
        },
        ContractCase("a member without an assignor in common is refused") { broker in
            let topic = try await broker.makeTopic(partitions: 1)
            let one = try await Reader(
                broker, settings { $0.partitionAssignmentStrategy = [.range] }, topics: [topic])
            try await poll(one, until: "the partition") { try await one.held() == [0] }
            let other = try await Reader(
                broker, settings { $0.partitionAssignmentStrategy = [.roundRobin] }, topics: [topic])
            try await require(throws: .inconsistentGroupProtocol, "poll") {
                for _ in 0..<600 { try await other.poll() }
            }
        },
    ]

    static let cooperation = [
        ContractCase("a cooperative rebalance revokes only what moves, and reading goes on") { broker in
            let topic = try await broker.makeTopic(partitions: 2)
            let cooperative = settings { $0.partitionAssignmentStrategy = [.cooperativeSticky] }
            let one = try await Reader(broker, cooperative, topics: [topic])
            try await poll(one, until: "both partitions") { try await one.held() == [0, 1] }
            one.forget()
            let other = try await Reader(broker, cooperative, topics: [topic])
            var least = 2
            try await poll(one, other, until: "a partition each") {
                least = min(least, try await one.held().count)
                let counts = [try await one.held().count, try await other.held().count]
                return counts == [1, 1]
            }
            try require(least, is: 1, "fewest partitions held by the first member")
            let revoked = one.told.filter { $0.hasPrefix("revoked") }
            try require(revoked, is: ["revoked 1"], "what was revoked")
        },
        ContractCase("sticky members keep their partitions when one leaves") { broker in
            let topic = try await broker.makeTopic(partitions: 6)
            let sticky = settings { $0.partitionAssignmentStrategy = [.sticky] }
            var readers: [Reader] = []
            for _ in 0..<3 { readers.append(try await Reader(broker, sticky, topics: [topic])) }
            let (a, b, c) = (readers[0], readers[1], readers[2])
            try await poll(a, b, c, until: "two partitions each") {
                let counts = [try await a.held().count, try await b.held().count, try await c.held().count]
                return counts == [2, 2, 2]
            }
            let (ofA, ofB) = (try await a.held(), try await b.held())
            await c.consumer.close()
            try await poll(a, b, until: "three partitions each") {
                let counts = [try await a.held().count, try await b.held().count]
                return counts == [3, 3]
            }
            try require(Set(try await a.held()).isSuperset(of: ofA), is: true, "the first keeps its own")
            try require(Set(try await b.held()).isSuperset(of: ofB), is: true, "the second keeps its own")
        },
    ]
}
