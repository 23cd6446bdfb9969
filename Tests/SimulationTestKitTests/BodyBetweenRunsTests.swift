import SimulationSamples
import SimulationTestKit
import Synchronization
import Testing

/// A test's body feeds its processes between two runs.
@Suite("The body of a test, between two runs")
struct BodyBetweenRunsTests {
    /// What the body holds of its processes.
    private final class Held: Sendable {
        let waiting = Mutex<CheckedContinuation<Void, Never>?>(nil)
        let task = Mutex<Task<Void, Never>?>(nil)
        let count = Mutex(0)
    }

    @Test("It may feed a stream, resume a continuation and cancel a task, and its seed passes")
    func feeds() async throws {
        let notes = Notes()
        let report = try await simulate(seeds: 0..<3, SimulationOptions(keepsFailedSeeds: false)) { world in
            let (numbers, continuation) = AsyncStream<Int>.makeStream()
            let (others, other) = AsyncStream<Int>.makeStream()
            let held = Held()
            world.start(named: "reader") { _ in for await number in numbers { notes.add("\(number)") } }
            world.start(named: "waiter") { _ in
                await withCheckedContinuation { continuation in held.waiting.withLock { $0 = continuation } }
                notes.add("resumed")
            }
            world.start(named: "maker") { _ in
                let task = Task { for await _ in others {} }
                held.task.withLock { $0 = task }
                await task.value
                notes.add("cancelled")
            }
            try world.run(for: .seconds(1))
            continuation.yield(7)
            held.waiting.withLock { $0.take() }?.resume()
            held.task.withLock { $0 }?.cancel()
            try world.run(for: .seconds(1))
            continuation.finish()
            other.finish()
            try world.run(for: .seconds(1))
        }
        #expect(report.failed.isEmpty)
        #expect(notes.all.filter { $0 == "7" }.count >= 3 && Set(notes.all) == ["7", "resumed", "cancelled"])
    }

    @Test("So may the question for which it waits")
    func feedsWhileItWaits() async throws {
        let report = try await simulate(seeds: 0..<2, SimulationOptions(keepsFailedSeeds: false)) { world in
            let (numbers, continuation) = AsyncStream<Int>.makeStream()
            let held = Held()
            world.start(named: "reader") { _ in for await _ in numbers { held.count.withLock { $0 += 1 } } }
            try world.wait(atMost: .seconds(1)) {
                continuation.yield(1)
                return held.count.withLock { $0 } > 2
            }
            continuation.finish()
            try world.run(for: .seconds(1))
        }
        #expect(report.failed.isEmpty)
    }
}
