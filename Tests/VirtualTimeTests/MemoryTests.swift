import Foundation
import Testing
import VirtualTime

@Suite(.serialized) struct MemoryTests {
    /// Pages of this process that are in memory, in bytes.
    private func residentBytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return try #require(Int(fields[1])) * Int(getpagesize())
    }

    @Test func tenThousandCrashesLeakNothing() throws {
        let simulation = Simulation(.init(seed: 1))
        let replica = Replica(named: "victim", in: simulation) { process in
            for _ in 0..<100 { process.start { try? await process.suspend { _ in } } }
        }
        var crashes = 0
        var limit = 0
        func crashOnce() throws {
            replica.start()
            simulation.run()
            #expect(simulation.waiting == 100)
            replica.crash()
            simulation.run()
            crashes += 1
        }
        while crashes < 500 { try crashOnce() }
        limit = try residentBytes() + 32 << 20
        while crashes < 10_000 { try crashOnce() }
        // A task holds 1.5 KB: a hundredth of the 950,000 that ended since would show.
        #expect(try residentBytes() < limit)
        #expect(simulation.waiting == 0)
        #expect(replica.incarnations == 10_000)
    }

    @Test func aTaskForEachOfAMillionRequestsLeaksNothing() throws {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "server")
        process.start {
            for _ in 0..<10_000 {
                for _ in 0..<30 { process.start { try? await process.sleep(nanoseconds: 5) } }
                try? await process.sleep(nanoseconds: 100)
            }
        }
        simulation.run(until: VirtualInstant(nanoseconds: 50_000))
        let limit = try residentBytes() + 32 << 20
        simulation.run()
        #expect(try residentBytes() < limit)
        #expect(process.liveTasks == 0)
    }

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

    @Test func aSimulationThatIsClosedAndDroppedIsFreed() throws {
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
