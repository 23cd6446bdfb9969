import Testing
import VirtualTime

/// The code of services is compiled like this target: an async function stays where its caller runs.
@Suite struct NonsendingMemoryTests {
    @Test func aSimulationWhoseTasksHaveEndedIsFreedWithoutClosing() {
        weak var dropped: Simulation?
        do {
            let simulation = Simulation(.init(seed: 1))
            dropped = simulation
            let process = simulation.makeProcess(named: "server")
            for number in 0..<3 as Range<Int64> { process.start { try? await process.sleep(nanoseconds: number) } }
            simulation.run()
        }
        #expect(dropped == nil)
    }
}
