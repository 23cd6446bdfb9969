import Foundation
import Testing
import VirtualTime

/// What a process reads before anything has come lays the only thread still.
@Suite struct ReadTests {
    private let simulation = Simulation(.init(seed: 1))

    private func run(_ body: @escaping @Sendable () -> Void) {
        let process = simulation.makeProcess(named: "reader")
        process.start { body() }
        simulation.run()
        simulation.close()
    }

    /// The ways to read.
    enum Way: CaseIterable, Sendable {
        case read, readv, fileHandle, recv, recvfrom, recvmsg

        func read(from file: Int32) {
            var byte: UInt8 = 0
            withUnsafeMutableBytes(of: &byte) { bytes in
                var piece = iovec(iov_base: bytes.baseAddress, iov_len: 1)
                switch self {
                case .read: _ = Glibc.read(file, bytes.baseAddress!, 1)
                case .readv: _ = Glibc.readv(file, &piece, 1)
                case .fileHandle: _ = try? FileHandle(fileDescriptor: file).read(upToCount: 1)
                case .recv: _ = Glibc.recv(file, bytes.baseAddress!, 1, 0)
                case .recvfrom: _ = Glibc.recvfrom(file, bytes.baseAddress!, 1, 0, nil, nil)
                case .recvmsg:
                    withUnsafeMutablePointer(to: &piece) { piece in
                        var message = msghdr()
                        message.msg_iov = piece
                        message.msg_iovlen = 1
                        _ = Glibc.recvmsg(file, &message, 0)
                    }
                }
            }
        }
    }

    /// Two ends of a connection; a read of one ends by itself.
    private static func connection() -> [Int32] {
        var ends: [Int32] = [0, 0]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
        endByItself(ends[0])
        return ends
    }

    private static func endByItself(_ file: Int32) {
        var length = timeval(tv_sec: 0, tv_usec: 1_000)
        setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &length, socklen_t(MemoryLayout<timeval>.size))
    }

    @Test("Whoever waits for it is told of with the place, by whatever call", arguments: Way.allCases)
    func isTold(way: Way) {
        let ends = Self.connection()
        run { way.read(from: ends[0]) }
        #expect(simulation.leaks.map(\.kind) == [.threadBlocked] && simulation.leaks.map(\.process) == ["reader#0"])
        #expect(simulation.leaks.first?.place?.contains("ReadTests.swift:") == true, "\(simulation.leaks)")
        for end in ends { close(end) }
    }

    @Test("What has come before is read as a file is, and so is what nobody waits for", arguments: Way.allCases)
    func whatHasCome(way: Way) {
        let ends = Self.connection()
        send(ends[1], "a", 1, 0)
        run {
            way.read(from: ends[0])
            _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
            way.read(from: ends[0])
        }
        #expect(simulation.leaks == [])
        for end in ends { close(end) }
    }

    @Test("Whoever waits for a connection is told of")
    func accepts() {
        let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                // A name of nothing is one that the machine gives.
                _ = bind(server, $0, socklen_t(MemoryLayout<sa_family_t>.size))
            }
        }
        listen(server, 1)
        Self.endByItself(server)
        run { _ = accept(server, nil, nil) }
        #expect(simulation.leaks.map(\.kind) == [.threadBlocked])
        close(server)
    }

    /// The ways to wait for what the program is sent, or for another program.
    enum Wait: CaseIterable, Sendable {
        case wait4, waitid, sigtimedwait

        func wait() {
            switch self {
            // There is no such program: both end at once.
            case .wait4: _ = Glibc.wait4(pid_t.max, nil, 0, nil)
            case .waitid: _ = Glibc.waitid(P_PID, id_t(pid_t.max), nil, WEXITED)
            case .sigtimedwait:
                var signals = sigset_t()
                sigemptyset(&signals)
                var length = timespec(tv_sec: 0, tv_nsec: 1)
                _ = Glibc.sigtimedwait(&signals, nil, &length)
            }
        }

        func look() {
            switch self {
            case .wait4: _ = Glibc.wait4(pid_t.max, nil, WNOHANG, nil)
            case .waitid: _ = Glibc.waitid(P_PID, id_t(pid_t.max), nil, WEXITED | WNOHANG)
            case .sigtimedwait:
                var signals = sigset_t()
                sigemptyset(&signals)
                var length = timespec()
                _ = Glibc.sigtimedwait(&signals, nil, &length)
            }
        }
    }

    @Test("So is whoever waits for a program or a signal, and not who only looks", arguments: Wait.allCases)
    func otherWaits(way: Wait) {
        run {
            way.look()
            way.wait()
        }
        #expect(simulation.leaks.map(\.kind) == [.threadBlocked] && simulation.leaks.map(\.count) == [1])
    }
}
