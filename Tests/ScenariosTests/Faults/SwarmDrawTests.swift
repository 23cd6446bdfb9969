import ShippedScenarios
import Testing
import VirtualTime

@testable import Scenarios

@Suite("A swarm draws its faults by the seed")
struct SwarmDrawTests {
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
        let rates = lists.flatMap { faults in
            faults.compactMap { if case .random(let rate, _) = $0.beginning { rate.perSecond } else { nil } }
        }
        #expect((rates.max() ?? 0) > 15 * (rates.min() ?? 1), "Weights are wildly different.")
    }

    @Test("What is drawn is what a scenario may say", arguments: 0..<60 as Range<UInt64>)
    func isWellFormed(_ seed: UInt64) throws {
        let faults = try drawn(seed)
        let scenario = try ScenarioFolder.short(["faults=\(FaultList(faults.map(\.entry)).text)"])
        #expect(scenario.faults == faults)
    }

    @Test("Another seed draws other faults")
    func bySeed() throws { #expect(try drawn(1) != drawn(2)) }
}
