import Testing
import VirtualTime

@Suite struct VerificationTests {
    @Test("A world that repeats itself shows no difference")
    func aWorldThatRepeatsItself() throws {
        let difference = try Verification.compare { journal in _ = SmallWorld(seed: 7, journal: journal).run() }
        #expect(difference == nil)
    }

    @Test("A journal does not change the hash")
    func aJournalDoesNotChangeTheHash() throws {
        let journal = try TraceJournal()
        #expect(SmallWorld(seed: 7, journal: journal).run() == SmallWorld(seed: 7).run())
        #expect(journal.recorded > 2_000)
    }

    @Test("The first different decision is named with its place")
    func theFirstDifferentDecision() throws {
        var runs: Int64 = 0
        var line = 0
        let difference = try Verification.compare { journal in
            runs += 1
            let extra = runs
            let simulation = Simulation(.init(seed: 1, journal: journal))
            let process = simulation.makeProcess(named: "fickle", incarnation: 2)
            line = #line + 3
            process.start {
                try? await process.sleep(nanoseconds: 1_000)
                try? await process.sleep(nanoseconds: 100 + extra)
            }
            simulation.run()
        }
        let found = try #require(difference?.difference)
        #expect(found.expected?.process == "fickle#2")
        #expect(found.actual?.instant.nanoseconds == 1_000)
        #expect(found.actual?.file == "VirtualTimeTests/VerificationTests.swift")
        #expect(found.actual?.line == line)
        #expect(found.index == 5)
        #expect(found.description.contains("fickle#2"))
    }

    @Test("Of two simulations with one journal each has the names of its own processes")
    func twoSimulations() throws {
        var runs: Int64 = 0
        let finding = try Verification.compare { journal in
            runs += 1
            let extra = runs
            let simulations = (0..<2).map { Simulation(.init(seed: $0, journal: journal)) }
            let fickle = simulations[0].makeProcess(named: "fickle")
            let steady = simulations[1].makeProcess(named: "steady")
            steady.start { try? await steady.sleep(nanoseconds: 1) }
            fickle.start { try? await fickle.sleep(nanoseconds: extra) }
            for simulation in simulations { simulation.run() }
        }
        let found = try #require(finding?.difference)
        #expect(found.expected?.process == "fickle#0" && found.actual?.process == "fickle#0")
    }

    @Test("A different delivery is named with its place")
    func aDifferentDeliveryIsNamed() throws {
        var runs: UInt64 = 0
        var line = 0
        let difference = try Verification.compare { journal in
            runs += 1
            let simulation = Simulation(.init(seed: 1, journal: journal))
            simulation.note(1)
            line = #line + 1
            simulation.note(runs)
        }
        let found = try #require(difference?.difference)
        #expect(found.actual?.line == line)
        #expect(found.index == 1)
        #expect(found.expected?.description != found.actual?.description)
        #expect(found.description.contains("(1, 0) in world") && found.description.contains("(2, 0) in world"))
    }

    @Test("What is said differently is named, by the names that either run gives it")
    func whatIsSaidDifferentlyIsNamed() throws {
        func difference(_ says: @escaping (Simulation, _ isFirst: Bool) -> Void) throws -> Difference {
            var runs = 0
            let finding = try Verification.compare { journal in
                runs += 1
                let simulation = Simulation(.init(seed: 1, journal: journal))
                // More names than one buffer of the journal holds.
                for number in 0..<10_000 as Range<UInt64> {
                    simulation.note(digest: number, of: "word \(number) of those that are the same")
                }
                says(simulation, runs == 1)
            }
            return try #require(finding?.difference)
        }
        let other = try difference { $0.note(digest: $1 ? 1 : 2, of: "the \($1 ? "first" : "other") word") }
        #expect(other.index == 10_000)
        #expect(other.expected?.subject == "the first word" && other.actual?.subject == "the other word")
        #expect(other.description.contains("something is said: the first word (digest 1) in world"))
        let renamed = try difference { $0.note(digest: 1, of: $1 ? "a" : "longer") }
        #expect(renamed.expected?.subject == "a" && renamed.actual?.subject == "longer")
        let shorter = try difference { if $1 { $0.note(digest: 1, of: "the last word") } }
        #expect(shorter.expected?.subject == "the last word" && shorter.actual == nil)
        let unlike = try difference { if $1 { $0.note(digest: 1, of: "a word") } else { $0.note(1) } }
        #expect(unlike.expected?.subject == "a word" && unlike.actual?.subject == nil)
    }

    @Test("A run that is shorter is a difference", arguments: [true, false])
    func aRunThatIsShorterIsADifference(secondIsShorter: Bool) throws {
        var runs = 0
        let difference = try Verification.compare { journal in
            runs += 1
            let simulation = Simulation(.init(seed: 1, journal: journal))
            for number in 0..<10_000 as Range<UInt64> { simulation.note(number) }
            if (runs == 1) == secondIsShorter { simulation.note(5) }
        }
        let found = try #require(difference?.difference)
        #expect(found.index == 10_000)
        #expect((found.actual == nil) == secondIsShorter)
        #expect((found.expected == nil) == !secondIsShorter)
    }

    @Test("Who did what a shorter run lacks is named", arguments: [0, 1])
    func whatAShorterRunLacks(shorter: Int) throws {
        var runs = 0
        let finding = try Verification.compare { journal in
            let sleeps = runs == shorter ? 1 : 2
            runs += 1
            let simulation = Simulation(.init(seed: 1, journal: journal))
            let process = simulation.makeProcess(named: "sleeper", incarnation: 3)
            process.start { for _ in 0..<sleeps { try? await process.sleep(nanoseconds: 1_000) } }
            simulation.run()
        }
        let found = try #require(finding?.difference)
        #expect((found.expected ?? found.actual)?.process == "sleeper#3")
    }

    @Test("A folder that is not there is an error")
    func aFolderThatIsNotThereIsAnError() {
        #expect(throws: TraceJournal.Failure.cannotCreate(folder: "/no/such/folder", errno: 2)) {
            try Verification.compare(folder: "/no/such/folder") { _ in }
        }
    }
}
