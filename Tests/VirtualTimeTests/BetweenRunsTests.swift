import Dispatch
import Foundation
import Testing
import VirtualTime

/// What whoever runs a simulation does to its tasks between two runs.
@Suite("Between two runs") struct BetweenRunsTests {
    private let log = Record<String>()

    /// A process that says what comes to it.
    private func reader(named name: String, of numbers: AsyncStream<Int>, in simulation: Simulation) {
        let process = simulation.makeProcess(named: name)
        process.start { [log] in
            for await number in numbers { log.add("\(name) \(number) at \(simulation.now.nanoseconds)") }
            log.add("\(name) ends")
        }
    }

    private func play(_ policy: SchedulePolicy) -> TraceHash {
        let simulation = Simulation(.init(seed: 7, policy: policy))
        let streams = (0..<3).map { _ in AsyncStream<Int>.makeStream() }
        for (place, (numbers, _)) in streams.enumerated() { reader(named: "r\(place)", of: numbers, in: simulation) }
        simulation.run(for: .seconds(1))
        streams[2].continuation.yield(1)
        let beside = simulation.makeProcess(named: "beside")
        beside.start { [log] in log.add("beside") }
        streams[0].continuation.yield(2)
        simulation.run(for: .seconds(1))
        for (_, continuation) in streams { continuation.finish() }
        simulation.run()
        simulation.close()
        #expect(simulation.leaks == [])
        return simulation.trace
    }

    @Test("What is resumed is ready in its order, among what is begun there, and is no leak")
    func isTakenInInItsOrder() {
        _ = play(.fifo)
        #expect(
            log.all == [
                "r2 1 at 1000000000", "beside", "r0 2 at 1000000000", "r0 ends", "r1 ends", "r2 ends",
            ])
    }

    @Test("Each run of a seed has the same trace", arguments: [SchedulePolicy.fifo, .shuffle])
    func isTheSameEachTime(policy: SchedulePolicy) {
        let traces = (0..<3).map { _ in play(policy) }
        #expect(Set(traces.map(\.value)).count == 1)
        let lines = log.all
        #expect(lines.count % 3 == 0 && lines[..<(lines.count / 3)] == lines[(2 * lines.count / 3)...])
    }

    @Test("A task that is cancelled there while it waits in a stream ends without a leak, also one on the main actor")
    func isCancelled() {
        let simulation = Simulation(.init(seed: 1, mainActor: .capture))
        let (numbers, continuation) = AsyncStream<Int>.makeStream()
        let (others, other) = AsyncStream<Int>.makeStream()
        let tasks = Record<Task<Void, Never>>()
        let process = simulation.makeProcess(named: "reader")
        process.start { [log] in
            tasks.add(
                Task {
                    for await _ in numbers {}
                    log.add("cancelled")
                })
            tasks.add(
                Task { @MainActor in
                    for await _ in others {}
                    log.add("cancelled on the main actor")
                })
        }
        simulation.run(for: .seconds(1))
        for task in tasks.all { task.cancel() }
        simulation.run(for: .seconds(1))
        simulation.close()
        #expect(Set(log.all) == ["cancelled", "cancelled on the main actor"] && simulation.leaks == [])
        continuation.finish()
        other.finish()
    }

    private final class OtherThread: SerialExecutor {
        private let queue = DispatchQueue(label: "other")

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { [self] in job.runSynchronously(on: asUnownedSerialExecutor()) }
        }
    }

    private actor Desk {
        private let executor = OtherThread()
        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        /// The thread that it was called on.
        func call(_ body: @Sendable () -> Void) -> UInt {
            body()
            return UInt(pthread_self())
        }
    }

    private static var thread: UInt { UInt(pthread_self()) }

    @Test("A task that runs a simulation is the same on whatever thread it goes on")
    func theTaskMayChangeItsThread() async {
        let simulation = Simulation(.init(seed: 1))
        let (numbers, continuation) = AsyncStream<Int>.makeStream()
        reader(named: "reader", of: numbers, in: simulation)
        simulation.run(for: .seconds(1))
        let before = Self.thread
        let other = await Desk().call { continuation.yield(1) }
        #expect(other != before)
        simulation.run(for: .seconds(1))
        continuation.finish()
        simulation.run()
        simulation.close()
        #expect(log.all == ["reader 1 at 1000000000", "reader ends"] && simulation.leaks == [])
    }

    @Test("Another task is another one, also while the first awaits it")
    func anotherTask() async {
        let simulation = Simulation(.init(seed: 1))
        let (numbers, continuation) = AsyncStream<Int>.makeStream()
        reader(named: "reader", of: numbers, in: simulation)
        simulation.run(for: .seconds(1))
        await Task.detached { _ = continuation.yield(1) }.value
        simulation.run(for: .seconds(1))
        #expect(log.all == ["reader 1 at 1000000000"])
        #expect(simulation.leaks.map(\.kind).contains(.resumedOnOtherThread), "\(simulation.leaks)")
        simulation.close()
    }

    @Test("A thread that runs a simulation in no task is known by itself, and another is another one")
    func threadsWithoutATask() async {
        let simulation = Simulation(.init(seed: 1))
        let (numbers, continuation) = AsyncStream<Int>.makeStream()
        reader(named: "reader", of: numbers, in: simulation)
        func onThread(_ body: @escaping @Sendable () -> Void) async {
            await withCheckedContinuation { ended in
                Thread.detachNewThread {
                    body()
                    ended.resume()
                }
            }
        }
        await onThread {
            simulation.run(for: .seconds(1))
            continuation.yield(1)
            simulation.run(for: .seconds(1))
        }
        #expect(!simulation.leaks.map(\.kind).contains(.resumedOnOtherThread), "\(simulation.leaks)")
        continuation.yield(2)
        simulation.run(for: .seconds(1))
        #expect(simulation.leaks.map(\.kind).contains(.resumedOnOtherThread), "\(simulation.leaks)")
        #expect(log.all == ["reader 1 at 1000000000", "reader 2 at 2000000000"])
        simulation.close()
    }

    /// Runs `body` on a thread that has ended when this returns, so that the system may give the next one its address.
    private func onEndedThread(_ body: @escaping @Sendable () -> Void) {
        final class Work {
            let body: () -> Void
            init(_ body: @escaping () -> Void) { self.body = body }
        }
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(body)).toOpaque()
        pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, work)
        pthread_join(thread, nil)
    }

    @Test("A thread that comes after the one that ran a simulation is another one, whatever the system calls it")
    func aThreadAfterAnother() {
        for round in 0..<10 {
            let simulation = Simulation(.init(seed: 1))
            let (numbers, continuation) = AsyncStream<Int>.makeStream()
            reader(named: "reader", of: numbers, in: simulation)
            onEndedThread { simulation.run(for: .seconds(1)) }
            onEndedThread { continuation.yield(1) }
            simulation.run(for: .seconds(1))
            #expect(simulation.leaks.map(\.kind).contains(.resumedOnOtherThread), "round \(round): \(simulation.leaks)")
            simulation.close()
        }
    }
}
