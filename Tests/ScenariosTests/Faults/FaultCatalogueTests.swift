import ShippedScenarios
import Testing

@testable import Scenarios

@Suite("The catalogue of faults is that of the code")
struct FaultCatalogueTests {
    @Test("The catalogue of scenarios names no file that is not there")
    func catalogueIsTrue() throws {
        let listed = try ScenarioFolder.catalogue().map { $0[0] }.filter { $0.hasPrefix("`faults/") }
        #expect(listed.sorted() == ScenarioFolder.namesOfFaults.map { "`faults/\($0).yaml`" })
        #expect(ScenarioFolder.namesOfFaults.count >= 20)
    }

    @Test("The table of kinds in the catalogue is that of the code")
    func tableOfKinds() throws {
        let rows = try ScenarioFolder.catalogue().filter { $0.count == 5 }
        #expect(rows == FaultDefinition.all.map(Self.row))
    }

    @Test("The table of keys in the catalogue is that of the code")
    func tableOfKeys() throws {
        let rows = try ScenarioFolder.catalogue().filter { $0.count == 4 }
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
