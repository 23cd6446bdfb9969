import Observation
import Scenarios
import ServicePorts
import ShippedScenarios
import Testing

@testable import Twin

/// A mistake in one line of a service must not go unseen: each is put between the service and its port, and the promise
/// that it breaks must name it.
@Suite("A mistake in a service is noticed by its promise")
struct PlantedDefectTests {
    private static let seedsMax: UInt64 = 40

    private func twin(_ seed: UInt64, _ settings: [String], _ wrapping: PortWrapping) throws -> TwinRun {
        let scenario = try ScenarioFolder.short(["duration=30min", "healing=2h"] + settings)
        var twin = TwinRun(scenario: scenario, seed: seed)
        twin.wrapping = wrapping
        return twin
    }

    @Test("Each planted mistake is named by its promise", arguments: PlantedDefect.all)
    func isNoticed(_ defect: PlantedDefect) throws {
        for seed in 1...Self.seedsMax {
            let findings = try twin(seed, defect.settings, defect.wrapping()).findings()
            guard let found = findings.violations.first(where: { $0.invariant == defect.promise.rawValue }) else {
                continue
            }
            #expect(!found.message.isEmpty)
            // Harm that the rules allow makes no verdict by itself.
            if defect.promise.grade != .service { #expect(findings.verdict >= .stuck) }
            return
        }
        Issue.record("\(defect.promise.rawValue) does not notice it in \(Self.seedsMax) seeds")
    }

    @Test("Without the mistake the same scenarios hold, and no promise is broken", arguments: scenarios)
    func calm(_ settings: [String]) throws {
        let plain = try twin(1, settings, .none).findings()
        let named = Set(plain.violations.map(\.invariant))
        let planted = PlantedDefect.all.filter { $0.settings == settings }.map(\.promise.rawValue)
        #expect(named.isDisjoint(with: planted), "\(plain.violations.prefix(2))")
    }

    private static let scenarios = Array(Set(PlantedDefect.all.map(\.settings))).sorted { $0.joined() < $1.joined() }

    @Test("Wrapped ports that change nothing leave the run as it is, to its trace hash", arguments: 1...3)
    func wrappingItselfChangesNothing(_ seed: UInt64) throws {
        var wrapping = PortWrapping()
        wrapping.caller = { base, _ in ChangedCaller(base: base) { try await $2($0, $1) } }
        wrapping.server = { base, _ in ChangedServer(base: base) { try await $2($0, $1) } }
        wrapping.producer = { base, _ in ChangedProducer(base: base) { [$0] } }
        wrapping.payments = { base, _ in ChangedConsumer(base: base) }
        wrapping.applications = { base, _ in ChangedConsumer(base: base) }
        wrapping.store = { base, _ in ChangedStore(base: base) }
        let plain = try twin(seed, [], .none).findings()
        let wrapped = try twin(seed, [], wrapping).findings()
        #expect(wrapped.traceHash == plain.traceHash)
        #expect(wrapped.violations == plain.violations)
    }

    @Test("Every promise has two mistakes, of two services unless it stands in the table of those that one can break")
    func everyPromiseIsTried() {
        for promise in Invariant.allCases {
            let defects = PlantedDefect.all.filter { $0.promise == promise }
            #expect(defects.count >= 2, "\(promise.rawValue)")
            let services = Set(defects.map(\.service))
            if let alone = SoleBreaker.all.first(where: { $0.promise == promise }) {
                #expect(services == [alone.service], "\(promise.rawValue)")
            } else {
                #expect(services.count >= 2, "\(promise.rawValue)")
            }
        }
    }

    @Test("Where one service alone can break a promise, who calls whom says so", arguments: ScenarioFolder.names)
    func isAlone(_ name: String) throws {
        let deployment = try ScenarioFolder.load(name).deployment
        for alone in SoleBreaker.all {
            #expect(alone.isAlone(deployment), "\(alone.promise.rawValue): \(alone.reason)")
        }
        #expect(Set(SoleBreaker.all.map(\.promise)).count == SoleBreaker.all.count)
    }
}
