import Testing
import VirtualTime

/// Tasks that catch every cancellation and go on: nobody can end them.
@Suite struct EndlessTaskTests {
    /// How they go on.
    enum Way: CaseIterable, Sendable {
        case sleeps, yields, yieldsOnMainActor, yieldsByItself

        func start(in process: SimulatedProcess) {
            switch self {
            case .sleeps: process.start { while true { try? await process.clock.sleep(for: .seconds(1)) } }
            case .yields: process.start { while true { await Task.yield() } }
            case .yieldsOnMainActor: process.start { @MainActor in while true { await Task.yield() } }
            case .yieldsByItself: process.start { Task { while true { await Task.yield() } } }
            }
        }
    }

    @Test("They are named when their world is closed, which ends", arguments: Way.allCases, [false, true])
    func theyAreNamed(way: Way, isShuffled: Bool) throws {
        let simulation = Simulation(
            .init(seed: 1, policy: isShuffled ? .shuffle : .fifo, mainActor: .capture, stepsAtOneInstant: 100_000))
        let process = simulation.makeProcess(named: "endless")
        way.start(in: process)
        simulation.run(for: .seconds(10))
        simulation.close()
        #expect(simulation.leaks.map(\.kind) == [.keepsRunning])
        let leak = try #require(simulation.leaks.first)
        #expect(leak.process == "endless#0")
        #expect(leak.place?.contains("EndlessTaskTests.swift:") == true, "\(simulation.leaks)")
    }

    @Test("A process that crashes does not stop the run with them")
    func aCrash() {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "endless")
        Way.sleeps.start(in: process)
        let other = simulation.makeProcess(named: "other")
        let reached = Record<Int64>()
        other.start {
            try? await other.sleep(for: .seconds(5))
            process.crash()
            try? await other.sleep(for: .seconds(5))
            reached.add(simulation.now.nanoseconds)
        }
        simulation.run(for: .seconds(60))
        #expect(reached.all == [10_000_000_000])
        simulation.close()
        #expect(simulation.leaks.map(\.kind) == [.keepsRunning] && simulation.leaks.map(\.process) == ["endless#0"])
    }

    /// Each call ends at once, since its process has, and nothing gives the thread back.
    private static func close(_ body: @escaping @Sendable (SimulatedProcess) async -> Void) {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "stubborn")
        process.start { while true { await body(process) } }
        simulation.run(for: .seconds(3))
        simulation.close()
    }

    private static func callPorts(of process: SimulatedProcess) async {
        try? await process.sleep(for: .seconds(1))
        while !process.isAlive { try? process.checkIn() }
    }

    @Test("A loop around a port that goes on when its process has ended ends the program, and is named")
    func loopsAroundAPort() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Self.close { await Self.callPorts(of: $0) }
        }
        let text = String(decoding: end?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("stubborn#0 calls its ports for ever"), "\(text.prefix(500))")
        #expect(text.contains("EndlessTaskTests.swift:"))
    }

    @Test("So does one around a sleep on a real clock")
    func loopsAroundARealSleep() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Self.close { _ in try? await Task.sleep(for: .seconds(1)) }
        }
        let text = String(decoding: end?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("stubborn#0 has ended and reads a real clock for ever"), "\(text.prefix(500))")
    }

    @Test("A loop that waits for the process's own clock to come to an instant ends the program, and is named")
    func loopsUntilItsClockGoesOn() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "impatient")
            process.start {
                let end = process.clock.now.advanced(by: .seconds(1))
                while process.clock.now < end {}
            }
            simulation.run()
        }
        let text = String(decoding: end?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("impatient#0 reads its clock for ever"), "\(text.prefix(500))")
        #expect(text.contains("EndlessTaskTests.swift:"))
    }

    @Test("A job that reads the clock millions of times, and does something or nothing, has an end; so has a test")
    func readsItsClockOften() {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "busy")
        process.start {
            for number in 0..<2_500_000 {
                if number % 1_000 == 0 { simulation.note(UInt64(number)) }
                _ = process.clock.now
            }
            for _ in 0..<2_500_000 { _ = process.clock.now }
        }
        simulation.run()
        for _ in 0..<2_500_000 { _ = process.clock.now }
        #expect(simulation.leaks == [] && process.liveTasks == 0)
        simulation.close()
    }

    @Test("A group that is made again and again, and sleeps on a real clock, is named", arguments: [false, true])
    func groupsThatSleep(crashes: Bool) throws {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "restless")
        process.start {
            while true {
                try? await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await Task.sleep(for: .seconds(1)) }
                    try await group.next()
                }
            }
        }
        simulation.run(for: .seconds(3))
        if crashes {
            process.crash()
            guard case .stalled(process: "restless#0", _) = simulation.run(for: .seconds(1)) else {
                Issue.record("The run goes on.")
                return
            }
        }
        simulation.close()
        let leak = try #require(simulation.leaks.last)
        #expect(leak.kind == .keepsRunning && leak.process == "restless#0", "\(simulation.leaks)")
        #expect(leak.place?.contains("EndlessTaskTests.swift:") == true, "\(leak)")
    }
}
