import ServicePorts
import SimulationSamples
import SimulationTestKit
import Testing
import VirtualTime

@Suite struct DeliveryTests {
    @Test("A record takes its latencies")
    func aRecordTakesItsLatencies() throws {
        let cluster = Cluster()
        let reader = cluster.simulation.makeProcess(named: "reader")
        try cluster.startReader(in: reader)
        cluster.run(seconds: 10)
        let writer = cluster.simulation.makeProcess(named: "writer")
        let producer = try cluster.kafka.makeProducer(for: writer, of: Note.self)
        let sent = cluster.simulation.now
        var acknowledged: Duration?
        let box = Box<Duration?>(nil)
        writer.start {
            let metadata = try? await producer.send(ProducerRecord(topic: "notes", key: nil, value: Note("a")))
            box.value = sent.duration(to: cluster.simulation.now)
            cluster.seen.append("offset \(metadata?.offset ?? -9)")
        }
        cluster.simulation.run(until: sent.advanced(by: .microseconds(2999)))
        acknowledged = box.value
        #expect(acknowledged == .milliseconds(2))
        #expect(cluster.seen == ["offset 0"])
        cluster.simulation.run(until: sent.advanced(by: .milliseconds(3)))
        #expect(cluster.seen == ["offset 0", "reader 0@0 a"])
    }

    @Test("What was not committed before a crash is delivered again")
    func whatWasNotCommittedBeforeACrash() throws {
        let cluster = Cluster()
        let first = cluster.simulation.makeProcess(named: "reader", incarnation: 0)
        try cluster.startReader(in: first, commits: false)
        try cluster.produce("a", "b")
        cluster.run(seconds: 10)
        #expect(cluster.seen == ["reader 0@0 a", "reader 0@1 b"])
        cluster.now { first.crash() }
        let second = cluster.simulation.makeProcess(named: "reader", incarnation: 1)
        try cluster.startReader(in: second, commits: true)
        cluster.run(seconds: 400)
        let second2 = cluster.seen.filter { !$0.contains("ended") }
        #expect(second2 == ["reader 0@0 a", "reader 0@1 b", "reader 0@0 a", "reader 0@1 b"])
        #expect(cluster.kafka.counters.redelivered == 2)
        #expect(try cluster.committed() == 2)
    }

    @Test("A group resumes at its committed offset")
    func aGroupResumesAtItsCommitted() throws {
        let cluster = Cluster()
        let first = cluster.simulation.makeProcess(named: "reader", incarnation: 0)
        try cluster.startReader(in: first)
        try cluster.produce("a", "b")
        cluster.run(seconds: 10)
        cluster.now { first.crash() }
        cluster.run(seconds: 60)
        try cluster.produce("c")
        let second = cluster.simulation.makeProcess(named: "reader", incarnation: 1)
        try cluster.startReader(in: second)
        cluster.run(seconds: 10)
        #expect(cluster.seen.filter { !$0.contains("ended") } == ["reader 0@0 a", "reader 0@1 b", "reader 0@2 c"])
        #expect(cluster.kafka.counters.redelivered == 0)
    }

    /// With auto commit the records of one poll are committed by a later one, processed or not.
    @Test("Automatic commit loses what was polled and not processed")
    func automaticCommitLoses() async throws {
        try await simulate(seeds: 0..<20) { world in
            try world.addTopic("notes")
            try world.publish(Note("a"), to: "notes")
            try world.run(named: "reader") { process in
                var settings = Cluster.settings(autoCommit: true)
                settings.autoCommitInterval = .seconds(1)
                let consumer = try process.makeConsumer(settings, of: Note.self)
                try await consumer.subscribe(to: ["notes"], listener: nil)
                while try await consumer.poll(timeout: .seconds(1)).isEmpty {}
                // The second poll commits what the first returned, before anything was done with it.
                _ = try await consumer.poll(timeout: .seconds(2))
            }
            #expect(try world.kafka.committedOffset(group: "readers", topic: "notes", partition: 0) == 1)
        }
    }

    @Test("Manual commit leaves offsets alone")
    func manualCommitLeavesOffsetsAlone() throws {
        let cluster = Cluster()
        let reader = cluster.simulation.makeProcess(named: "reader")
        try cluster.startReader(in: reader, commits: false)
        try cluster.produce("a")
        cluster.run(seconds: 20)
        #expect(cluster.seen == ["reader 0@0 a"])
        #expect(try cluster.committed() == nil)
        #expect(cluster.kafka.lag(group: "readers") == 1)
    }

    @Test("Latest skips what was there before the group")
    func latestSkipsWhatWasThere() throws {
        let cluster = Cluster()
        try cluster.produce("old")
        var settings = Cluster.settings()
        settings.autoOffsetReset = .latest
        try cluster.startReader(in: cluster.simulation.makeProcess(named: "reader"), settings)
        cluster.run(seconds: 10)
        try cluster.produce("new")
        cluster.run(seconds: 1)
        #expect(cluster.seen == ["reader 0@1 new"])
    }

    @Test("A poll returns at most `max.poll.records`, and the rest next")
    func aPollReturnsAtMost() async throws {
        try await simulate(seeds: 0..<20) { world in
            try world.addTopic("notes")
            for number in 0..<7 { try world.publish(Note("\(number)"), to: "notes") }
            let counts = try world.run(named: "reader") { process in
                var settings = Cluster.settings()
                settings.maxPollRecords = 3
                let consumer = try process.makeConsumer(settings, of: Note.self)
                try await consumer.subscribe(to: ["notes"], listener: nil)
                var counts: [Int] = []
                while counts.count < 3 { counts.append(try await consumer.poll(timeout: .seconds(10)).count) }
                return counts
            }
            #expect(counts == [3, 3, 1])
        }
    }

    @Test("Malformed records and tombstones reach the consumer", arguments: PayloadForm.allCases)
    func malformedRecordsAndTombstones(wire: PayloadForm) throws {
        let cluster = Cluster(wire: wire)
        try cluster.startReader(in: cluster.simulation.makeProcess(named: "reader"))
        try cluster.kafka.produceFromWorld(topic: "notes", key: nil, payload: .bytes(Array("junk".utf8)))
        try cluster.kafka.produceFromWorld(topic: "notes", key: nil, payload: .empty)
        cluster.run(seconds: 10)
        #expect(
            cluster.seen == [
                "reader 0@0 malformed(text: does not begin with note:)", "reader 0@1 tombstone",
            ])
    }

    @Test("Typed and bytes give the same trace hash")
    func typedAndBytesGive() async throws {
        func traces(_ wire: PayloadForm) async throws -> [TraceHash] {
            try await simulate(seeds: 0..<5, SimulationOptions(wire: wire)) { world in
                try world.addTopic("notes", partitions: 3)
                let read = Box(0)
                for group in ["a", "b", "c"] {
                    world.start(named: group) { process in
                        let consumer = try process.makeConsumer(Cluster.settings(group), of: Note.self)
                        try await consumer.subscribe(to: ["notes"], listener: nil)
                        while true { read.value += try await consumer.poll(timeout: .seconds(1)).count }
                    }
                }
                try world.run(named: "writer") { process in
                    let producer = try process.makeProducer(of: Note.self)
                    for number in 0..<50 {
                        _ = try await producer.send(
                            ProducerRecord(topic: "notes", key: "\(number % 7)", value: Note("\(number)")))
                    }
                }
                try world.run(for: .seconds(30))
                #expect(read.value == 150)
            }.runs.map(\.trace)
        }
        #expect(try await traces(.typed) == traces(.bytes))
    }

    @Test("Records that every group committed are forgotten")
    func recordsThatEveryGroup() throws {
        let cluster = Cluster()
        for group in ["a", "b"] {
            try cluster.startReader(in: cluster.simulation.makeProcess(named: group), Cluster.settings(group))
        }
        for number in 0..<100 { try cluster.produce("\(number)") }
        cluster.run(seconds: 10)
        #expect(cluster.seen.count == 200)
        #expect(try cluster.kafka.records(of: "notes", partition: 0).isEmpty)
        #expect(try cluster.kafka.endOffset(of: "notes", partition: 0) == 100)
        let keeping = Cluster(keepRecords: true)
        try keeping.startReader(in: keeping.simulation.makeProcess(named: "a"))
        try keeping.produce("x")
        keeping.run(seconds: 10)
        #expect(try keeping.kafka.records(of: "notes", partition: 0).count == 1)
    }

    @Test("An acknowledgement that comes too late is a time-out, and the record stays stored")
    func anAcknowledgementThatComesToo() throws {
        let cluster = Cluster()
        let writer = cluster.simulation.makeProcess(named: "writer")
        var settings = ProducerSettings()
        settings.deliveryTimeout = .microseconds(1500)
        settings.requestTimeout = .microseconds(1500)
        let producer = try cluster.kafka.makeProducer(for: writer, settings, of: Note.self)
        writer.start {
            do { try await producer.send(ProducerRecord(topic: "notes", key: nil, value: Note("a"))) } catch {
                cluster.seen.append("\(error)")
            }
        }
        cluster.run(seconds: 1)
        #expect(cluster.seen == ["deliveryTimedOut(topic: \"notes\")"])
        #expect(try cluster.kafka.endOffset(of: "notes", partition: 0) == 1)
    }

    @Test("An idle consumer costs no agenda entries")
    func anIdleConsumerCosts() throws {
        let cluster = Cluster()
        let reader = cluster.simulation.makeProcess(named: "reader")
        let consumer = try cluster.kafka.makeConsumer(for: reader, Cluster.settings(), of: Note.self)
        reader.start {
            try? await consumer.subscribe(to: ["notes"], listener: nil)
            _ = try? await consumer.poll(timeout: .seconds(1_000_000))
        }
        // The time within which the group's members had to sync is over as well.
        cluster.run(seconds: 400)
        let before = cluster.simulation.events
        cluster.run(seconds: 900_000)
        #expect(cluster.simulation.events == before)
    }
}
