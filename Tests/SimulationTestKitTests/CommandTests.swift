import Foundation
import SimulationTestKit
import Testing

private let isPlanted = ProcessInfo.processInfo.environment["PLANTED_DEFECTS"] != nil

/// What the tests below run in a process of its own.
@Suite("Planted", .enabled(if: isPlanted))
struct PlantedTests {
    @Test("Fails with seed 5 (for one of its cases)", arguments: ["it's", "good"])
    func failsWithOneSeed(word: String) async throws {
        try await simulate(seeds: 0..<10, SimulationOptions(verification: .none)) { world in
            try world.run(for: .seconds(1))
            #expect(word == "good" || world.seed != 5)
        }
    }

    @Test func alsoRuns() async throws {
        try await simulate(seeds: 0..<10) { _ in }
    }

    @Test func tellsOfItsProcess() async throws {
        try await simulate(seeds: [1]) { _ in }
        print("hash \("a word".hashValue) \(Set((0..<50).map { "\($0)" }))")
        print("number \(getpid())")
        print("arguments \(CommandLine.arguments.dropFirst().joined(separator: "|"))")
        print("input \(readLine() ?? "none")")
        print("variable \(ProcessInfo.processInfo.environment["KEPT"] ?? "none")")
    }
}

@Suite("In a process of its own", .enabled(if: !isPlanted))
struct CommandTests {
    @Test("The command that is printed repeats the seed of this test alone, and the seed is tried first next time")
    func commandRepeats() throws {
        let all = "swift test --filter PlantedTests"
        _ = try ChildProcess("SIMULATION_SEED=3 swift test --filter PlantedTests")
        let first = try ChildProcess(all)
        #expect(first.status != 0)
        #expect(first.output.contains("Seed 5 fails"))
        #expect(first.output.contains("It is tried first next time."))
        let command = try #require(first.lines(after: "Repeat it:").first)
        let repeated = try ChildProcess(command)
        #expect(repeated.status != 0)
        #expect(repeated.output.contains("Seed 5 fails"))
        #expect(repeated.output.contains("It was number 1 of 1 seeds."))
        #expect(repeated.output.contains("with 1 test "))
        #expect(try ChildProcess(all).output.contains("It was number 1 of 10 seeds."))
        let other = try ChildProcess(command.replacingOccurrences(of: "=5 ", with: "=6 "))
        #expect(other.status == 0)
        #expect(try ChildProcess("SIMULATION_SEED=six \(all)").output.contains("SIMULATION_SEED is `six`"))
    }

    @Test("A program with the kit starts again with fixed hash seeds, as the process it was")
    func startsAgain() throws {
        let command = "swift test --filter tellsOfItsProcess"
        let runs = try (0..<2).map { _ in
            try ChildProcess(
                command, input: "handed over\n", changes: ["SWIFT_DETERMINISTIC_HASHING": nil, "KEPT": "kept"])
        }
        for run in runs {
            #expect(run.status == 0)
            #expect(run.lines(after: "number") == ["\(run.number)"])
            #expect(run.lines(after: "arguments") == ["--testing-library|swift-testing|--filter|tellsOfItsProcess"])
            #expect(run.lines(after: "input") == ["handed over"])
            #expect(run.lines(after: "variable") == ["kept"])
            #expect(!run.output.contains("hashes at random"))
        }
        #expect(runs[0].lines(after: "hash").count == 1)
        #expect(runs[0].lines(after: "hash") == runs[1].lines(after: "hash"))
    }

    @Test("Who asks for random hash seeds keeps them, and is told what that means")
    func keepsRandomHashes() throws {
        let runs = try (0..<2).map { _ in
            try ChildProcess(
                "swift test --filter tellsOfItsProcess", changes: ["SWIFT_DETERMINISTIC_HASHING": "0"])
        }
        #expect(runs[0].lines(after: "hash") != runs[1].lines(after: "hash"))
        for run in runs { #expect(run.output.contains("This process hashes at random")) }
    }
}
