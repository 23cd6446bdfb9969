import Foundation
import Twin

/// Ctrl-C asks the run to stop at the end of its slice; a second one ends the process at once.
enum Interruption {
    static let exitCode: Int32 = 130
    static let cancellation = RunCancellation()

    /// Makes the cancellation before the handler is set: a signal handler may touch only what exists already. And lets the
    /// signal through, because a program that was started from a thread with blocked signals inherits the block.
    static func listen() {
        _ = cancellation
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        signal(SIGINT) { _ in
            Interruption.cancellation.cancel()
            signal(SIGINT, SIG_DFL)
        }
    }
}
