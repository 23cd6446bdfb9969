import SimulationTestKit
import Testing

@Suite("What nothing comes by for")
struct UsageTests {
    private func told(_ options: SimulationOptions, _ body: (SimulatedWorld) throws -> Void) async throws -> [String] {
        try await issues { try await simulate(seeds: 0..<3, options, body) }.map { $0.comments.first?.rawValue ?? "" }
    }

    private func tolerating(_ tolerances: LeakTolerance...) -> SimulationOptions {
        var options = SimulationOptions.planted
        options.toleratedLeaks = tolerances
        return options
    }

    private func nap(_ world: SimulatedWorld) throws {
        // A leak in one seed is enough.
        let isSleeping = world.seed == 1
        world.start(named: "napper") { process in
            if isSleeping { try await Task.sleep(for: .seconds(1)) }
            try await process.sleep(for: .seconds(1))
        }
        try world.run(for: .seconds(5))
    }

    @Test("A tolerance that meets a leak in one seed is no issue")
    func aToleranceThatIsNeeded() async throws {
        #expect(try await told(tolerating(LeakTolerance(.realClockSleep, in: "nap*")), nap) == [])
    }

    @Test("A tolerance for a process that never was, and one that meets no leak in any seed, are issues of the test")
    func tolerances() async throws {
        let options = tolerating(
            LeakTolerance(.realClockSleep, in: "napper"), LeakTolerance(.realClockSleep, in: "nobody"),
            LeakTolerance(.systemRandomness, in: "nap*"), LeakTolerance(.resumedOnOtherThread, in: "napper"))
        #expect(
            try await told(options, nap) == [
                "The tolerance of realClockSleep in nobody is for no process: in 3 seeds the test started napper. "
                    + "Take it away, or mend the name.",
                "The tolerance of systemRandomness in nap* has met no leak in 3 seeds: take it away, since it would "
                    + "hide the next one.",
            ])
    }

    @Test("A fault that nothing comes by for in any seed is an issue at the place where it is injected")
    func faults() async throws {
        let line = #line + 6
        let found = try await issues {
            try await simulate(seeds: 0..<3, .planted) { world in
                world.host("bank.test") { _, _ in .ok }
                _ = world.store()
                try world.addTopic("notes")
                try world.inject(.linkDelay(from: "nobody", to: "bank.test", by: .constant(.seconds(1))))
                try world.inject(.storePutFails(bucket: "nothing"), for: .seconds(1))
                try world.inject(.storeUnavailable(bucket: "nothing"), for: .seconds(1), mayMiss: true)
                try world.inject(.kafkaDelay(clients: "nobody", by: .constant(.seconds(1))), for: .seconds(1))
                try world.run(for: .seconds(5))
            }
        }
        #expect(found.map { $0.sourceLocation?.line } == [line, line + 1, line + 3])
        let text = found.first?.comments.first?.rawValue ?? ""
        #expect(text.hasPrefix("The fault link_delay nobody -> bank.test has had nothing to befall in 3 seeds: "))
    }

    @Test("A fault that has something to befall in one seed is no issue")
    func aFaultThatIsMet() async throws {
        let texts = try await told(.planted) { world in
            let replica = Replica(named: "web-1", in: world) { Listener(notes: Notes(), clock: $0.clock) }
            replica.start()
            if world.seed != 1 { replica.crash() }
            try world.inject(.crash("web-1"))
            try world.run(for: .seconds(60))
        }
        #expect(texts == [])
    }

    @Test("Where a seed fails, that is told alone")
    func whereASeedFails() async throws {
        let texts = try await told(tolerating(LeakTolerance(.realClockSleep, in: "nobody"))) { world in
            try world.run(for: .seconds(1))
            #expect(world.seed == 0)
        }
        #expect(texts.count == 2 && texts[1].hasPrefix("Seed 1 fails"))
    }
}
