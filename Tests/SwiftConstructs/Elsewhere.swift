import Foundation
import Synchronization

/// A thread that is there before any simulation is.
enum Elsewhere {
    /// Has `body` run there once the calling thread lies still, and nobody sees that it was asked for.
    static func onceStill(_ body: @escaping @Sendable () -> Void) {
        let caller = ThreadState.ofCaller()
        thread.add {
            caller.wait()
            body()
        }
    }

    static let thread = WaitingThread()

    /// One operation at a time, and each lasts until the next one is there.
    static let operations = OperationQueue()
    private static let isLast = Atomic(false)

    static func makeOperationsBusy() {
        operations.maxConcurrentOperationCount = 1
        operations.addOperation { lastUntilTheNext {} }
        while !isLast.load(ordering: .acquiring) { sched_yield() }
    }

    private static func lastUntilTheNext(_ tell: () -> Void) {
        isLast.store(true, ordering: .releasing)
        tell()
        while isLast.load(ordering: .acquiring) { usleep(20) }
    }

    /// The thread that runs an operation of `queue`; nobody lies still for it.
    static func thread(of queue: OperationQueue) -> UInt {
        let found = Found()
        queue.addOperation {
            lastUntilTheNext { found.thread.store(UInt(pthread_self()), ordering: .releasing) }
        }
        isLast.store(false, ordering: .releasing)
        while true {
            let thread = found.thread.load(ordering: .acquiring)
            if thread != 0 { return thread }
            sched_yield()
        }
    }

    private final class Found: Sendable { let thread = Atomic<UInt>(0) }

    static let sleeper = SleepingThread()

    /// A thread that sleeps until it is given something to run.
    final class SleepingThread: @unchecked Sendable {
        private let condition = NSCondition()
        private var work: (@Sendable () -> Void)?
        private var sleeps = false

        init() {
            Thread.detachNewThread { [self] in
                while true { takeWork()() }
            }
        }

        private func takeWork() -> @Sendable () -> Void {
            condition.withLock {
                while true {
                    if let next = work.take() { return next }
                    sleeps = true
                    condition.wait()
                    sleeps = false
                }
            }
        }

        /// Wakes it where it sleeps.
        func signal(_ body: @escaping @Sendable () -> Void) {
            while true {
                let isAwake = condition.withLock {
                    guard sleeps else { return true }
                    work = body
                    condition.signal()
                    return false
                }
                guard isAwake else { return }
                sched_yield()
            }
        }
    }

    /// A thread that runs what it is given, in its order.
    final class WaitingThread: Sendable {
        private let work = Mutex<[@Sendable () -> Void]>([])

        init() {
            Thread.detachNewThread { [self] in while true { if let next = take() { next() } else { usleep(20) } } }
        }

        func add(_ body: @escaping @Sendable () -> Void) { work.withLock { $0.append(body) } }

        private func take() -> (@Sendable () -> Void)? {
            work.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        }
    }
}

/// What the machine does with a thread.
struct ThreadState: Sendable {
    private let path: String

    static func ofCaller() -> ThreadState {
        let thread = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
        return ThreadState(path: "/proc/\(thread ?? "")/stat")
    }

    /// Until it sleeps.
    func wait() {
        while (try? String(contentsOfFile: path, encoding: .utf8))?.contains(") S ") != true { sched_yield() }
    }
}
