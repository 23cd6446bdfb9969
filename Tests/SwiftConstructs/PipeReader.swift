import Foundation
import Synchronization

/// A thread that is there before any simulation is, and reads what is written to a pipe or to a socket.
final class PipeReader: Sendable {
    let pipe = Pipe()
    /// The end of a connection that is written to.
    let socket: Int32
    private let bytesRead = Atomic(0)
    private let thread = Atomic<UInt>(0)

    init() {
        var ends: [Int32] = [0, 0]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
        socket = ends[1]
        for file in [pipe.fileHandleForReading.fileDescriptor, ends[0]] {
            Thread.detachNewThread { [self] in
                var byte: UInt8 = 0
                while read(file, &byte, 1) == 1 {
                    thread.store(UInt(pthread_self()), ordering: .relaxed)
                    bytesRead.add(1, ordering: .releasing)
                }
            }
        }
    }

    /// The thread that reads what `body` writes; nobody lies still for it.
    func thread(reading body: () -> Void) -> UInt {
        let before = bytesRead.load(ordering: .acquiring)
        body()
        while bytesRead.load(ordering: .acquiring) == before { sched_yield() }
        return thread.load(ordering: .relaxed)
    }
}
