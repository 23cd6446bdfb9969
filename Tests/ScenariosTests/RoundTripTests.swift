import ShippedScenarios
import Testing
import VirtualTime

@testable import Scenarios

@Suite("A scenario's text is all of it")
struct RoundTripTests {
    /// What a run reads of a scenario, besides its text.
    private func parts(of scenario: Scenario) -> [String] {
        [
            "\(scenario.world)", "\(scenario.services.checkoutShare)", "\(scenario.infrastructure)",
            "\(scenario.faults)", "\(scenario.gates)", "\(scenario.start)", "\(scenario.measure)",
        ]
    }

    @Test("Every scenario that ships reads back from its text as itself", arguments: ScenarioFolder.names)
    func shipped(_ name: String) throws {
        let scenario = try ScenarioFolder.load(name)
        let again = try Scenario(text: scenario.text, source: "stored")
        #expect(again.text == scenario.text)
        #expect(again.identity == scenario.identity)
        #expect(again.faults == scenario.faults)
        #expect(again.gates == scenario.gates)
        let third = try Scenario(text: again.text)
        #expect(parts(of: third) == parts(of: again))
    }

    @Test("What a swarm draws reads back from the scenario's text as itself", arguments: 0..<200 as Range<UInt64>)
    func swarm(_ seed: UInt64) throws {
        let smoke = try ScenarioFolder.short()
        var draw = SwarmDraw(RandomStream(seed: seed, name: "faults/swarm", replication: 0), scenario: smoke)
        let faults = draw.faults()
        let scenario = try ScenarioFolder.short(["faults=\(FaultList(faults.map(\.entry)).text)"])
        let again = try Scenario(text: scenario.text)
        #expect(again.faults == faults)
        #expect(again.text == scenario.text)
        #expect(again.identity == scenario.identity)
    }

    @Test("A share that is no whole number of millionths keeps its worth")
    func fractions() throws {
        let scenario = try Scenario(text: "name: a")
        #expect(scenario.world.deadlineEveningShare == Ratio(1, in: 3))
        #expect(try Scenario(text: scenario.text).world.deadlineEveningShare == Ratio(1, in: 3))
        #expect(try Ratio(scalar: "2/7") == Ratio(2, in: 7))
        #expect(throws: ValueRefusal.self) { try Ratio(scalar: "3/2") }
        #expect(throws: ValueRefusal.self) { try Ratio(scalar: "1/0") }
    }

    @Test("Settings are applied on top of a stored text as on top of the file that it came from")
    func settingsOnText() throws {
        let settings = ["services.poller.loop_time=45s", "faults.0.restart=7s", "citizens.online=1/3"]
        let file = try ScenarioFolder.load("faults/crash-after-put", settings: settings)
        let stored = try ScenarioFolder.load("faults/crash-after-put").text
        #expect(try Scenario(text: stored, settings: settings).text == file.text)
    }

    @Test("Refusals of a setting on a stored text name the setting")
    func refusedSetting() throws {
        let stored = try ScenarioFolder.load("smoke").text
        let error = try #require(throws: ScenarioError.self) {
            try Scenario(text: stored, source: "run 7", settings: ["expect=[poller.calls vlue > 3]"])
        }
        #expect(error.place.source.hasPrefix("--set expect="))
        #expect(error.place.line == nil)
    }
}
