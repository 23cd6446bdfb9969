import Foundation
import SimulationTestKit
import Testing

private let isPlanted = ProcessInfo.processInfo.environment["PLANTED_DEFECTS"] != nil

/// What the test below runs in a process of its own, and ends.
@Suite("Planted hangs", .enabled(if: isPlanted))
struct PlantedHangs {
    @Test func inOneSeed() async throws {
        try await simulate(seeds: [5], .planted) { world in
            world.start(named: "poller") { process in
                try await process.sleep(for: .seconds(3))
                while true { try? Task.checkCancellation() }
            }
            try world.run(for: .seconds(5))
        }
    }
}

@Suite("A seed that hangs", .enabled(if: !isPlanted))
struct HangTests {
    @Test("A job without an end is told with process, instant, place and the command that repeats its seed")
    func isTold() throws {
        let process = Process()
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["--testing-library", "swift-testing", "--filter", "PlantedHangs"]
        let changes = ["PLANTED_DEFECTS": "1", "GEMELLO_JOB_WATCH_S": "0.1"]
        process.environment = ProcessInfo.processInfo.environment.merging(changes) { $1 }
        let (words, others) = (Pipe(), Pipe())
        (process.standardError, process.standardOutput) = (words, others)
        try process.run()
        var bytes = Data()
        while !String(decoding: bytes, as: UTF8.self).contains("Repeat it") {
            let more = words.fileHandleForReading.availableData
            if more.isEmpty { break }
            bytes += more
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("poller#0, at 3 s, seed 5, in a task started at SimulationTestKitTests/HangTests.swift:"))
        #expect(text.contains("Repeat it: SIMULATION_SEED=5 swift test --filter"), "\(text)")
    }
}
