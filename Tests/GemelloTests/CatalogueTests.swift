import Foundation
import Scenarios
import ShippedScenarios
import Testing

/// The scenarios of faults and the cases, each at its own seed, as its catalogue speaks of it.
@Suite("The scenarios of faults and the cases show what they say") struct CatalogueTests {
    /// Longer runs take a minute and more in a debug build; `.ci/run` names a release build, which runs all.
    private static let longestInDebug = Duration.seconds(4 * 3_600)

    private static let names =
        ScenarioFolder.namesOfFaults.map { "faults/\($0)" } + ScenarioFolder.namesOfCases.map { "cases/\($0)" }

    @Test("Its gates hold, each of its faults hits, and it ends as its catalogue says", arguments: names)
    func holds(_ name: String) throws {
        let scenario = try ScenarioFolder.load(name)
        let row = try #require(try ScenarioFolder.catalogue().first { $0[0] == "`\(name).yaml`" })
        try #require(row.count == 3)
        #expect(row[1] == scenario.description)
        #expect(!scenario.gates.isEmpty)
        let length = scenario.duration + scenario.healing
        guard BuiltProgram.isNamed || length <= Self.longestInDebug else { return }
        let program = try BuiltProgram()
        let ending = try program.run("run", ScenarioFolder.path(of: name), "--json", "--quiet")
        let run = try #require(try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
        let gates = try #require(run["gates"] as? [[String: Any]])
        #expect(gates.count == scenario.gates.count)
        for gate in gates { #expect(gate["held"] as? Bool == true, "\(gate)") }
        // A swarm draws its faults, and ends as its seed has it.
        guard name != "faults/swarm" else { return }
        #expect(row[2] == "\(ending.exitCode)", "\(run["violations"] ?? "")")
        let faults = try #require(run["faults"] as? [[String: Any]])
        #expect(faults.count == scenario.faults.count)
        for fault in faults { #expect((fault["hits"] as? Int ?? 0) > 0, "\(fault)") }
    }
}
