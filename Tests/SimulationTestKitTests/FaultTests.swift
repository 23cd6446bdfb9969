import HTTPTypes
import SimulationSamples
import SimulationTestKit
import Testing

@Suite("Faults by a scenario's words")
struct FaultTests {
    /// Asks the bank for as long as it is asked to and notes the answers.
    private func ask(_ world: SimulatedWorld, from name: String, _ notes: Notes) {
        world.start(named: name) { process in
            let caller = process.makeCaller()
            while true {
                let request = HTTPRequestHead(method: .get, scheme: "http", authority: "bank.test", path: "/")
                let outcome: String
                do {
                    outcome = "\(try await caller.call(request, body: .empty, timeout: .seconds(1)).status.code)"
                } catch let error as HTTPCallError {
                    outcome = if case .timedOut = error { "late" } else { "refused" }
                }
                notes.add("\(process.world.elapsed.components.seconds) \(outcome)")
                try await process.sleep(for: .seconds(10))
            }
        }
    }

    @Test("A fault begins when it is injected and ends after its length, or when it is told to")
    func beginAndEnd() async throws {
        let notes = Notes()
        try await simulate(seeds: [1], SimulationOptions(verification: .none)) { world in
            world.host("bank.test") { _, _ in .ok }
            ask(world, from: "clerk", notes)
            world.at(.seconds(5)) { try world.inject(.hostDown("bank.test"), for: .seconds(10)) }
            try world.run(until: .seconds(25))
            let cut = try world.inject(.linkPartition(from: "clerk", to: "bank.*"))
            try world.run(until: .seconds(40))
            try cut.end()
            #expect(cut.hits.hit == 1)
            try world.run(until: .seconds(60))
        }
        #expect(notes.all.map { $0.split(separator: " ")[1] } == ["200", "late", "200", "late", "200", "200"])
    }

    @Test("Replicas crash and come back, pause, and have clocks that are off")
    func processes() async throws {
        let notes = Notes()
        try await simulate(seeds: [1], SimulationOptions(verification: .none)) { world in
            let replica = Replica(named: "web-1", in: world) { process in
                notes.add("#\(process.process.incarnation) at \(world.elapsed.components.seconds)")
                return Listener(notes: Notes(), clock: process.clock)
            }
            replica.start()
            world.at(.seconds(5)) { try world.inject(.crash("web-*", restart: .seconds(3))) }
            try world.run(until: .seconds(10))
            try world.inject(.pause("web-1"), for: .seconds(5))
            #expect(replica.process?.state == .paused)
            try world.run(until: .seconds(20))
            #expect(replica.process?.state == .running)
            let offset = try world.inject(.clockOffset("web-1", by: .seconds(3_600)))
            let right = replica.wallClock.read(at: world.simulation.now).advanced(by: .seconds(-3_600))
            try offset.end()
            #expect(replica.wallClock.read(at: world.simulation.now) == right)
        }
        #expect(notes.all == ["#0 at 0", "#1 at 8"])
    }

    @Test("Kafka and stores are befallen by name")
    func kafkaAndStores() async throws {
        try await simulate(seeds: [1]) { world in
            try world.addTopic("notes")
            let lost = try world.inject(.kafkaAcknowledgementLost("notes"), for: .seconds(1))
            let failing = try world.inject(.storePutFails(bucket: "notes"), for: .seconds(600))
            try world.run(named: "writer") { process in
                let producer = try process.makeProducer(of: Note.self)
                _ = try await producer.send(ProducerRecord(topic: "notes", key: nil, value: Note("a")))
                await #expect(throws: ObjectStoreError.self) {
                    try await process.makeStore(bucket: "notes").put("a", .value(Note("a")), condition: .none)
                }
            }
            #expect(lost.hits.hit > 0 && failing.hits.hit == 1)
        }
    }

    @Test("What a fault cannot do where it is aimed is refused by name")
    func refusals() async throws {
        try await simulate(seeds: [1]) { world in
            try world.addTopic("notes")
            world.host("bank.test") { _, _ in .ok }
            func refusal(_ fault: InfrastructureFault, for length: Duration? = nil) -> FaultRefusal? {
                do throws(FaultRefusal) {
                    try world.inject(fault, for: length)
                    return nil
                } catch { return error }
            }
            let delay = Distribution.constant(.seconds(1))
            let untargeted: [InfrastructureFault] = [
                .crash("nobody"), .clockStep("nobody", by: .seconds(1)), .hostDown("bnak.test"),
                .linkDelay(to: "bnak.test", by: delay), .kafkaBrokerDown(1), .kafkaProduceLost("others"),
                .kafkaLeaderFailover("notes", to: 1),
            ]
            for fault in untargeted { #expect(refusal(fault) == .noTarget(fault)) }
            Replica(named: "web-1", in: world) { Listener(notes: Notes(), clock: $0.clock) }.start()
            #expect(refusal(.crash("web-1"), for: .seconds(1)) == .noLength(.crash("web-1")))
            let slow = InfrastructureFault.hostSlowStart("bank.test", factorPercent: 300)
            #expect(refusal(slow) == .needsLength(slow) && refusal(slow, for: .seconds(1)) == nil)
            ask(world, from: "clerk", Notes())
            try world.run(for: .milliseconds(500))
            let lag = InfrastructureFault.kafkaReplicationLag(0)
            #expect(refusal(lag) == .needsCopies(lag))
            #expect("\(FaultRefusal.noTarget(.crash("nobody")))" == "crash nobody: nothing of this name is there")
        }
    }
}
