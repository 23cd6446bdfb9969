import Dispatch
import Foundation

extension Construct {
    /// What lays the only thread of a simulation still. Each says that it has come to its end.
    static let waits: [Construct] = [
        Construct("`usleep`", .reported([.threadBlocked])) { stage in
            usleep(1)
            stage.say("over")
        },
        Construct("`nanosleep`", .reported([.threadBlocked])) { stage in
            var length = timespec(tv_sec: 0, tv_nsec: 1_000)
            nanosleep(&length, nil)
            stage.say("over")
        },
        Construct("`clock_nanosleep` to an instant", .reported([.threadBlocked])) { stage in
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            now.tv_nsec += 1_000
            clock_nanosleep(CLOCK_MONOTONIC, Int32(TIMER_ABSTIME), &now, nil)
            stage.say("over")
        },
        Construct("`Thread.sleep(forTimeInterval:)`", .reported([.threadBlocked])) { stage in
            Thread.sleep(forTimeInterval: 0.000_1)
            stage.say("over")
        },
        Construct("`Thread.sleep(until:)`", .reported([.threadBlocked])) { stage in
            Thread.sleep(until: Date().addingTimeInterval(0.000_1))
            stage.say("over")
        },
        Construct("`RunLoop.run(until:)`", .reported([.threadBlocked])) { stage in
            RunLoop.current.run(until: Date().addingTimeInterval(0.001))
            stage.say("over")
        },
        Construct("`DispatchSemaphore.wait(timeout:)`", .reported([.threadBlocked])) { stage in
            _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .microseconds(100))
            stage.say("over")
        },
        Construct("`DispatchSemaphore` that another thread holds", .reported([.threadBlocked])) { stage in
            let held = DispatchSemaphore(value: 0)
            Elsewhere.after(microseconds: 100) { held.signal() }
            held.wait()
            stage.say("over")
        },
        Construct("`DispatchGroup.wait`", .reported([.threadBlocked])) { stage in
            let group = DispatchGroup()
            group.enter()
            Elsewhere.after(microseconds: 100) { group.leave() }
            group.wait()
            stage.say("over")
        },
        Construct("`DispatchQueue.sync` on a queue that is busy", .reported([.threadBlocked])) { stage in
            let queue = DispatchQueue(label: "row")
            let isBusy = DispatchSemaphore(value: 0)
            Elsewhere.after(microseconds: 0) {
                queue.async {
                    isBusy.signal()
                    usleep(200)
                }
            }
            isBusy.wait()
            queue.sync {}
            stage.say("over")
        },
        Construct("`NSCondition.wait(until:)`", .reported([.threadBlocked])) { stage in
            let condition = NSCondition()
            condition.lock()
            _ = condition.wait(until: Date().addingTimeInterval(0.000_1))
            condition.unlock()
            stage.say("over")
        },
        Construct("`NSCondition.wait()`", .reported([.threadBlocked])) { stage in
            let condition = NSCondition()
            condition.lock()
            Elsewhere.after(microseconds: 100) { condition.withLock { condition.signal() } }
            condition.wait()
            condition.unlock()
            stage.say("over")
        },
        Construct("`NSLock.lock(before:)`", .reported([.threadBlocked])) { stage in
            let lock = NSLock()
            lock.lock()
            _ = lock.lock(before: Date().addingTimeInterval(0.000_1))
            lock.unlock()
            stage.say("over")
        },
        Construct("`select`", .reported([.threadBlocked])) { stage in
            var length = timeval(tv_sec: 0, tv_usec: 100)
            select(0, nil, nil, nil, &length)
            stage.say("over")
        },
        Construct("`poll`", .reported([.threadBlocked])) { stage in
            poll(nil, 0, 1)
            stage.say("over")
        },
        Construct("`Process.waitUntilExit`", .reported([.programStarted])) { stage in
            let program = Process()
            program.executableURL = URL(fileURLWithPath: "/bin/true")
            try? program.run()
            program.waitUntilExit()
            stage.say(program.terminationStatus)
        },
        Construct("A loop until `Date()` has come to an instant", .reported([.wallClockRead])) { stage in
            let deadline = Date().addingTimeInterval(86_400)
            while Date() < deadline {}
            stage.say("over")
        },
        Construct("A loop until `ContinuousClock.now` has come to an instant", .reported([.monotonicClockRead])) {
            stage in
            let deadline = ContinuousClock.now.advanced(by: .seconds(3_600))
            while ContinuousClock.now < deadline {}
            stage.say("over")
        },
        Construct("`NSCondition.signal` for a thread that was there before", .reported([.threadWoken])) { stage in
            stage.outside.enter()
            sleeper.add { stage.outside.leave() }
        },
        Construct("`sem_post`", .reported([.threadWoken])) { _ in
            var semaphore = sem_t()
            sem_init(&semaphore, 0, 0)
            sem_post(&semaphore)
            sem_destroy(&semaphore)
        },
        Construct("`pthread_cond_signal`", .reported([.threadWoken])) { _ in
            var condition = pthread_cond_t()
            pthread_cond_init(&condition, nil)
            pthread_cond_signal(&condition)
            pthread_cond_destroy(&condition)
        },
    ]

    private static let sleeper = Elsewhere.SleepingThread()
}
