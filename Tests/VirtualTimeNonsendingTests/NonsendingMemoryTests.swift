import Testing
import VirtualTime

/// The code of services is compiled like this target: an async function stays where its caller runs.
@Suite struct NonsendingMemoryTests {
    @Test("A simulation whose tasks have ended is freed without closing")
    func aSimulationWhoseTasks() {
        let dropped = runAndDrop { process in
            for number in 0..<3 as Range<Int64> { process.start { try? await process.sleep(nanoseconds: number) } }
        }
        #expect(dropped == nil)
    }

    @Test("A simulation whose tasks had children is freed without closing")
    func aSimulationWhoseTasksHad() {
        let dropped = runAndDrop { process in
            process.start {
                async let one: Void = nap(process)
                async let other: Void = nap(process)
                _ = try? await (one, other)
                await withTaskGroup(of: Void.self) { group in group.addTask { try? await nap(process) } }
                await Task { try? await nap(process) }.value
            }
        }
        #expect(dropped == nil)
    }

    @Test("A simulation whose process has crashed is freed without closing")
    func aSimulationWhoseProcess() {
        let dropped = runAndDrop { process in
            process.start { try? await process.suspend { _ in } }
            process.start {
                try? await nap(process)
                process.crash()
            }
        }
        #expect(dropped == nil)
    }

    /// Runs a simulation of one process to its end and lets it go; what is left of it.
    private func runAndDrop(_ begin: (SimulatedProcess) -> Void) -> Simulation? {
        weak var dropped: Simulation?
        do {
            let simulation = Simulation(.init(seed: 1))
            dropped = simulation
            begin(simulation.makeProcess(named: "server"))
            simulation.run()
        }
        return dropped
    }
}

private func nap(_ process: SimulatedProcess) async throws { try await process.sleep(nanoseconds: 4) }
