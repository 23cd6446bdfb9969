import Testing
import VirtualTime

@testable import Scenarios
@testable import Twin

@Suite("A swarm draws its faults by the seed")
struct SwarmTests {
    private func drawn(_ seed: UInt64) throws -> [FaultSpecification] {
        let scenario = try ScenarioFolder.short()
        var draw = SwarmDraw(RandomStream(seed: seed, name: "faults/swarm", replication: 0), scenario: scenario)
        return draw.faults()
    }

    @Test("Some seeds are calm and some wild, and over many every row of the table comes up")
    func variety() throws {
        let lists = try (0..<200).map { try drawn(UInt64($0)) }
        #expect(lists.map(\.count).min() ?? 0 <= 3)
        #expect(lists.map(\.count).max() ?? 0 >= 15)
        let kinds = Set(lists.flatMap { $0.map(\.kind) })
        #expect(SwarmRow.table.allSatisfy { kinds.contains($0.kind) })
        let rates = lists.flatMap { $0.compactMap { $0.rate?.perSecond } }
        #expect((rates.max() ?? 0) > 15 * (rates.min() ?? 1), "Weights are wildly different.")
    }

    @Test("What is drawn is what a scenario may say", arguments: 0..<60 as Range<UInt64>)
    func isWellFormed(_ seed: UInt64) throws {
        let faults = try drawn(seed)
        let scenario = try ScenarioFolder.short(["faults=\(FaultList(faults).text)"])
        #expect(scenario.faults.faults == faults)
    }

    @Test("The drawn list repeats the run by hand, hash and all", arguments: [1, 2, 3] as [UInt64])
    func byHand(_ seed: UInt64) throws {
        let own = "faults=[{kind: crash, target: core-1, at: 10min}]"
        let swarm = try TwinRun(scenario: ScenarioFolder.short(["swarm=true", own]), seed: seed).run()
        let text = try #require(swarm.drawnFaults)
        let byHand = try Scenario(text: "name: a\n" + text)
        let repeated = try TwinRun(
            scenario: ScenarioFolder.short(["faults=\(byHand.faults.text)"]), seed: seed
        ).run()
        #expect(repeated.traceHash == swarm.traceHash)
        #expect(repeated.faults == swarm.faults)
        #expect(swarm.faults.first?.kind == "crash", "The scenario's own faults come first.")
        #expect(repeated.drawnFaults == nil)
    }

    @Test("Another seed draws other faults, and one seed of a swarm verifies")
    func repeats() throws {
        #expect(try drawn(1) != drawn(2))
        let outcome = try TwinRun(scenario: ScenarioFolder.short(["swarm=true"]), seed: 4).verify()
        #expect(outcome.drawnFaults != nil)
    }
}
