import Foundation
import Synchronization

/// A thread that is there before any simulation is.
enum Elsewhere {
    /// Has `body` run there, and nobody sees that it was asked for.
    static func after(microseconds: UInt32, _ body: @escaping @Sendable () -> Void) {
        thread.add {
            usleep(microseconds)
            body()
        }
    }

    static let thread = WaitingThread()

    /// A thread that sleeps until it is given something to run.
    final class SleepingThread: @unchecked Sendable {
        private let condition = NSCondition()
        private var work: [@Sendable () -> Void] = []

        init() {
            Thread.detachNewThread { [self] in
                while true {
                    condition.lock()
                    while work.isEmpty { condition.wait() }
                    let next = work.removeFirst()
                    condition.unlock()
                    next()
                }
            }
        }

        func add(_ body: @escaping @Sendable () -> Void) {
            condition.withLock {
                work.append(body)
                condition.signal()
            }
        }
    }

    /// A thread that runs what it is given, in its order.
    final class WaitingThread: Sendable {
        private let work = Mutex<[@Sendable () -> Void]>([])

        init() { Thread.detachNewThread { [self] in while true { if let next = take() { next() } else { usleep(20) } } } }

        func add(_ body: @escaping @Sendable () -> Void) { work.withLock { $0.append(body) } }

        private func take() -> (@Sendable () -> Void)? {
            work.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        }
    }
}
