import Foundation
import Testing
import VirtualTime

/// What a process writes to a pipe or a socket may be read by a thread that was there before.
@Suite struct PipeTests {
    private let simulation = Simulation(.init(seed: 1))

    private func run(_ body: @escaping @Sendable () -> Void) {
        let process = simulation.makeProcess(named: "writer")
        process.start { body() }
        simulation.run()
        simulation.close()
    }

    /// The ways to write.
    enum Way: CaseIterable, Sendable {
        case write, writev, fileHandle, vdprintf, send, sendto, sendmsg

        var isOfSocket: Bool { [.send, .sendto, .sendmsg].contains(self) }

        func write(to file: Int32) {
            var byte: UInt8 = 1
            withUnsafeMutableBytes(of: &byte) { bytes in
                var piece = iovec(iov_base: bytes.baseAddress, iov_len: 1)
                switch self {
                case .write: _ = Glibc.write(file, bytes.baseAddress!, 1)
                case .writev: _ = Glibc.writev(file, &piece, 1)
                case .fileHandle: try? FileHandle(fileDescriptor: file).write(contentsOf: [1])
                case .vdprintf: _ = withVaList([]) { Glibc.vdprintf(file, "\u{1}", $0) }
                case .send: _ = Glibc.send(file, bytes.baseAddress!, 1, 0)
                case .sendto: _ = Glibc.sendto(file, bytes.baseAddress!, 1, 0, nil, 0)
                case .sendmsg:
                    withUnsafeMutablePointer(to: &piece) { piece in
                        var message = msghdr()
                        message.msg_iov = piece
                        message.msg_iovlen = 1
                        _ = Glibc.sendmsg(file, &message, 0)
                    }
                }
            }
        }
    }

    @Test("Whoever writes to one is told of with the place, by whatever call", arguments: Way.allCases)
    func isTold(way: Way) {
        var ends: [Int32] = [0, 0]
        if way.isOfSocket {
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
            ends.reverse()
        } else {
            pipe(&ends)
        }
        let end = ends[1]
        run { way.write(to: end) }
        #expect(simulation.leaks.map(\.kind) == [.pipeWritten] && simulation.leaks.map(\.process) == ["writer#0"])
        #expect(simulation.leaks.first?.place?.contains("PipeTests.swift:") == true, "\(simulation.leaks)")
        var byte: UInt8 = 0
        #expect(read(ends[0], &byte, 1) == 1 && byte == 1)
        for end in ends { close(end) }
    }

    /// The ways to end what is written.
    enum End: CaseIterable, Sendable {
        case closePipe, closeSocket, shutdown, fileHandle

        func end(_ file: Int32) {
            switch self {
            case .closePipe, .closeSocket: _ = close(file)
            case .shutdown: _ = Glibc.shutdown(file, Int32(SHUT_RDWR))
            case .fileHandle: try? FileHandle(fileDescriptor: file).close()
            }
        }
    }

    @Test("Whoever closes one is told of with the place: a thread may wait for its end", arguments: End.allCases)
    func theEndIsTold(way: End) {
        var ends: [Int32] = [0, 0]
        if way == .closeSocket || way == .shutdown {
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
        } else {
            pipe(&ends)
        }
        let end = ends[1]
        run { way.end(end) }
        #expect(simulation.leaks.map(\.kind) == [.pipeWritten] && simulation.leaks.map(\.process) == ["writer#0"])
        #expect(simulation.leaks.first?.place?.contains("PipeTests.swift:") == true, "\(simulation.leaks)")
        var byte: UInt8 = 0
        #expect(read(ends[0], &byte, 1) == 0)
        close(ends[0])
        if way == .shutdown { close(end) }
    }

    @Test("The end of a file is nobody's affair")
    func theEndOfAFile() {
        let files = [open("/dev/null", O_WRONLY), open("/etc/passwd", O_RDONLY), dup(STDERR_FILENO)]
        run { for file in files { close(file) } }
        #expect(simulation.leaks == [])
    }

    @Test("Files, devices and the program's own output are none, also under another number")
    func whatIsNone() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("written-\(UUID())").path
        let files = [
            open(path, O_WRONLY | O_CREAT, 0o600), open("/dev/null", O_WRONLY), dup(STDERR_FILENO), dup(STDOUT_FILENO),
            STDERR_FILENO,
        ]
        run {
            for (place, file) in files.enumerated() { _ = Glibc.write(file, "x", place < 2 ? 1 : 0) }
            print("", terminator: "")
        }
        #expect(simulation.leaks == [])
        for file in files.dropLast() { close(file) }
        try FileManager.default.removeItem(atPath: path)
    }

    @Test("What two threads outside write to each other is nobody's leak")
    func outside() {
        let pipe = Pipe()
        try? pipe.fileHandleForWriting.write(contentsOf: [1])
        simulation.run()
        #expect(simulation.leaks == [])
        simulation.close()
    }
}
