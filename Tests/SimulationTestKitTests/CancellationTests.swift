import Foundation
import SimulationTestKit
import Testing

private let isPlanted = ProcessInfo.processInfo.environment["PLANTED_DEFECTS"] != nil

/// What the test below runs in a process of its own.
@Suite("Planted cancellations", .enabled(if: isPlanted))
struct PlantedCancellations {
    @Test func byTheBody() async throws {
        try await simulate(seeds: 0..<3, .planted) { world in
            _ = Replica(named: "web-1", in: world) { _ in throw CancellationError() }
            try Test.cancel("not today")
        }
    }

    @Test func byAProcess() async throws {
        try await simulate(seeds: 0..<3, .planted) { world in
            world.start(named: "clerk") { _ in try Test.cancel("not today") }
            try world.run(for: .seconds(3))
            Issue.record("time does not go on")
        }
    }

    @Test func byAMoment() async throws {
        try await simulate(seeds: 0..<3, .planted) { world in
            world.at(.seconds(1)) { try Test.cancel("not today") }
            try world.run(for: .seconds(3))
            Issue.record("time does not go on")
        }
    }
}

@Suite("A test that is cancelled", .enabled(if: !isPlanted))
struct CancellationTests {
    @Test("It is cancelled and has not failed, whoever does so", arguments: ["byTheBody", "byAProcess", "byAMoment"])
    func isNoFailure(test: String) throws {
        let run = try ChildProcess("swift test --filter PlantedCancellations/\(test)")
        #expect(run.status == 0 && run.output.contains("not today"), "\(run.output)")
        #expect(!run.output.contains("fails") && !run.output.contains("time does not go on"), "\(run.output)")
    }
}
