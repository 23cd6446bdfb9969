import Foundation
import Testing

@testable import Scenarios
@testable import Twin

/// The rows of the tables in `Scenarios/README.md`.
enum ScenarioCatalogue {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Scenarios")

    /// The cells of each row whose first cell is a word in backquotes.
    static func rows() throws -> [[String]] {
        let text = try String(contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
            line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
    }

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("faults").path))
        return (files ?? []).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }()
}

@Suite("The scenarios of faults show what they say")
struct FaultScenarioTests {
    @Test("Its gates hold, and its verdict is the one that the catalogue names", arguments: ScenarioCatalogue.names)
    func holds(_ name: String) throws {
        let scenario = try ScenarioFolder.load("faults/\(name)")
        let outcome = try TwinRun(scenario: scenario).run()
        #expect(scenario.gates.count >= 2)
        #expect(outcome.gates.filter { !$0.held }.isEmpty, "\(outcome.gates)")
        let row = try #require(try ScenarioCatalogue.rows().first { $0[0] == "`faults/\(name).yaml`" })
        #expect(row.count == 3)
        #expect(row[1] == scenario.description)
        #expect(row[2] == "\(outcome.verdict.rawValue)" || name == "swarm", "\(outcome.violations.prefix(3))")
        #expect(outcome.faults.allSatisfy { $0.hits > 0 } || name == "swarm")
    }

    @Test("The catalogue of scenarios names no file that is not there")
    func catalogueIsTrue() throws {
        let listed = try ScenarioCatalogue.rows().map { $0[0] }.filter { $0.hasPrefix("`faults/") }
        #expect(listed.sorted() == ScenarioCatalogue.names.map { "`faults/\($0).yaml`" })
        #expect(ScenarioCatalogue.names.count >= 20)
    }

    @Test("The table of kinds in the catalogue is that of the code")
    func tableOfKinds() throws {
        let rows = try ScenarioCatalogue.rows().filter { $0.count == 5 }
        #expect(rows == FaultDefinition.all.map(Self.row))
    }

    @Test("The table of keys in the catalogue is that of the code")
    func tableOfKeys() throws {
        let rows = try ScenarioCatalogue.rows().filter { $0.count == 4 }
        #expect(rows == FaultField.all.map { ["`\($0.name)`", $0.meaning, $0.expected, Self.kinds(of: $0.name)] })
    }

    /// Kind, target, what it does, its own keys, what its hits count.
    private static func row(_ definition: FaultDefinition) -> [String] {
        let keys = definition.required.map { "**`\($0)`**" } + definition.optional.map { "`\($0)`" }
        let when = definition.moment == .needed ? ["**`when`**"] : []
        return [
            "`\(definition.kind.rawValue)`", definition.target.rawValue, definition.meaning,
            (when + keys + (definition.lasts ? ["`length`"] : [])).joined(separator: ", "), definition.hitUnit,
        ]
    }

    private static func kinds(of key: String) -> String {
        let kinds = FaultDefinition.all.filter { $0.keys.contains(key) }
        if kinds.count == FaultDefinition.all.count { return "all" }
        return kinds.count > 12 ? "\(kinds.count) kinds" : kinds.map(\.kind.rawValue).joined(separator: ", ")
    }
}
