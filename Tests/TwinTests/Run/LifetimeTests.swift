import ShippedScenarios
import Testing
import VirtualTime

@testable import Twin

@Suite("What a run has made goes with it")
struct LifetimeTests {
    /// One for each part; nil when the part is gone.
    private struct Parts {
        weak var installation: Installation?
        weak var simulation: Simulation?
        weak var feed: WitnessFeed?
        var held: [String] {
            [
                installation == nil ? nil : "installation", simulation == nil ? nil : "simulation",
                feed == nil ? nil : "feed",
            ].compactMap(\.self)
        }
    }

    private func run(_ settings: [String]) throws -> (weak: Parts, others: [String: () -> AnyObject?]) {
        let installation = try Installation(
            TwinRun(scenario: ScenarioFolder.short(settings), seed: 1), journal: nil)
        try installation.advance(to: VirtualInstant(nanoseconds: 3_600_000_000_000))
        installation.close()
        var others: [String: () -> AnyObject?] = [:]
        func watch(_ name: String, _ object: AnyObject) {
            others[name] = { [weak object] in object }
        }
        watch("kafka", installation.kafka)
        watch("network", installation.network)
        watch("store", installation.store)
        watch("database", installation.database)
        watch("world", installation.world)
        watch("witness", installation.witness)
        return (Parts(installation: installation, simulation: installation.simulation, feed: installation.feed), others)
    }

    @Test("Nothing of an installation outlives its run", arguments: [[], ["swarm=true"]])
    func lifetimes(_ settings: [String]) throws {
        let (parts, others) = try run(settings)
        let held = others.keys.sorted().filter { others[$0]?() != nil }
        #expect(parts.held + held == [])
    }
}
