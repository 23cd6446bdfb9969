import Foundation
import Results
import ShippedScenarios
import Testing
import Twin

/// What a run takes of the disk.
@Suite struct FootprintTests {
    @Test("A run of the smoke scenario takes less than 60 kB, with all that reports show")
    func aRunOfTheSmokeScenario() throws {
        let scenario = try ScenarioFolder.load("smoke")
        let folder = try ScratchFolder()
        let path = folder.file("runs.sqlite")
        let store = try ResultStore(writing: path)
        var sizes: [Int] = []
        for seed in 1...3 as ClosedRange<UInt64> {
            let ending = try TwinRun(RunTicket(scenario, seed: seed)).run()
            _ = try store.append(ending, started: sampleStart)
            #expect(try store.run(Int64(seed)).ending.findings == ending.findings)
            sizes.append(try Data(contentsOf: URL(fileURLWithPath: path)).count)
        }
        #expect((sizes[2] - sizes[0]) / 2 < 60_000)
    }
}
