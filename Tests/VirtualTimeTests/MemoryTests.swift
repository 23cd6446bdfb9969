import Foundation
import Testing
import VirtualTime

@Suite struct MemoryTests {
    // Both in a process of their own: tests that run beside them change the resident size of this one.

    @Test("Ten thousand crashes leak nothing")
    func tenThousandCrashesLeakNothing() async {
        await #expect(processExitsWith: .success) { try ResidentSize.afterTenThousandCrashes() }
    }

    @Test("A task for each of many requests leaks nothing")
    func aTaskForEachOfMany() async {
        await #expect(processExitsWith: .success) { try ResidentSize.afterATaskForEachRequest() }
    }

    @Test("Worlds that are closed leave nothing, and a stranded task little more than itself")
    func worldsThatAreClosed() async {
        await #expect(processExitsWith: .success) { try ResidentSize.afterThousandsOfWorlds() }
    }

    @Test("A simulation whose tasks have ended is freed without closing")
    func aSimulationWhoseTasks() {
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

    @Test("A simulation that is closed and dropped is freed")
    func aSimulationThatIsClosedAndDropped() throws {
        weak var dropped: Simulation?
        do {
            let simulation = Simulation(.init(seed: 1))
            dropped = simulation
            let process = simulation.makeProcess(named: "server")
            process.start { try? await process.suspend { _ in } }
            _ = simulation.register(Callback { _ in _ = simulation.now })
            simulation.run()
            simulation.close()
        }
        #expect(dropped == nil)
    }
}

/// Runs that end with a trap when the resident size has grown.
private enum ResidentSize {
    /// Pages of this process that are in memory, in bytes.
    private static func bytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return Int(fields[1])! * Int(getpagesize())
    }

    static func afterTenThousandCrashes() throws {
        let simulation = Simulation(.init(seed: 1))
        let replica = Replica(named: "victim", in: simulation) { process in
            for _ in 0..<100 { process.start { try? await process.suspend { _ in } } }
        }
        func crash(_ times: Int) {
            for _ in 0..<times {
                replica.start()
                simulation.run()
                precondition(simulation.waiting == 100)
                replica.crash()
                simulation.run()
            }
        }
        crash(500)
        // A task holds 1.5 KB: a hundredth of the 950,000 that end from here on would show.
        let limit = try bytes() + 12 << 20
        crash(9_500)
        let size = try bytes()
        precondition(size < limit)
        precondition(simulation.waiting == 0)
        precondition(replica.incarnations == 10_000)
    }

    static func afterThousandsOfWorlds() throws {
        func worlds(_ count: Int, _ body: @escaping @Sendable (SimulatedProcess) async -> Void) {
            for _ in 0..<count {
                let simulation = Simulation(.init(seed: 1, mainActor: .capture))
                let process = simulation.makeProcess(named: "short")
                process.start { await body(process) }
                process.start(named: "listener") { try? await process.suspend { _ in } }
                simulation.run(until: VirtualInstant(nanoseconds: 1_000))
                simulation.close()
            }
        }
        @Sendable func everything(_ process: SimulatedProcess) async {
            Task { try? await Task.sleep(for: .seconds(100)) }
            await Task { @MainActor in await Task.yield() }.value
            await withTaskGroup(of: Void.self) { $0.addTask { try? await process.sleep(nanoseconds: 5) } }
            try? await Task.sleep(for: .seconds(100))
        }
        worlds(500, everything)
        let before = try bytes()
        worlds(2_000, everything)
        let between = try bytes()
        precondition(between < before + 2_000 * 500)
        worlds(2_000) { _ in await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
        let after = try bytes()
        precondition(after < between + 2_000 * 6_000)
    }

    static func afterATaskForEachRequest() throws {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "server")
        process.start {
            for _ in 0..<10_000 {
                for _ in 0..<30 { process.start { try? await process.sleep(nanoseconds: 5) } }
                try? await process.sleep(nanoseconds: 100)
            }
        }
        simulation.run(until: VirtualInstant(nanoseconds: 50_000))
        let limit = try bytes() + 12 << 20
        simulation.run()
        let size = try bytes()
        precondition(size < limit)
        precondition(process.liveTasks == 0)
    }
}
