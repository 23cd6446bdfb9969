import Foundation
import Synchronization
import Testing
import VirtualTime

@Suite struct LeakTests {
    let simulation = Simulation(.init(seed: 1))

    @Test("A plain task inside a service stays inside and is no leak")
    func aPlainTaskInside() {
        let order = Record<String>()
        let process = simulation.makeProcess(named: "service")
        process.start {
            let plain = Task {
                try? await process.sleep(nanoseconds: 30)
                order.add("plain at \(simulation.now.nanoseconds)")
            }
            let detached = Task.detached {
                try? await process.sleep(nanoseconds: 20)
                order.add("detached at \(simulation.now.nanoseconds)")
            }
            await plain.value
            await detached.value
            order.add("both at \(simulation.now.nanoseconds)")
        }
        simulation.run()
        #expect(order.all == ["detached at 20", "plain at 30", "both at 30"])
        #expect(simulation.leaks == [])
    }

    private actor Desk {
        func serve(_ process: SimulatedProcess, _ order: Record<String>) -> Task<Void, Never> {
            defer { order.add("asked") }
            return Task {
                order.add("served")
                await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            }
        }
    }

    @Test("A task that a busy actor makes for itself is its process's own, and is named with the place where it waits")
    func aTaskOfAnActor() {
        let order = Record<String>()
        let process = simulation.makeProcess(named: "desk")
        let line = #line + 1
        process.start { _ = await Desk().serve(process, order) }
        simulation.run()
        #expect(order.all == ["asked", "served"])
        simulation.close()
        #expect(simulation.leaks.map(\.kind) == [.continuationNotResumed], "\(simulation.leaks)")
        #expect(simulation.leaks.first?.process == "desk#0" && simulation.leaks.first?.line == line)
    }

    @Test("A real-clock sleep becomes virtual, and is reported with the process's name")
    func aRealClockSleep() {
        let woken = Record<Int64>()
        let process = simulation.makeProcess(named: "sleeper", incarnation: 3)
        let line = #line + 1
        process.start {
            try? await Task.sleep(for: .seconds(3_600))
            woken.add(simulation.now.nanoseconds)
            try? await Task.sleep(nanoseconds: 2_000_000_000)
            woken.add(simulation.now.nanoseconds)
            try? await ContinuousClock().sleep(for: .seconds(5))
            woken.add(simulation.now.nanoseconds)
            try? await SuspendingClock().sleep(for: .seconds(7))
            woken.add(simulation.now.nanoseconds)
        }
        simulation.run()
        #expect(woken.all.map { ($0 + 500_000_000) / 1_000_000_000 } == [3_600, 3_602, 3_607, 3_614])
        let leak = simulation.leaks.first
        #expect(simulation.leaks.map(\.count) == [1, 1, 1, 1], "\(simulation.leaks)")
        #expect(leak?.kind == .realClockSleep && leak?.process == "sleeper#3")
        #expect(leak?.instant == .start && leak?.line == line)
        #expect(process.liveTasks == 0)
    }

    /// Nobody runs the simulation: a sleep that it had taken in would stand on its agenda and never end.
    @Test("Sleeps outside of simulations are untouched")
    func sleepsOutsideOfSimulationsAreUntouched() async throws {
        try await Task.sleep(nanoseconds: 1)
        try await ContinuousClock().sleep(for: .nanoseconds(1))
        #expect(simulation.agendaCount == 0)
        #expect(simulation.leaks == [])
    }

    /// In a process of its own, in which nothing else starts threads.
    @Test("A job resumed by another thread is brought back and reported")
    func aJobResumedByAnother() async {
        await #expect(processExitsWith: .success) { ResumptionByAnotherThread.run() }
    }

    @Test("A port called from a thread that does not run the simulation throws")
    func aPortCalledFromAThread() {
        let process = simulation.makeProcess(named: "service")
        let leak = DeterminismLeak(kind: .portCalledOnOtherThread, process: "service#0")
        #expect(throws: leak) { try process.checkIn() }
        #expect(simulation.leaks == [leak])
    }

    @Test("A loop around sleeps on a thread that does not run the simulation is told each time, however long it is")
    func aLoopOnAThread() async {
        let process = simulation.makeProcess(named: "service")
        let calls = 1_000
        let refused = await Task.detached {
            var refused = 0
            for _ in 0..<calls {
                do { try await process.sleep(for: .seconds(1)) } catch is DeterminismLeak { refused += 1 } catch {}
            }
            return refused
        }.value
        #expect(refused == calls)
        #expect(simulation.leaks.map(\.kind) == [.portCalledOnOtherThread], "\(simulation.leaks)")
        #expect(simulation.leaks.map(\.count) == [calls])
        #expect(simulation.leaks.first?.place?.contains("LeakTests.swift:") == true, "\(simulation.leaks)")
    }

    @Test("A service on an executor of its own is reported")
    func aServiceOnAnExecutorOfItsOwn() {
        let queue = QueueActor()
        let outcome = Mutex<(any Error)?>(nil)
        let done = DispatchSemaphore(value: 0)
        let process = simulation.makeProcess(named: "queue")
        process.start {
            await queue.call {
                do { try process.checkIn() } catch { outcome.withLock { $0 = error } }
                done.signal()
            }
        }
        simulation.run()
        done.wait()
        #expect(outcome.withLock { $0 as? DeterminismLeak }?.process == "queue#0")
        #expect(simulation.leaks.contains { $0.kind == .portCalledOnOtherThread && $0.process == "queue#0" })
    }

    private final class QueueExecutor: SerialExecutor {
        private let queue = DispatchQueue(label: "a service's own queue")

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
        }
    }

    private actor QueueActor {
        private let executor = QueueExecutor()
        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        func call(_ body: @Sendable () -> Void) { body() }
    }
}

/// A continuation that a thread outside of the simulation resumes; what should happen and does not is a trap.
private enum ResumptionByAnotherThread {
    static func run() {
        let simulation = Simulation(.init(seed: 1))
        let continuation = Mutex<CheckedContinuation<Void, Never>?>(nil)
        let isOnTheSimulation = Mutex<[Bool]>([])
        let process = simulation.makeProcess(named: "callback")
        process.start {
            await withCheckedContinuation { waiting in continuation.withLock { $0 = waiting } }
            let isIn = (try? process.checkIn()) != nil
            isOnTheSimulation.withLock { $0.append(isIn) }
        }
        precondition(simulation.run() == .agendaEmpty)
        precondition(process.liveTasks == 1)
        let resumed = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            continuation.withLock { $0.take()?.resume() }
            resumed.signal()
        }
        resumed.wait()
        precondition(isOnTheSimulation.withLock { $0 } == [])
        simulation.run()
        precondition(isOnTheSimulation.withLock { $0 } == [true])
        precondition(simulation.leaks.map(\.kind) == [.resumedOnOtherThread])
        precondition(simulation.leaks.map(\.process) == ["callback#0"])
        precondition(process.liveTasks == 0)
    }
}
