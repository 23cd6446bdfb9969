import Dispatch
import Foundation
import Synchronization

extension Construct {
    /// What comes and goes through the pipes, the sockets and the signals of the machine. Each says that it has come to
    /// its end.
    static let pipesAndSignals: [Construct] = [
        Construct("`read` of a pipe that is empty", .reported([.threadBlocked])) { stage in
            stage.block {
                var ends: [Int32] = [0, 0]
                pipe(&ends)
                let end = ends[1]
                Elsewhere.onceStill { _ = write(end, "a", 1) }
                var byte: UInt8 = 0
                read(ends[0], &byte, 1)
                for end in ends { close(end) }
            }
        },
        Construct("`FileHandle.availableData` of an empty `Pipe`", .reported([.threadBlocked])) { stage in
            stage.block {
                let pipe = Pipe()
                let end: FileHandle = pipe.fileHandleForWriting
                Elsewhere.onceStill { end.write(Data([1])) }
                _ = pipe.fileHandleForReading.availableData
            }
        },
        Construct("`recv` on a socket to which nothing was sent", .reported([.threadBlocked])) { stage in
            stage.block {
                var ends: [Int32] = [0, 0]
                socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
                let end = ends[1]
                Elsewhere.onceStill { _ = write(end, "a", 1) }
                var byte: UInt8 = 0
                recv(ends[0], &byte, 1, 0)
                for end in ends { close(end) }
            }
        },
        Construct("`__read_chk` of a pipe that is empty", .reported([.threadBlocked])) { stage in
            stage.block {
                var ends: [Int32] = [0, 0]
                pipe(&ends)
                let end = ends[1]
                Elsewhere.onceStill { _ = write(end, "a", 1) }
                var byte: UInt8 = 0
                _ = Fortified.function("__read_chk", as: Fortified.Read.self)(ends[0], &byte, 1, 1)
                for end in ends { close(end) }
            }
        },
        Construct("`__recv_chk` on a socket to which nothing was sent", .reported([.threadBlocked])) { stage in
            stage.block {
                var ends: [Int32] = [0, 0]
                socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
                let end = ends[1]
                Elsewhere.onceStill { _ = write(end, "a", 1) }
                var byte: UInt8 = 0
                _ = Fortified.function("__recv_chk", as: Fortified.Receive.self)(ends[0], &byte, 1, 1, 0)
                for end in ends { close(end) }
            }
        },
        Construct("`__recvfrom_chk` on a socket to which nothing was sent", .reported([.threadBlocked])) { stage in
            stage.block {
                var ends: [Int32] = [0, 0]
                socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
                let end = ends[1]
                Elsewhere.onceStill { _ = write(end, "a", 1) }
                var byte: UInt8 = 0
                _ = Fortified.function("__recvfrom_chk", as: Fortified.ReceiveFrom.self)(
                    ends[0], &byte, 1, 1, 0, nil, nil)
                for end in ends { close(end) }
            }
        },
        Construct("`wait4`", .reported([.programStarted, .threadBlocked])) { stage in
            stage.block {
                var program = pid_t()
                var none: [UnsafeMutablePointer<CChar>?] = [nil]
                posix_spawn(&program, "/bin/true", nil, nil, &none, &none)
                wait4(program, nil, 0, nil)
            }
        },
        Construct("`sigwait`", .reported([.threadBlocked])) { stage in
            stage.block {
                var signals = sigset_t()
                var signal: Int32 = 0
                sigemptyset(&signals)
                sigaddset(&signals, SIGUSR1)
                pthread_sigmask(SIG_BLOCK, &signals, nil)
                raise(SIGUSR1)
                sigwait(&signals, &signal)
            }
        },
        Construct("`close` of a pipe", .reported([.pipeWritten])) { _ in
            var ends: [Int32] = [0, 0]
            pipe(&ends)
            for end in ends { close(end) }
        },
        Construct("`shutdown` of a socket", .reported([.pipeWritten])) { _ in
            var ends: [Int32] = [0, 0]
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
            shutdown(ends[1], Int32(SHUT_WR))
            for end in ends { close(end) }
        },
        Construct("`kill` of the program itself", .reported([.threadWoken]), before: { _ = source }) { _ in
            kill(getpid(), SIGUSR2)
        },
        Construct("`raise`", .reported([.threadWoken]), before: { _ = source }) { _ in
            raise(SIGUSR2)
        },
        Construct("`vdprintf` to a pipe", .reported([.pipeWritten])) { _ in
            intoPipe { end in
                _ = withVaList([]) { vdprintf(end, "a", $0) }
            }
        },
        Construct("`dprintf` to a pipe", .reported([.pipeWritten])) { _ in
            intoPipe { end in
                _ = Fortified.function("dprintf", as: Fortified.Print.self)(end, "a")
            }
        },
        Construct("`__dprintf_chk` to a pipe", .reported([.pipeWritten])) { _ in
            intoPipe { end in
                _ = Fortified.function("__dprintf_chk", as: Fortified.PrintChecked.self)(end, 1, "a")
            }
        },
        Construct("`__vdprintf_chk` to a pipe", .reported([.pipeWritten])) { _ in
            intoPipe { end in
                Fortified.withList {
                    _ = Fortified.function("__vdprintf_chk", as: Fortified.PrintList.self)(end, 1, "a", $0)
                }
            }
        },
        Construct("`fclose` of a pipe", .notSeen) { stage in
            var ends: [Int32] = [0, 0]
            pipe(&ends)
            let end = ends[0]
            let stream = fdopen(ends[1], "w")
            let found = ThreadFound()
            Elsewhere.thread.add {
                var byte: UInt8 = 0
                while read(end, &byte, 1) > 0 {}
                close(end)
                found.thread.store(UInt(pthread_self()), ordering: .releasing)
            }
            fclose(stream)
            stage.say(found.spin())
        },
        Construct("`NSLock.unlock` of a lock for which a thread from before waits", .notSeen) { stage in
            stage.block {
                let lock: NSLock = NSLock()
                let found = ThreadFound()
                lock.lock()
                Elsewhere.thread.add {
                    found.state.withLock { $0 = ThreadState.ofCaller() }
                    lock.lock()
                    found.thread.store(UInt(pthread_self()), ordering: .releasing)
                    lock.unlock()
                }
                while found.state.withLock({ $0 == nil }) { sched_yield() }
                found.state.withLock { $0 }?.wait()
                lock.unlock()
                stage.say(found.spin())
            }
        },
    ]

    /// The pipe is closed by a thread whose doings nobody sees.
    private static func intoPipe(_ body: (Int32) -> Void) {
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        body(ends[1])
        Elsewhere.thread.add { [ends] in for end in ends { close(end) } }
    }

    private final class ThreadFound: Sendable {
        let thread = Atomic<UInt>(0)
        let state = Mutex<ThreadState?>(nil)

        /// Which one it is, once it has been here; nobody lies still for it.
        func spin() -> UInt {
            while thread.load(ordering: .acquiring) == 0 { sched_yield() }
            return thread.load(ordering: .relaxed)
        }
    }

    /// Waits for a signal for as long as the program runs.
    nonisolated(unsafe) private static let source: any DispatchSourceSignal = {
        signal(SIGUSR2, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGUSR2, queue: .global())
        source.setEventHandler {}
        source.resume()
        return source
    }()
}
