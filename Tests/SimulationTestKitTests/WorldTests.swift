import HTTPTypes
import ServiceLifecycle
import ServicePorts
import SimulationSamples
import SimulationTestKit
import Testing

/// Says when it runs, when it is asked to end, and when it has ended, which takes it some time.
struct Listener<C: Clock<Duration>>: Service {
    let notes: Notes
    let clock: C
    var timeToEnd = Duration.zero

    func run() async throws {
        notes.add("runs")
        try await gracefulShutdown()
        notes.add("is asked to end")
        try await clock.sleep(for: timeToEnd)
        notes.add("has ended")
    }
}

@Suite("A test's world")
struct WorldTests {
    @Test("Moments come at their time, in their order, and one of the same instant at once")
    func moments() async throws {
        var seen: [String] = []
        try await simulate(seeds: [1], SimulationOptions(schedule: .fifo, verification: .none)) { world in
            func note(_ name: String) { seen.append("\(name) \(world.elapsed.components.seconds)") }
            world.at(.seconds(10)) {
                note("ten")
                world.after(.seconds(5)) { note("fifteen") }
                world.at(.seconds(10)) { note("at once") }
            }
            world.after(.seconds(2)) { note("two") }
            try world.run(for: .seconds(12))
            try world.run(until: .seconds(20))
            #expect(world.elapsed == .seconds(20))
        }
        #expect(seen == ["two 2", "ten 10", "at once 10", "fifteen 15"])
    }

    @Test("A replica is made anew from its ports after each crash, and SIGTERM shuts it down through its service group")
    func replicas() async throws {
        let notes = Notes()
        try await simulate(seeds: [1], SimulationOptions(verification: .none)) { world in
            let replica = Replica(named: "web-1", in: world) { process in
                notes.add("made \(process.process.name)#\(process.process.incarnation)")
                return Listener(notes: notes, clock: process.clock, timeToEnd: .seconds(2))
            }
            replica.start()
            try world.run(for: .seconds(1))
            replica.restart(after: .seconds(5))
            try world.run(for: .seconds(10))
            replica.terminate()
            try world.run(for: .seconds(1))
            notes.add("a second later")
            try world.run(for: .seconds(2))
            #expect(replica.process == nil, "A program ends with its service.")
        }
        #expect(
            notes.all == [
                "made web-1#0", "runs", "made web-1#1", "runs", "is asked to end", "a second later", "has ended",
            ])
    }

    @Test("A graceful shutdown that takes too long is cut off in virtual time")
    func longShutdowns() async throws {
        let notes = Notes()
        let found = try await issues {
            try await simulate(seeds: [1], .planted) { world in
                let replica = Replica(named: "web-1", in: world, longestShutdown: .seconds(30)) { process in
                    Listener(notes: notes, clock: process.clock, timeToEnd: .seconds(600))
                }
                replica.start()
                try world.run(for: .seconds(1))
                replica.terminate()
                try world.run(for: .seconds(60))
            }
        }
        #expect(notes.all == ["runs", "is asked to end"])
        #expect(found.first?.comments.first?.rawValue.contains("- web-1#0 threw ") == true)
        #expect(found.first?.comments.first?.rawValue.contains(" at 31 s") == true)
    }

    private struct Short: Service {
        func run() async throws {}
    }

    @Test("A service that returns although nobody asked it to fails the seed")
    func servicesThatReturn() async throws {
        let found = try await issues {
            try await simulate(seeds: [1], .planted) { world in
                Replica(named: "short-1", in: world) { _ in Short() }.start()
                try world.run(for: .seconds(60))
            }
        }
        #expect(found.first?.comments.first?.rawValue.contains("- short-1#0 threw ") == true)
    }

    /// Reads notes and keeps each in a store and with the host of an archive.
    private struct Archivist: Service {
        let consumer: any EventConsumer<Note>
        let store: any ObjectStore
        let caller: any HTTPCaller

        init(_ process: ProcessPorts) throws {
            var settings = ConsumerSettings(groupID: "archivists")
            settings.autoOffsetReset = .earliest
            settings.enableAutoCommit = false
            consumer = try process.makeConsumer(settings)
            store = process.makeStore(bucket: "notes")
            caller = process.makeCaller()
        }

        func run() async throws {
            try await consumer.subscribe(to: ["notes"], listener: nil)
            while true {
                for record in try await consumer.poll(timeout: .seconds(1)) {
                    guard case .event(let note) = record.value else { continue }
                    try await store.put(note.text, .value(note), condition: .absent)
                    let request = HTTPRequestHead(method: .post, scheme: "http", authority: "archive.test", path: "/")
                    _ = try await caller.call(request, body: .value(note), timeout: .seconds(5))
                    try await consumer.commit([record.topicPartition: record.offset + 1])
                }
            }
        }
    }

    private func archive(_ wire: PayloadForm) async throws -> SimulationReport {
        try await simulate(seeds: 0..<5, SimulationOptions(verification: .each, wire: wire)) { world in
            try world.addTopic("notes", partitions: 2)
            var received: [String] = []
            world.host("archive.test") { _, body in
                received.append((try? body.decode(as: Note.self).text) ?? "malformed")
                return .ok
            }
            for number in 1...2 { Replica(named: "archivist-\(number)", in: world) { try Archivist($0) }.start() }
            try world.publish(Note("first"), to: "notes", key: "a")
            try world.run(named: "writer") { process in
                let producer = try process.makeProducer(of: Note.self)
                _ = try await producer.send(ProducerRecord(topic: "notes", key: "b", value: Note("second")))
            }
            try world.run(for: .seconds(60))
            #expect(received.sorted() == ["first", "second"])
            #expect(try world.records(of: "notes").count == 2)
            #expect(world.store().objectCount(bucket: "notes") == 2)
            #expect(world.kafka.lag(group: "archivists") == 0)
        }
    }

    @Test("Kafka, hosts and stores are there by name, and either wire form makes the same runs")
    func infrastructure() async throws {
        let typed = try await archive(.typed)
        let bytes = try await archive(.bytes)
        #expect(typed.runs.count == 5 && typed.failed.isEmpty)
        #expect(typed.runs.map(\.trace) == bytes.runs.map(\.trace))
        #expect(Set(typed.runs.map(\.trace.value)).count == 5)
    }

    @Test("A topic is declared once, and before Kafka starts")
    func topics() async throws {
        try await simulate(seeds: [1]) { world in
            try world.addTopic("notes")
            #expect(throws: TopicRefusal.topicIsThere(topic: "notes")) { try world.addTopic("notes") }
            #expect(try world.records(of: "notes").isEmpty)
            #expect(throws: TopicRefusal.kafkaHasStarted(topic: "others")) { try world.addTopic("others") }
            #expect(throws: KafkaError.unknownTopicOrPartition(topic: "others")) { try world.records(of: "others") }
        }
    }

    @Test("A host that answers nothing lets its caller time out")
    func silentHosts() async throws {
        try await simulate(seeds: [1]) { world in
            world.host("silent.test") { _, _ in nil }
            #expect(throws: HTTPCallError.timedOut(authority: "silent.test", after: .seconds(5))) {
                try world.run { process in
                    let request = HTTPRequestHead(method: .get, scheme: "http", authority: "silent.test", path: "/")
                    _ = try await process.makeCaller().call(request, body: .empty, timeout: .seconds(5))
                }
            }
            #expect(world.elapsed == .seconds(5))
        }
    }

    @Test("A process that is started again under its name is the next incarnation, with ids of its own")
    func incarnations() async throws {
        try await simulate(seeds: [1]) { world in
            let ids = try (0..<3).map { _ in try world.run { process in process.surroundings.makeUUID() } }
            #expect(Set(ids).count == 3)
            #expect(world.start(named: "caller") { _ in }.incarnation == 3)
            try world.run(for: .seconds(1))
        }
    }
}
