import Dispatch
import Foundation

extension Construct {
    /// What lays the only thread of a simulation still. Each says that it has come to its end.
    static let waits: [Construct] = [
        Construct("`usleep`", .reported([.threadBlocked])) { stage in
            stage.block {
                usleep(1)
            }
        },
        Construct("`nanosleep`", .reported([.threadBlocked])) { stage in
            stage.block {
                var length = timespec(tv_sec: 0, tv_nsec: 1_000)
                nanosleep(&length, nil)
            }
        },
        Construct("`clock_nanosleep` to an instant", .reported([.threadBlocked])) { stage in
            stage.block {
                var now = timespec()
                clock_gettime(CLOCK_MONOTONIC, &now)
                now.tv_nsec += 1_000
                clock_nanosleep(CLOCK_MONOTONIC, Int32(TIMER_ABSTIME), &now, nil)
            }
        },
        Construct("`Thread.sleep(forTimeInterval:)`", .reported([.threadBlocked])) { stage in
            stage.block {
                Thread.sleep(forTimeInterval: 0.000_1)
            }
        },
        Construct("`Thread.sleep(until:)`", .reported([.threadBlocked])) { stage in
            stage.block {
                Thread.sleep(until: Date().addingTimeInterval(0.000_1))
            }
        },
        Construct("`RunLoop.run(until:)`", .reported([.threadBlocked])) { stage in
            stage.block {
                RunLoop.current.run(until: Date().addingTimeInterval(0.001))
            }
        },
        Construct("`DispatchSemaphore.wait(timeout:)`", .reported([.threadBlocked])) { stage in
            stage.block {
                _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .microseconds(100))
            }
        },
        Construct("`DispatchSemaphore` that another thread holds", .reported([.threadBlocked])) { stage in
            stage.block {
                let held = DispatchSemaphore(value: 0)
                Elsewhere.onceStill { held.signal() }
                held.wait()
            }
        },
        Construct("`DispatchGroup.wait`", .reported([.threadBlocked])) { stage in
            stage.block {
                let group = DispatchGroup()
                group.enter()
                Elsewhere.onceStill { group.leave() }
                group.wait()
            }
        },
        Construct("`DispatchQueue.sync` on a queue that is busy", .reported([.threadBlocked])) { stage in
            stage.block {
                let queue = DispatchQueue(label: "row")
                let caller = ThreadState.ofCaller()
                let isBusy = Flag()
                Elsewhere.thread.add {
                    queue.async {
                        isBusy.raise()
                        caller.wait()
                    }
                }
                isBusy.spin()
                queue.sync {}
            }
        },
        Construct("`NSCondition.wait(until:)`", .reported([.threadBlocked])) { stage in
            stage.block {
                let condition = NSCondition()
                _ = condition.withLock { condition.wait(until: Date().addingTimeInterval(0.000_1)) }
            }
        },
        Construct("`NSCondition.wait()`", .reported([.threadBlocked])) { stage in
            stage.block {
                let condition = NSCondition()
                condition.withLock {
                    Elsewhere.onceStill { condition.withLock { condition.signal() } }
                    condition.wait()
                }
            }
        },
        Construct("`NSLock.lock(before:)`", .reported([.threadBlocked])) { stage in
            stage.block {
                let lock = NSLock()
                _ = lock.withLock { lock.lock(before: Date().addingTimeInterval(0.000_1)) }
            }
        },
        Construct("`pthread_rwlock_rdlock` of a lock that is taken", .reported([.threadBlocked])) { stage in
            stage.block {
                TakenLock.with { pthread_rwlock_rdlock($0) }
            }
        },
        Construct("`pthread_rwlock_wrlock` of a lock that is taken", .reported([.threadBlocked])) { stage in
            stage.block {
                TakenLock.with { pthread_rwlock_wrlock($0) }
            }
        },
        Construct("`pthread_rwlock_timedrdlock` of a lock that is taken", .reported([.threadBlocked])) { stage in
            stage.block {
                var end = TakenLock.deadline
                TakenLock.with { pthread_rwlock_timedrdlock($0, &end) }
            }
        },
        Construct("`pthread_rwlock_timedwrlock` of a lock that is taken", .reported([.threadBlocked])) { stage in
            stage.block {
                var end = TakenLock.deadline
                TakenLock.with { pthread_rwlock_timedwrlock($0, &end) }
            }
        },
        Construct("`pthread_rwlock_clockrdlock` of a lock that is taken", .reported([.threadBlocked])) { stage in
            stage.block {
                var end = TakenLock.deadline
                let lock = Fortified.function("pthread_rwlock_clockrdlock", as: Fortified.ClockLock.self)
                TakenLock.with { lock($0, CLOCK_MONOTONIC, &end) }
            }
        },
        Construct("`pthread_rwlock_clockwrlock` of a lock that is taken", .reported([.threadBlocked])) { stage in
            stage.block {
                var end = TakenLock.deadline
                let lock = Fortified.function("pthread_rwlock_clockwrlock", as: Fortified.ClockLock.self)
                TakenLock.with { lock($0, CLOCK_MONOTONIC, &end) }
            }
        },
        Construct("`flock` of a file that is locked", .reported([.threadBlocked])) { stage in
            stage.block {
                LockedFile.with { flock($0, $1 ? LOCK_EX : LOCK_UN) }
            }
        },
        Construct("`fcntl` for a part of a file that is locked", .reported([.threadBlocked])) { stage in
            stage.block {
                LockedFile.with { file, takes in
                    var part = flock()
                    part.l_type = Int16(takes ? F_WRLCK : F_UNLCK)
                    // F_OFD_SETLKW: the lock is the file's that was opened, and not the program's.
                    return fcntl(file, 38, &part)
                }
            }
        },
        Construct("`select`", .reported([.threadBlocked])) { stage in
            stage.block {
                var length = timeval(tv_sec: 0, tv_usec: 100)
                select(0, nil, nil, nil, &length)
            }
        },
        Construct("`poll`", .reported([.threadBlocked])) { stage in
            stage.block {
                poll(nil, 0, 1)
            }
        },
        Construct("`__poll_chk`", .reported([.threadBlocked])) { stage in
            stage.block {
                _ = Fortified.function("__poll_chk", as: Fortified.Poll.self)(nil, 0, 1, 0)
            }
        },
        Construct("`__ppoll_chk`", .reported([.threadBlocked])) { stage in
            stage.block {
                var length = timespec(tv_sec: 0, tv_nsec: 1_000)
                _ = Fortified.function("__ppoll_chk", as: Fortified.PollWithMask.self)(nil, 0, &length, nil, 0)
            }
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
        Construct("A condition on which a thread from before waits", .reported([.threadWoken])) { stage in
            stage.outside.enter()
            Elsewhere.sleeper.signal { stage.outside.leave() }
        },
        Construct("`sem_post`", .reported([.threadWoken])) { _ in
            var semaphore = sem_t()
            sem_init(&semaphore, 0, 0)
            sem_post(&semaphore)
            sem_destroy(&semaphore)
        },
        Construct("`write` to a pipe", .reported([.pipeWritten]), before: { _ = reader }) { _ in
            write(reader.pipe.fileHandleForWriting.fileDescriptor, "a", 1)
        },
        Construct("`FileHandle.write` to a `Pipe`", .reported([.pipeWritten]), before: { _ = reader }) { _ in
            let pipe: Pipe = reader.pipe
            let end: FileHandle = pipe.fileHandleForWriting
            end.write(Data([1]))
        },
        Construct("`send` to a socket", .reported([.pipeWritten]), before: { _ = reader }) { _ in
            send(reader.socket, "a", 1, 0)
        },
        Construct("`fputc` to a pipe", .notSeen, before: { _ = reader }) { stage in
            let stream = fdopen(dup(reader.pipe.fileHandleForWriting.fileDescriptor), "w")
            let thread = reader.thread {
                fputc(1, stream)
                fflush(stream)
            }
            fclose(stream)
            stage.say(thread)
        },
        Construct("`write` to standard error", .deterministic) { stage in
            await stage.race { number in
                await Task.yield()
                stage.say(number, write(STDERR_FILENO, "", 0))
            }
        },
    ]

    private static let reader = PipeReader()
}
