import Foundation
import ShippedScenarios
import Testing

@testable import Scenarios
@testable import Twin

@Suite("A run is the same whenever and however it is repeated")
struct DeterminismTests {
    private func hash(seed: UInt64, _ options: RunOptions = RunOptions(), settings: [String] = []) throws -> UInt64 {
        try TwinRun(scenario: ScenarioFolder.short(settings), seed: seed, options: options).findings().traceHash
    }

    @Test("Three runs of one seed have one trace hash, and another seed has another")
    func sameSeedSameHash() throws {
        let hashes = try (0..<3).map { _ in try hash(seed: 7) }
        #expect(Set(hashes).count == 1)
        #expect(try hash(seed: 8) != hashes[0])
    }

    @Test("Replications of one seed differ")
    func replicationsDiffer() throws {
        let scenario = try ScenarioFolder.short()
        let hashes = try (0..<2).map { try TwinRun(scenario: scenario, seed: 7, replication: $0).findings().traceHash }
        #expect(hashes[0] != hashes[1])
    }

    @Test("Values and bytes on the wire give one trace hash and the same measures")
    func wireFormsAgree() throws {
        let scenario = try ScenarioFolder.short()
        let typed = try TwinRun(scenario: scenario, seed: 3, wire: .typed).findings()
        let bytes = try TwinRun(scenario: scenario, seed: 3, wire: .bytes).findings()
        #expect(typed.traceHash == bytes.traceHash)
        for (first, second) in zip(typed.measures, bytes.measures) where !first.name.hasPrefix("cost.") {
            #expect(first.name == second.name)
            #expect(first.figure == second.figure, "\(first.name)")
        }
    }

    @Test("Runs on two threads side by side do not touch each other")
    func threadsSideBySide() async throws {
        let alone = try [hash(seed: 11), hash(seed: 12)]
        let together = try await withThrowingTaskGroup(of: (Int, UInt64).self) { group in
            for index in 0..<2 {
                group.addTask {
                    try await onOwnThread { (index, try hash(seed: UInt64(11 + index))) }
                }
            }
            return try await group.reduce(into: [UInt64](repeating: 0, count: 2)) { $0[$1.0] = $1.1 }
        }
        #expect(together == alone)
    }

    @Test("A run that writes its topics and tells its progress has the hash of one that does not")
    func watchingChangesNothing() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("topics-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let watched = RunOptions(topicsDirectory: folder.path, progress: { _ in })
        #expect(try hash(seed: 5, watched) == hash(seed: 5))
    }

    @Test("More pollers move no citizen: the same people come, and differ by the answers' delays alone")
    func streamsAreIndependent() throws {
        func submissions(_ settings: [String]) throws -> [Int64] {
            let outcome = try TwinRun(scenario: ScenarioFolder.short(settings), seed: 5).findings()
            return outcome.lifeLines.compactMap(\.submitted).sorted()
        }
        let one = try submissions([])
        let two = try submissions(["services.poller.replicas=2"])
        #expect(one.count > 20)
        #expect(one.count == two.count)
        for (first, second) in zip(one, two) { #expect(abs(first - second) < 2_000_000_000) }
    }

    @Test(
        "Verification finds nothing in a deterministic run, under either schedule",
        arguments: Scenario.Schedule.allCases)
    func verifies(_ schedule: Scenario.Schedule) throws {
        let scenario = try ScenarioFolder.short()
        let outcome = try TwinRun(scenario: scenario, seed: 2, schedule: schedule).verify().findings
        #expect(outcome.traceHash != 0)
        #expect(outcome.decisions.bytes.isEmpty == (schedule == .fifo))
    }

    private func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result(catching: body)) }.start()
        }
    }
}
