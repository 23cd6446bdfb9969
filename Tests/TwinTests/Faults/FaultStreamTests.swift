import Observation
import ShippedScenarios
import Testing
import VirtualTime

@testable import Scenarios
@testable import Twin

@Suite("A fault's randomness is its own")
struct FaultStreamTests {
    private static let first =
        "{kind: pause, target: payments-poller-1, rate: 4/h, length: {exponential: 20s}}"
    private static let second = "{kind: crash, target: checkout-api-1, rate: 3/h, restart: 5s}"
    private static let third =
        "{kind: host_error, target: ksqldb.test, rate: 5/h, length: {exponential: 30s}, share: 40%}"

    private func names(_ faults: [String]) throws -> [String] {
        FaultPlan(try ScenarioFolder.short(["faults=[\(faults.joined(separator: ", "))]"])).names
    }

    /// What happened to each fault, by its text: how often, when first and last, and for how long.
    private func occurrences(_ faults: [String]) throws -> [String: [Int64?]] {
        let scenario = try ScenarioFolder.short(["faults=[\(faults.joined(separator: ", "))]"])
        let outcome = try TwinRun(scenario: scenario, seed: 5).findings()
        return Dictionary(
            uniqueKeysWithValues: outcome.faults.map {
                ($0.text, [Int64($0.occurrences), $0.begin, $0.end, $0.activeNanoseconds])
            })
    }

    @Test("A fault that is taken away leaves the others as they were, and so does another order")
    func deleting() throws {
        let all = try occurrences([Self.first, Self.second, Self.third])
        let without = try occurrences([Self.first, Self.third])
        let turned = try occurrences([Self.third, Self.first])
        for fault in without.keys {
            #expect(all[fault] == without[fault], "\(fault)")
            #expect(turned[fault] == without[fault], "\(fault)")
        }
        #expect(without.count == 2)
        #expect(without.values.allSatisfy { ($0[0] ?? 0) > 1 }, "Each of them came several times.")
    }

    @Test("Two faults that say the same are told apart")
    func equalFaults() throws {
        let crash = "{kind: crash, target: core-1, rate: 2/h}"
        let names = try names([crash, Self.first, crash])
        #expect(Set(names).count == 3)
        #expect(try self.names([crash]) == [names[0]])
    }

    @Test("A name keeps a fault's randomness when something else of it changes")
    func named() throws {
        let short = "{kind: crash, name: mine, target: core-1, rate: 2/h, restart: 1s}"
        let long = "{kind: crash, name: mine, target: core-1, rate: 2/h, restart: 90s}"
        #expect(try names([short]) == names([long]))
        #expect(try names([short]) != names(["{kind: crash, target: core-1, rate: 2/h, restart: 1s}"]))
    }

    @Test("A name that two faults bear is refused at the second")
    func twice() throws {
        let text =
            "name: a\nfaults:\n  - {kind: crash, name: x, target: core-1, at: 1s}\n"
            + "  - {kind: crash, target: core-2, at: 1s, name: x}\n"
        let error = try #require(throws: ScenarioError.self) { try Scenario(text: text, source: "s.yaml") }
        #expect(error.place == .init(source: "s.yaml", line: 4, column: 49))
        #expect(error.description.contains("faults.0 has the name `x`, too; choose another"), "\(error)")
    }
}
