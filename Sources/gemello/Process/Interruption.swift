import Foundation
import Synchronization
import Twin

/// Ctrl-C, or whoever ends the process kindly, asks the runs to stop at the end of their slice; a second time ends the
/// process at once.
enum Interruption {
    static let cancellation = RunCancellation()
    private static let signalNumber = Atomic<Int32>(0)

    /// 130 for Ctrl-C, 143 for SIGTERM; nil unless one came.
    static var exitCode: Int32? {
        let number = signalNumber.load(ordering: .relaxed)
        return number == 0 ? nil : 128 + number
    }

    /// Makes the cancellation before the handler is set: a signal handler may touch only what exists already. And lets
    /// the signals through, because a program that was started from a thread with blocked signals inherits the block.
    static func listen() {
        _ = cancellation
        _ = signalNumber.load(ordering: .relaxed)
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                Interruption.signalNumber.store(number, ordering: .relaxed)
                Interruption.cancellation.cancel()
                signal(number, SIG_DFL)
            }
        }
    }
}
