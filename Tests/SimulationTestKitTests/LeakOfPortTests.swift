import SimulationTestKit
import Testing

@Suite struct LeakOfPortTests {
    @Test("A port that a process goes on calling is told with the line of the test, not of the kit")
    func thePlaceIsTheCallers() async throws {
        let found = try await issues {
            try await simulate(seeds: [1], .planted) { world in
                world.start(named: "stubborn") { process in
                    while true { try? await process.sleep(for: .seconds(1)) }
                }
                try world.run(for: .seconds(3))
            }
        }
        let text = found.first?.comments.first?.rawValue ?? ""
        #expect(text.contains("stubborn#0 keeps running"))
        #expect(text.contains("(SimulationTestKitTests/LeakOfPortTests.swift:"), "\(text)")
    }
}
