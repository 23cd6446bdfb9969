import Synchronization
import Testing
import VirtualTime

/// Tasks that somebody outside has made, and that code inside a simulation resumes.
@Suite struct OutsideTaskTests {
    /// Waits to be resumed, as often as it is, and does something each time.
    private final class Outsider: Sendable {
        private let waiting = Mutex<UnsafeContinuation<Void, Never>?>(nil)
        private let rounds = Atomic(0)
        let task = Mutex<Task<Void, Never>?>(nil)

        var hasGoneOn: Int { rounds.load(ordering: .acquiring) }

        /// It waits when this has returned.
        init(named name: String? = nil, rounds number: Int = 1, _ body: @escaping @Sendable () async -> Void = {}) {
            let task = Task.immediateDetached(name: name) { [self] in
                for _ in 0..<number {
                    await withUnsafeContinuation { continuation in waiting.withLock { $0 = continuation } }
                    await body()
                    rounds.add(1, ordering: .releasing)
                }
            }
            self.task.withLock { $0 = task }
        }

        func resume() { waiting.withLock { $0.take() }?.resume() }

        func end() async { await task.withLock { $0 }?.value }
    }

    private let simulation = Simulation(.init(seed: 1))

    @Test("Whoever resumes one is told with process, instant and place, and the task with its name")
    func isTold() async throws {
        let outsider = Outsider(named: "collector")
        let process = simulation.makeProcess(named: "worker")
        let line = #line + 3
        process.start {
            try? await process.sleep(for: .seconds(1))
            outsider.resume()
        }
        simulation.run()
        simulation.close()
        let leak = try #require(simulation.leaks.first)
        #expect(simulation.leaks.map(\.kind) == [.outsideTaskResumed], "\(simulation.leaks)")
        #expect(leak.process == "worker#0" && leak.task == "collector" && leak.file == nil)
        #expect(leak.instant == VirtualInstant(nanoseconds: 1_000_000_000))
        #expect(leak.place?.contains("OutsideTaskTests.swift:") == true, "\(leak) \(line)")
        #expect(leak.description.hasPrefix("worker#0 resumes a task from outside of the simulation ("))
        #expect(outsider.hasGoneOn == 1)
        await outsider.end()
    }

    @Test("Each resumption counts, and what the task yields inside is none")
    func eachResumption() {
        let outsider = Outsider(rounds: 4) { await Task.yield() }
        let process = simulation.makeProcess(named: "worker")
        process.start {
            for _ in 0..<3 {
                outsider.resume()
                try? await process.sleep(for: .seconds(1))
            }
        }
        simulation.run()
        simulation.close()
        #expect(simulation.leaks.map(\.kind) == [.outsideTaskResumed] && simulation.leaks.map(\.count) == [3])
        #expect(outsider.hasGoneOn == 3)
        outsider.resume()
    }

    @Test("What it does inside is told of the process that has resumed it, also when that is gone")
    func whatItDoesInside() async {
        let outsider = Outsider {
            for _ in 0..<3 { try? await Task.sleep(for: .seconds(1)) }
        }
        func resume() {
            let process = simulation.makeProcess(named: "gone")
            process.start { outsider.resume() }
        }
        resume()
        simulation.run(for: .milliseconds(1))
        for number in 0..<3 {
            let next = simulation.makeProcess(named: "next", incarnation: number)
            next.start { try? await next.sleep(for: .milliseconds(10)) }
            simulation.run(for: .seconds(1))
        }
        simulation.run()
        #expect(Set(simulation.leaks.map(\.process)) == ["gone#0"], "\(simulation.leaks)")
        #expect(Set(simulation.leaks.map(\.kind)) == [.outsideTaskResumed, .realClockSleep])
        await outsider.end()
        simulation.close()
    }

    @Test("One that sleeps inside when the world ends goes on outside")
    func whatSleepsGoesOn() async {
        let outsider = Outsider { try? await Task.sleep(for: .seconds(1_000)) }
        let process = simulation.makeProcess(named: "worker")
        process.start { outsider.resume() }
        simulation.run(for: .seconds(1))
        simulation.close()
        await outsider.end()
        #expect(outsider.hasGoneOn == 1 && simulation.leaks.map(\.kind) == [.outsideTaskResumed, .realClockSleep])
    }

    @Test("A comparison of two runs tells of it in words of its own")
    func aComparison() throws {
        let outsider = Outsider(rounds: 3)
        let finding = try Verification.compare { journal in
            let simulation = Simulation(.init(seed: 1, journal: journal))
            let process = simulation.makeProcess(named: "worker")
            process.start { outsider.resume() }
            simulation.run()
        }
        #expect(finding?.description.contains("worker#0 resumes a task from outside of the simulation") == true)
        outsider.resume()
    }
}
