import ShippedScenarios
import Testing

@testable import Scenarios

/// Half an hour of the smoke scenario and an hour of healing, with one fault of each kind.
@Suite("Every kind of fault hits, shows, ends with healing and repeats")
struct FaultKindTests {
    private static func tell(_ settings: [String], wire: String = "typed") throws -> ToldRun {
        let settings = ["duration=30min", "healing=1h", "expect=[]"] + settings
        return try BuiltProgram().tell("smoke", seed: 1, settings: settings, wire: wire)
    }

    /// Without any fault, as most cases compare.
    private static let calm = Result { try tell([]) }

    @Test("There is a case of every kind")
    func allKinds() { #expect(FaultExample.all.map(\.kind) == FaultKind.allCases.map(\.rawValue)) }

    @Test(
        "It hits, its cost shows, it is over when healing begins, and both wire forms agree",
        arguments: FaultExample.all)
    func shows(_ example: FaultExample) throws {
        let setting = "faults=[\(example.fault)]"
        let without = try example.settings.isEmpty ? Self.calm.get() : Self.tell(example.settings)
        let typed = try Self.tell(example.settings + [setting])
        let bytes = try Self.tell(example.settings + [setting], wire: "bytes")
        #expect(typed.traceHash == bytes.traceHash)
        #expect(typed.traceHash != without.traceHash)
        let fault = try #require(typed.faults.first)
        #expect(typed.faults == bytes.faults)
        #expect(fault.kind == example.kind)
        #expect(fault.occurrences > 0)
        #expect(fault.hits > 0)
        #expect(try #require(fault.end) <= 1_800)
        let (before, after) = try (without.figure(example.measure), typed.figure(example.measure))
        #expect(after > before, "\(example.measure): \(before) without, \(after) with")
    }
}
