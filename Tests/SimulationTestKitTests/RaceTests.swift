import SimulationSamples
import SimulationTestKit
import Testing

@Suite("Races")
struct RaceTests {
    private enum Update: CaseIterable { case blind, compareAndSwap }

    /// Adds one to a number in a store, at some moment of two seconds.
    private func add(_ update: Update, in process: ProcessPorts) async throws {
        let store = process.makeStore(bucket: "numbers")
        var chance = process.process.simulation.stream("moment of \(process.process.name)")
        try await process.sleep(for: .microseconds(chance.next(below: 2_000_000)))
        while true {
            let before = try await store.get("number")
            let number = Int(try before?.body.decode(as: Note.self).text ?? "0") ?? 0
            let condition: PutCondition =
                switch update {
                case .blind: .none
                case .compareAndSwap: before.map { .version($0.version) } ?? .absent
                }
            do {
                try await store.put("number", .value(Note("\(number + 1)")), condition: condition)
                return
            } catch ObjectStoreError.preconditionFailed { continue }
        }
    }

    private func run(_ update: Update) async throws -> SimulationReport {
        try await simulate(seeds: 0..<200, .planted) { world in
            for name in ["a", "b"] { world.start(named: name) { process in try await add(update, in: process) } }
            try world.run(for: .seconds(10))
            let number = try world.run { process in
                try await process.makeStore(bucket: "numbers").get("number")?.body.decode(as: Note.self).text
            }
            #expect(number == "2")
        }
    }

    @Test("A lost update is found by a seed, the same one each time; where nothing is lost, every seed passes")
    func lostUpdates() async throws {
        var found: [UInt64?] = []
        for _ in 1...2 { _ = try await issues { found.append(try await run(.blind).failed.first?.seed) } }
        let seed = try #require(found[0])
        #expect(found[1] == seed && seed > 0)
        #expect(try await run(.compareAndSwap).runs.count == 200)
    }
}
