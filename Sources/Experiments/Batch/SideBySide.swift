import Foundation

/// Runs numbered jobs on threads of its own and delivers their results in order on the thread that calls.
///
/// `@unchecked Sendable`: `line` is touched under the condition's lock only.
final class SideBySide<Value: Sendable>: @unchecked Sendable {
    /// As the main thread has it: what runs there alone must run here too.
    private static var stackBytes: Int { 16 << 20 }

    private var line: InOrder<Value>
    private let condition = NSCondition()
    private let width: Int
    private let job: @Sendable (Int) -> Value

    /// - Parameter width: how many threads.
    init(count: Int, width: Int, job: @escaping @Sendable (Int) -> Value) {
        line = InOrder(count: count, window: max(16, 4 * width))
        self.width = min(width, count)
        self.job = job
    }

    /// Returns when every job that was begun has ended and was delivered.
    /// - Parameters:
    ///   - gather: gets what is there to be delivered together, before each of it is: as much as has ended meanwhile.
    ///   - deliver: gets the results in order; after a `false` no further job is begun.
    func run(gather: ([Value]) -> Void = { _ in }, deliver: (Int, Value) -> Bool) {
        for number in 1...width {
            let thread = Thread { self.work() }
            thread.name = "run-\(number)"
            thread.stackSize = Self.stackBytes
            thread.start()
        }
        while let results = nextResults() {
            gather(results.map(\.value))
            for (job, value) in results where !deliver(job, value) { locked { line.stop() } }
        }
    }

    private func work() {
        while let number = nextJob() {
            let value = job(number)
            locked { line.end(number, with: value) }
        }
    }

    private func nextJob() -> Int? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let job = line.handOut() { return job }
            if line.isHandedOut { return nil }
            condition.wait()
        }
    }

    /// All that can be delivered, at least one; nil when nothing will be any more.
    private func nextResults() -> [(job: Int, value: Value)]? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            var results: [(job: Int, value: Value)] = []
            while let result = line.deliver() { results.append(result) }
            if !results.isEmpty {
                condition.broadcast()
                return results
            }
            if line.isDelivered { return nil }
            condition.wait()
        }
    }

    private func locked(_ change: () -> Void) {
        condition.lock()
        change()
        condition.broadcast()
        condition.unlock()
    }
}
