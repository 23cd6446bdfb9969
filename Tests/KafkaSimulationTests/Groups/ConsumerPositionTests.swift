import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

/// Where a consumer reads, and what it fetches at a time.
@Suite struct ConsumerPositionTests {
    private let first = TopicPartition(topic: "notes", partition: 0)
    private let second = TopicPartition(topic: "notes", partition: 1)

    /// Runs `body` as the only member of its group, after its first poll has brought its partitions.
    private func consume(
        partitions: Int32 = 2, records: [Int32: Int] = [:], _ change: (inout ConsumerSettings) -> Void = { _ in },
        _ body: @escaping @Sendable (any EventConsumer<Note>, Cluster) async throws -> Void
    ) throws -> [String] {
        let cluster = Cluster(partitions: partitions, keepRecords: true)
        for (partition, count) in records.sorted(by: { $0.key < $1.key }) {
            for number in 0..<count { try cluster.produce("\(number)", partition: partition) }
        }
        var settings = Cluster.settings()
        settings.maxPollRecords = 2
        change(&settings)
        let reader = cluster.simulation.makeProcess(named: "reader")
        let consumer = try cluster.kafka.makeConsumer(for: reader, settings, of: Note.self)
        reader.start {
            do {
                try await consumer.subscribe(to: ["notes"], listener: nil)
                while try await consumer.assignment().isEmpty {
                    _ = try? await consumer.poll(timeout: .milliseconds(1))
                }
                try await body(consumer, cluster)
            } catch { cluster.seen.append("\(error)") }
        }
        cluster.run(seconds: 300)
        return cluster.seen
    }

    private static func read(_ consumer: any EventConsumer<Note>, seconds: Int = 1) async throws -> String {
        try await consumer.poll(timeout: .seconds(seconds))
            .map { "\($0.topicPartition.partition)@\($0.offset)" }.joined(separator: " ")
    }

    @Test("Seek reads again or passes over")
    func seekReadsAgainOrPassesOver() throws {
        let seen = try consume(partitions: 1, records: [0: 9]) { [first] consumer, cluster in
            cluster.seen.append(try await Self.read(consumer))
            try await consumer.seek(first, to: 7)
            cluster.seen.append(try await Self.read(consumer))
            try await consumer.seek(first, to: 1)
            cluster.seen.append("\(try await consumer.position(of: first))")
            cluster.seen.append(try await Self.read(consumer))
        }
        #expect(seen == ["0@0 0@1", "0@7 0@8", "1", "0@1 0@2"])
    }

    @Test("The beginning and the end are found")
    func theBeginningAndTheEndAreFound() throws {
        let seen = try consume(records: [0: 4, 1: 4]) { [first, second] consumer, cluster in
            try await consumer.seekToEnd([])
            cluster.seen.append(
                "\(try await consumer.position(of: first)) \(try await consumer.position(of: second))")
            try await consumer.seekToBeginning([second])
            cluster.seen.append(
                "\(try await consumer.currentLag(of: first)) \(try await consumer.currentLag(of: second))")
            cluster.seen.append(try await Self.read(consumer))
        }
        #expect(seen == ["4 4", "0 4", "1@0 1@1"])
    }

    @Test("A commit of a slowed client takes the added time")
    func aCommitOfASlowedClient() throws {
        func millisecondsOfCommit(slowing clients: String) throws -> Int64 {
            let seen = try consume(partitions: 1, records: [0: 2]) {
                $0.clientID = "slow-one"
                $0.enableAutoCommit = false
            } _: { [first] consumer, cluster in
                _ = try await Self.read(consumer)
                let fault = cluster.kafka.inject(
                    .slowRequests(by: .constant(.seconds(4)), clients: NamePattern(clients)))
                let start = cluster.simulation.now.nanoseconds
                try await consumer.commit([first: 1])
                cluster.seen.append("\((cluster.simulation.now.nanoseconds - start) / 1_000_000)")
                cluster.kafka.remove(fault)
            }
            return try #require(seen.first.flatMap { Int64($0) })
        }
        let usual = try millisecondsOfCommit(slowing: "another")
        let slowed = try millisecondsOfCommit(slowing: "slow-*")
        #expect(usual < 1_000)
        #expect(slowed == usual + 4_000)
    }

    @Test("A paused partition is kept and reads on later")
    func aPausedPartitionIsKept() throws {
        let seen = try consume(records: [0: 2, 1: 2]) { [first, second] consumer, cluster in
            try await consumer.pause([first])
            cluster.seen.append(try await Self.read(consumer))
            cluster.seen.append(try await Self.read(consumer))
            cluster.seen.append("\(try await consumer.paused() == [first])")
            cluster.seen.append("\(try await consumer.assignment() == [first, second])")
            try await consumer.resume([first])
            cluster.seen.append(try await Self.read(consumer))
        }
        #expect(seen == ["1@0 1@1", "", "true", "true", "0@0 0@1"])
    }

    @Test("A partition of another member is nobody's business")
    func aPartitionOfAnotherMember() throws {
        let seen = try consume(partitions: 2) { consumer, cluster in
            let other = TopicPartition(topic: "notes", partition: 1)
            try await consumer.seek(TopicPartition(topic: "notes", partition: 0), to: 0)
            for call in 0..<4 {
                do {
                    switch call {
                    case 0: try await consumer.seek(TopicPartition(topic: "notes", partition: 7), to: 0)
                    case 1: try await consumer.seek(other, to: -1)
                    case 2: _ = try await consumer.commit([other: -3])
                    default: try await consumer.pause([TopicPartition(topic: "nowhere", partition: 0)])
                    }
                } catch { cluster.seen.append("\(error)") }
            }
        }
        #expect(
            seen == [
                "notAssigned(ServicePorts.TopicPartition(topic: \"notes\", partition: 7))", "invalidOffset(-1)",
                "invalidOffset(-3)", "notAssigned(ServicePorts.TopicPartition(topic: \"nowhere\", partition: 0))",
            ])
    }

    @Test("Positions are committed and read back")
    func positionsAreCommittedAndReadBack() throws {
        let seen = try consume(records: [0: 2]) { [first, second] consumer, cluster in
            cluster.seen.append("\(try await consumer.committed([first, second]).count)")
            _ = try await consumer.poll(timeout: .seconds(1))
            try await consumer.commitPositions()
            let committed = try await consumer.committed([first, second])
            cluster.seen.append("\(committed[first] ?? -1) \(committed[second] ?? -1)")
        }
        #expect(seen == ["0", "2 0"])
    }

    @Test("Without a position and a reset the poll fails until one is sought")
    func withoutAPositionAndAReset() throws {
        let seen = try consume(partitions: 1, records: [0: 2]) {
            $0.autoOffsetReset = .none
        } _: { [first] consumer, cluster in
            for _ in 0..<2 {
                do { _ = try await consumer.poll(timeout: .seconds(1)) } catch { cluster.seen.append("\(error)") }
            }
            try await consumer.seek(first, to: 1)
            cluster.seen.append(try await Self.read(consumer))
            try await consumer.seek(first, to: 90)
            do { _ = try await consumer.poll(timeout: .seconds(1)) } catch { cluster.seen.append("\(error)") }
        }
        let name = "ServicePorts.TopicPartition(topic: \"notes\", partition: 0)"
        #expect(
            seen == [
                "noOffsetForPartition(\(name))", "noOffsetForPartition(\(name))", "0@1",
                "offsetOutOfRange(\(name), offset: 90)",
            ])
    }

    @Test("An offset beyond the log is reset as the settings say")
    func anOffsetBeyondTheLog() throws {
        let seen = try consume(partitions: 1, records: [0: 2]) { [first] consumer, cluster in
            try await consumer.seek(first, to: 90)
            cluster.seen.append(try await Self.read(consumer))
        }
        #expect(seen == ["0@0 0@1"])
    }

    @Test("A fetch past the end costs its round trip, and so does the one after the reset")
    func aFetchPastTheEndCostsItsRoundTrip() throws {
        let seen = try consume(partitions: 1, records: [0: 2]) { [first] consumer, cluster in
            func milliseconds(_ body: () async throws -> Void) async throws -> Int64 {
                let began = cluster.simulation.now.nanoseconds
                try await body()
                return (cluster.simulation.now.nanoseconds - began) / 1_000_000
            }
            _ = try await Self.read(consumer)
            try await consumer.seek(first, to: 1)
            cluster.seen.append("\(try await milliseconds { _ = try await Self.read(consumer) }) ms")
            try await consumer.seek(first, to: 90)
            cluster.seen.append("\(try await milliseconds { _ = try await Self.read(consumer) }) ms")
            cluster.seen.append("\(cluster.kafka.counters.offsetsOutOfRange) refused")
        }
        #expect(seen == ["2 ms", "4 ms", "1 refused"])
    }

    @Test("What a consumer asks the leaders costs a round trip, and waits for a leader at most its time-out")
    func whatAConsumerAsksTheLeaders() throws {
        let seen = try consume(partitions: 1, records: [0: 2]) {
            $0.defaultAPITimeout = .seconds(1)
        } _: { [first] consumer, cluster in
            var began = cluster.simulation.now.nanoseconds
            let end = try await consumer.endOffsets([first])[first] ?? -1
            cluster.seen.append("\(end) after \((cluster.simulation.now.nanoseconds - began) / 1_000_000) ms")
            cluster.kafka.inject(.brokerDown(0))
            began = cluster.simulation.now.nanoseconds
            do { _ = try await consumer.endOffsets([first]) } catch {
                let took = (cluster.simulation.now.nanoseconds - began) / 1_000_000
                cluster.seen.append("\(error) after \(took) ms")
            }
        }
        #expect(seen == ["2 after 2 ms", "timedOut after 1000 ms"])
    }

    @Test("A waiting poll ends when its consumer is closed")
    func aWaitingPollEnds() throws {
        let seen = try consume { consumer, cluster in
            async let closed: Void = consumer.close()
            do { _ = try await consumer.poll(timeout: .seconds(1000)) } catch {
                cluster.seen.append("\(error) at \(cluster.simulation.now.nanoseconds / 1_000_000_000)")
            }
            await closed
        }
        #expect(seen == ["closed at 3"])
    }

    // MARK: Sizes

    /// A note declares 100 bytes and takes 21 more as a record.
    @Test("A response ends with the partition's share of bytes")
    func aResponseEndsWithThePartitions() throws {
        let seen = try consume(partitions: 1, records: [0: 5]) {
            $0.maxPollRecords = 500
            $0.maxPartitionFetchBytes = 250
        } _: { consumer, cluster in
            for _ in 0..<3 { cluster.seen.append(try await Self.read(consumer)) }
        }
        #expect(seen == ["0@0 0@1", "0@2 0@3", "0@4"])
    }

    @Test("A response ends with its own bytes and has one record at least")
    func aResponseEndsWithItsOwn() throws {
        func read(_ bytes: Int) throws -> [String] {
            try consume(records: [0: 3, 1: 3]) {
                $0.maxPollRecords = 500
                $0.fetchMaxBytes = bytes
            } _: { consumer, cluster in
                for _ in 0..<2 { cluster.seen.append(try await Self.read(consumer)) }
            }
        }
        let wide = try read(500)
        #expect(wide == ["0@0 0@1 0@2 1@0", "1@1 1@2"])
        let narrow = try read(10)
        #expect(narrow == ["0@0", "1@0"])
    }

    @Test("A response waits for enough bytes and not forever")
    func aResponseWaitsForEnough() throws {
        func instants(_ minimum: Int) throws -> [String] {
            let cluster = Cluster(keepRecords: true)
            var settings = Cluster.settings()
            settings.fetchMinBytes = minimum
            settings.fetchMaxWait = .seconds(4)
            let reader = cluster.simulation.makeProcess(named: "reader")
            let consumer = try cluster.kafka.makeConsumer(for: reader, settings, of: Note.self)
            reader.start {
                try? await consumer.subscribe(to: ["notes"], listener: nil)
                while let records = try? await consumer.poll(timeout: .seconds(100)) {
                    cluster.seen.append("\(records.count) at \(cluster.simulation.now.nanoseconds / 1_000_000)")
                }
            }
            cluster.run(seconds: 10)
            try cluster.produce("a")
            cluster.run(seconds: 1)
            try cluster.produce("b")
            cluster.run(seconds: 20)
            return cluster.seen
        }
        #expect(try instants(1) == ["1 at 10002", "1 at 11002"])
        #expect(try instants(200) == ["2 at 11002"])
        // The request of 3 s was answered empty at 7 s; the next one waits until 11 s.
        #expect(try instants(1000) == ["2 at 11006"])
    }
}
