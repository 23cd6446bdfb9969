import Dispatch
import Foundation
import Synchronization

extension Construct {
    static let sharedState: [Construct] = [
        Construct("`Mutex`", .deterministic) { stage in
            let order = Mutex<[Int]>([])
            await stage.race { number in
                for _ in 0..<2 {
                    order.withLock { $0.append(number) }
                    await Task.yield()
                }
            }
            stage.say(order.withLock { "\($0)" })
        },
        Construct("`Atomic`", .deterministic) { stage in
            let count = Atomic(0)
            await stage.race { number in
                await Task.yield()
                stage.say(number, count.add(1, ordering: .relaxed).newValue)
            }
        },
        Construct("`NSLock`", .deterministic) { stage in
            let order = Guarded()
            await stage.race { number in
                await Task.yield()
                stage.say(number, order.add())
            }
        },
        Construct("`DispatchSemaphore` that is free", .deterministic) { stage in
            let semaphore = DispatchSemaphore(value: 3)
            await stage.race { number in
                take(semaphore)
                await Task.yield()
                stage.say(number)
                semaphore.signal()
            }
        },
        Construct("`pthread_rwlock_t` that is free", .deterministic) { stage in
            let lock = SharedLock()
            await stage.race { number in
                lock.read()
                await Task.yield()
                lock.write { stage.say(number) }
            }
        },
        Construct("A lazy global", .deterministic) { stage in
            await stage.race { number in stage.say(number, Lazy.value) }
        },
    ]

    private static func take(_ semaphore: DispatchSemaphore) { semaphore.wait() }

    private enum Lazy {
        static let value = [1, 2, 3].map { $0 * 2 }.reduce(0, +)
    }

    // The lock is one for several threads.
    private final class SharedLock: @unchecked Sendable {
        private let lock = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)

        init() { pthread_rwlock_init(lock, nil) }

        deinit {
            pthread_rwlock_destroy(lock)
            lock.deallocate()
        }

        func read() {
            pthread_rwlock_rdlock(lock)
            pthread_rwlock_unlock(lock)
        }

        func write(_ body: () -> Void) {
            pthread_rwlock_wrlock(lock)
            body()
            pthread_rwlock_unlock(lock)
        }
    }

    // Its lock guards all.
    private final class Guarded: @unchecked Sendable {
        private let lock = NSLock()
        private var count = 0

        func add() -> Int {
            lock.withLock {
                count += 1
                return count
            }
        }
    }
}
