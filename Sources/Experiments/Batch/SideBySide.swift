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
    /// - Parameter deliver: gets the results in order; after a `false` no further job is begun.
    func run(deliver: (Int, Value) -> Bool) {
        for number in 1...width {
            let thread = Thread { self.work() }
            thread.name = "run-\(number)"
            thread.stackSize = Self.stackBytes
            thread.start()
        }
        while let (job, value) = nextResult() {
            if !deliver(job, value) { locked { line.stop() } }
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

    private func nextResult() -> (Int, Value)? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result = line.deliver() {
                condition.broadcast()
                return result
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
