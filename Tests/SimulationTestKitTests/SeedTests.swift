import SimulationSamples
import SimulationTestKit
import Testing

@testable import SimulationTestKit

@Suite("Seeds")
struct SeedTests {
    @Test("Failed seeds go first, each once; the variable chooses one alone; no seed at all is refused")
    func plan() throws {
        let plan = try SeedPlan(0..<4, chosen: nil, failedBefore: [2, 9])
        #expect(Array(plan.seeds) == [2, 9, 0, 1, 3] && plan.count == 5)
        #expect(try Array(SeedPlan(0..<4, chosen: "17", failedBefore: [2]).seeds) == [17])
        #expect(try Array(SeedPlan([], chosen: nil, failedBefore: [2]).seeds) == [2])
        #expect(throws: SimulationRefusal.noSeeds) { try SeedPlan([], chosen: nil, failedBefore: []) }
        for text in ["", "-1", "1e3", "0..<4"] {
            #expect(throws: SimulationRefusal.unreadableSeed(variable: "SIMULATION_SEED", text: text)) {
                try SeedPlan(0..<4, chosen: text, failedBefore: [])
            }
        }
    }

    @Test("A soak of more seeds than fit into memory begins at once, and each of them is counted")
    func soak() throws {
        let some = try SeedPlan(0..<UInt64(Int.max), chosen: nil, failedBefore: [7])
        #expect(Array(some.seeds.prefix(3)) == [7, 0, 1] && some.count == UInt64(Int.max))
        let all = try SeedPlan(0...UInt64.max, chosen: nil, failedBefore: [])
        #expect(Array(all.seeds.prefix(2)) == [0, 1] && all.count == UInt64.max)
    }

    @Test("Seeds without an end are none for `simulate`")
    func seedsWithoutAnEnd() {
        // Never called: which `simulate` the compiler takes is its type.
        let call = { () async throws in try await simulate(seeds: 0..., .planted) { _ in } }
        #expect(type(of: call) == (() async throws -> TakenForWantOfABetterOne).self)
    }

    @Test("What is kept of failed seeds reads back, the latest first, call by call, and no more than a few")
    func keeping() {
        var kept = FailedSeeds()
        kept.add(3, of: "+4:9")
        kept.add(5, of: "+8:9")
        kept.add(4, of: "+4:9")
        kept.add(3, of: "+4:9")
        #expect(FailedSeeds(text: kept.text) == kept)
        #expect(kept.seeds(of: "+4:9") == [3, 4])
        kept.remove(3, of: "+8:9")
        kept.remove(4, of: "+4:9")
        #expect(kept.seeds(of: "+4:9") == [3] && kept.seeds(of: "+8:9") == [5])
        for seed in 0..<100 { kept.add(UInt64(seed), of: "+1:1") }
        #expect(kept.entries.count == FailedSeeds.most && kept.seeds(of: "+1:1").first == 99)
        #expect(FailedSeeds(text: "nonsense\n+1:1 x\n\n+1:1 7\n").entries == [.init(call: "+1:1", seed: 7)])
    }

    @Test("The command names the test as a shell and a regular expression take it")
    func command() {
        let test = TestIdentity(module: "Orders", names: ["Suite", "`it's [a] test`(of:)"], line: 10)
        #expect(
            test.command(repeating: 17)
                == #"SIMULATION_SEED=17 swift test --filter 'Orders\.Suite/`it'\''s \[a\] test`\(of:\)'"#)
        let other = TestIdentity(module: "Orders", names: ["Suite", "`it's [b] test`(of:)"], line: 10)
        #expect(test.fileName != other.fileName)
        #expect(test.fileName.allSatisfy { $0.isLetter || $0.isNumber || "-.".contains($0) })
    }

    @Test("A seed that failed is tried first by the same call until it passes")
    func triedFirst() async throws {
        var breaks = false
        func run() async throws -> [UInt64] {
            try await simulate(seeds: 0..<10, SimulationOptions(verification: .none)) { world in
                try world.run(for: .seconds(1))
                #expect(!breaks || world.seed < 6)
            }.runs.map(\.seed)
        }
        _ = try await run()
        breaks = true
        var orders: [[UInt64]] = []
        for _ in 1...2 { _ = try await issues { orders.append(try await run()) } }
        #expect(orders == [[0, 1, 2, 3, 4, 5, 6], [6]])
        breaks = false
        #expect(try await run() == [6, 0, 1, 2, 3, 4, 5, 7, 8, 9])
        #expect(try await run() == Array(0..<10))
    }

    @Test("Cases of one test that fail side by side keep all their seeds")
    func manyAtATime() async throws {
        let test = TestIdentity(Test.current, calledAt: #_sourceLocation)
        let memory = SeedMemory(of: test, calledAt: #_sourceLocation)
        try await withThrowingTaskGroup { group in
            for seed in 0..<20 as Range<UInt64> { group.addTask { try memory.add(seed) } }
            try await group.waitForAll()
        }
        #expect(memory.seeds.sorted() == Array(0..<20))
        for seed in 0..<20 as Range<UInt64> { try memory.remove(seed) }
        #expect(memory.seeds == [])
    }

    @Test("Cases of one test keep their seeds apart", arguments: ["a", "b"])
    func cases(letter: String) {
        let test = TestIdentity(Test.current, calledAt: #_sourceLocation)
        #expect(test.arguments == CaseArguments([Array("\"\(letter)\"".utf8)]))
        #expect(test.call(at: #_sourceLocation).contains("/"))
    }

    @Test("Seeds are kept in the build folder of the test's package, or in the temporary folder where there is none")
    func folder() {
        #expect(SeedMemory.folder(above: #filePath).path.hasSuffix("/.build/failed-seeds"))
        #expect(SeedMemory.folder(above: "/nowhere/Tests/A.swift").path.hasSuffix("/failed-seeds"))
        #expect(!SeedMemory.folder(above: "/nowhere/Tests/A.swift").path.contains(".build"))
    }

    @Test("All seeds are run on demand, and each in a fresh world")
    func allSeeds() async throws {
        var options = SimulationOptions.planted
        options.stopsAtFirstFailure = false
        var worlds: [Bool] = []
        let found = try await issues {
            let report = try await simulate(seeds: 0..<6, options) { world in
                worlds.append(world.elapsed == .zero)
                world.start(named: "one") { process in try await process.sleep(for: .seconds(1)) }
                try world.run(for: .seconds(2))
                #expect(world.seed % 2 == 0)
            }
            #expect(report.failed.map(\.seed) == [1, 3, 5])
        }
        #expect(worlds == Array(repeating: true, count: 6))
        #expect(found.count == 6)
    }

    @Test("A world is gone when its seed is over, whatever was done in it")
    func memory() async throws {
        weak var last: SimulatedWorld?
        try await simulate(seeds: [1]) { world in
            last = world
            try world.addTopic("notes")
            world.host("bank.test") { _, _ in .ok }
            let replica = Replica(named: "web-1", in: world) { Listener(notes: Notes(), clock: $0.clock) }
            replica.start()
            world.at(.seconds(5)) { try world.inject(.crash("web-1")) }
            world.start(named: "sleeper") { process in try await process.sleep(for: .seconds(600)) }
            try world.inject(.hostDown("bank.test"), for: .seconds(600), mayMiss: true)
            try world.run(for: .seconds(30))
        }
        #expect(last == nil)
    }

    @Test("A share of the seeds is run twice, the first among them")
    func verification() async throws {
        func runs(_ verification: SimulationOptions.Verification) async throws -> [UInt64] {
            var seen: [UInt64] = []
            try await simulate(seeds: 0..<5, SimulationOptions(verification: verification)) { seen.append($0.seed) }
            return seen
        }
        #expect(try await runs(.each) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
        #expect(try await runs(.oneIn(3)) == [0, 0, 1, 2, 3, 3, 4])
        #expect(try await runs(.none) == [0, 1, 2, 3, 4])
    }

    @Test("Shuffled seeds find an order that first come, first served has not")
    func schedules() async throws {
        func orders(_ schedule: SimulationOptions.Schedule) async throws -> Set<[String]> {
            var orders: Set<[String]> = []
            try await simulate(seeds: 0..<20, SimulationOptions(schedule: schedule)) { world in
                let notes = Notes()
                for name in ["a", "b"] { world.start(named: name) { _ in notes.add(name) } }
                try world.run(for: .seconds(1))
                orders.insert(notes.all)
            }
            return orders
        }
        #expect(try await orders(.fifo) == [["a", "b"]])
        #expect(try await orders(.shuffle) == [["a", "b"], ["b", "a"]])
    }
}

private struct TakenForWantOfABetterOne {}

/// Takes what the kit's own does not take.
@_disfavoredOverload
private func simulate(
    seeds: PartialRangeFrom<UInt64>, _ options: SimulationOptions, _ body: (SimulatedWorld) throws -> Void
) async throws -> TakenForWantOfABetterOne { TakenForWantOfABetterOne() }
