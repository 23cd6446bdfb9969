import Dispatch
import Foundation
import Synchronization
import Testing
import VirtualTime

@Suite struct CallerFromOutsideTests {
    /// In a process of its own, in which nothing else starts threads and timers.
    @Test("Who calls back from outside is named with task and place, whether in time or not")
    func whoCallsBackFromOutside() async {
        await #expect(processExitsWith: .success) {
            for caller in Caller.allCases {
                caller.callsBackInTime()
                caller.callsBackLate()
            }
        }
    }

    /// The task has not come to wait when it is resumed, so it is never brought back from another thread: nothing can
    /// be seen of a thread that nobody has started. Many other simulations live, as they do in a suite that runs in
    /// parallel.
    @Test(
        "A thread that was there before and calls back before its task waits is not seen, and is when it is late",
        arguments: [true, false])
    func aThreadThatWasThereBefore(isEarly: Bool) {
        let others = (0..<200).map { Simulation(.init(seed: $0)) }
        let pool = ThreadThatIsThere()
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "bridge")
        process.start {
            await withCheckedContinuation { continuation in
                pool.hand { continuation.resume() }
                if isEarly { pool.finish() }
            }
        }
        simulation.run()
        pool.finish()
        simulation.run()
        #expect(simulation.leaks.map(\.kind) == (isEarly ? [] : [.resumedOnOtherThread]))
        #expect(simulation.leaks.allSatisfy { $0.place?.contains("CallerFromOutsideTests.swift:") == true })
        #expect(process.liveTasks == 0)
        #expect(others.allSatisfy { $0.leaks.isEmpty })
    }
}

extension CallerFromOutsideTests {
    @Test("A task that another thread starts in a process that lives does not begin, and the thread's line is told")
    func startFromAnotherThread() {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "bridge")
        let begun = Mutex<[String]>([])
        let threads = ["while it runs": ThreadThatIsThere(), "between two runs": ThreadThatIsThere()]
        let outside: @Sendable (String) -> Void = { name in
            guard let thread = threads[name] else { return }
            thread.hand { process.start(named: name) { begun.withLock { $0.append(name) } } }
            thread.finish()
        }
        process.start {
            begun.withLock { $0.append("within") }
            outside("while it runs")
        }
        simulation.run()
        process.start { begun.withLock { $0.append("between") } }
        outside("between two runs")
        simulation.run()
        #expect(begun.withLock { $0 } == ["within", "between"])
        #expect(simulation.leaks.map(\.kind) == [.portCalledOnOtherThread] && simulation.leaks.map(\.count) == [2])
        #expect(simulation.leaks.allSatisfy { $0.place?.contains("CallerFromOutsideTests.swift:") == true })
        #expect(process.liveTasks == 0)
    }
}

/// Does what it is given once it is told to finish, and ends. Nobody lies still for it, and nobody wakes it.
private final class ThreadThatIsThere: Sendable {
    private let work = Mutex<(@Sendable () -> Void)?>(nil)
    private let isTold = Atomic(false)
    private let isDone = Atomic(false)

    init() {
        Thread.detachNewThread { [self] in
            while !isTold.load(ordering: .acquiring) { usleep(20) }
            work.withLock { $0.take() }?()
            isDone.store(true, ordering: .releasing)
        }
    }

    func hand(_ body: @escaping @Sendable () -> Void) { work.withLock { $0 = body } }

    func finish() {
        isTold.store(true, ordering: .releasing)
        while !isDone.load(ordering: .acquiring) { sched_yield() }
    }
}

/// What should happen and does not is a trap.
private enum Caller: String, CaseIterable {
    case dispatch, dispatchLater, thread, timer, operationQueue

    private func call(_ body: @escaping @Sendable () -> Void) {
        switch self {
        case .dispatch: DispatchQueue.global().async(execute: body)
        case .dispatchLater: DispatchQueue.global().asyncAfter(deadline: .now() + 0.001, execute: body)
        case .thread: Thread.detachNewThread(body)
        case .timer:
            Thread.detachNewThread {
                let timer = Timer(timeInterval: 0.001, repeats: false) { _ in body() }
                RunLoop.current.add(timer, forMode: .default)
                while timer.isValid { _ = RunLoop.current.run(mode: .default, before: .distantFuture) }
            }
        case .operationQueue: OperationQueue().addOperation(body)
        }
    }

    private struct Scene {
        let simulation = Simulation(.init(seed: 1))
        let process: SimulatedProcess
        let mayCall = DispatchSemaphore(value: 0)
        let hasCalled = DispatchSemaphore(value: 0)
        let line: Int

        init(_ caller: Caller) {
            process = simulation.makeProcess(named: "bridge")
            let (mayCall, hasCalled) = (mayCall, hasCalled)
            line = #line + 1
            process.start(named: caller.rawValue) {
                await withCheckedContinuation { continuation in
                    caller.call {
                        mayCall.wait()
                        continuation.resume()
                        hasCalled.signal()
                    }
                }
            }
        }

        /// What came of the call; that it was made is told, too.
        var outcomes: [DeterminismLeak] {
            simulation.leaks.filter { [.resumedOnOtherThread, .continuationNotResumed].contains($0.kind) }
        }

        func isNamed(_ kind: DeterminismLeak.Kind, _ caller: Caller) -> Bool {
            guard let leak = outcomes.first, outcomes.count == 1, simulation.leaks.count > 1 else { return false }
            return leak.kind == kind && leak.process == "bridge#0" && leak.task == caller.rawValue
                && leak.line == line
        }
    }

    func callsBackInTime() {
        let scene = Scene(self)
        let process = scene.process
        process.start { for _ in 0..<100 { try? await process.clock.sleep(for: .milliseconds(1)) } }
        scene.simulation.run(until: VirtualInstant(nanoseconds: 10_000_000))
        precondition(scene.outcomes == [] && process.liveTasks == 2)
        scene.mayCall.signal()
        scene.hasCalled.wait()
        scene.simulation.run()
        precondition(scene.isNamed(.resumedOnOtherThread, self) && process.liveTasks == 0)
    }

    func callsBackLate() {
        let scene = Scene(self)
        precondition(scene.simulation.run() == .agendaEmpty)
        precondition(scene.isNamed(.continuationNotResumed, self) && scene.process.liveTasks == 1)
        scene.mayCall.signal()
        scene.hasCalled.wait()
        scene.simulation.close()
        precondition(scene.isNamed(.resumedOnOtherThread, self) && scene.process.liveTasks == 0)
    }
}
