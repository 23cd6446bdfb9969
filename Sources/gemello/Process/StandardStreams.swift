import Foundation
import Scenarios
import Synchronization

/// The three streams that every process has, or should have.
enum StandardStreams {
    /// Takes the places of streams that were closed when the program began, so that no file which is opened later is
    /// written to in their stead; and lets a reader that has gone away be an error of the write and not the end of the
    /// process.
    static func secure() {
        for (stream, mode) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
        where fcntl(stream, F_GETFD) == -1 {
            _ = open("/dev/null", mode)
        }
        signal(SIGPIPE, SIG_IGN)
    }

    /// Writes all of `text`, whatever the stream takes at a time.
    /// - Returns: 0, or the error of the system that ended it.
    fileprivate static func write(_ text: String, to stream: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(stream, bytes.baseAddress! + written, bytes.count - written)
                if count < 0, errno != EINTR { return errno }
                written += max(0, count)
            }
            return 0
        }
    }
}

/// What a command answers. It arrives, or the command fails.
enum StandardOutput {
    /// Whether a person looks at it who has not said that there shall be no colours (<https://no-color.org>).
    static let isColourful =
        isatty(STDOUT_FILENO) == 1 && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

    /// Writes a text for people, with nothing in it that a terminal would obey.
    static func write(_ text: String) throws(Failure) { try write(raw: TerminalText.escapedLines(text)) }

    /// Writes a text for programs as it is.
    static func write(raw text: String) throws(Failure) {
        let code = StandardStreams.write(text, to: STDOUT_FILENO)
        guard code != 0 else { return }
        if code == EPIPE {
            // Whoever reads has enough: the program ends as any other in a pipe, which a shell calls 141.
            signal(SIGPIPE, SIG_DFL)
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGPIPE)
            pthread_sigmask(SIG_UNBLOCK, &signals, nil)
            raise(SIGPIPE)
        }
        throw Failure("standard output: cannot be written (\(String(cString: strerror(code))))")
    }
}

/// Everything that is said beside the answer: messages, and a line that tells how far things are. Whether anyone hears
/// it changes nothing.
enum StandardError {
    private struct State {
        var nextStatus = ContinuousClock.now
        var isStatusShown = false
    }

    static let isTerminal = isatty(STDERR_FILENO) == 1
    private static let state = Mutex(State())

    /// One line, which begins with the program's name.
    static func report(_ line: String) {
        state.withLock { state in
            clear(&state)
            _ = StandardStreams.write("gemello: \(TerminalText.onOneLine(line))\n", to: STDERR_FILENO)
        }
    }

    /// One line for programs, as it is.
    static func write(raw line: String) {
        state.withLock { state in
            clear(&state)
            _ = StandardStreams.write(line + "\n", to: STDERR_FILENO)
        }
    }

    /// Shows on a terminal, in place, what `text` makes of the columns there are, when enough wall time has passed
    /// since the last time; a log is spared.
    static func showStatus(_ text: (_ columns: Int) -> String) {
        guard isTerminal else { return }
        state.withLock { state in
            guard ContinuousClock.now >= state.nextStatus else { return }
            state.nextStatus = .now + .milliseconds(100)
            state.isStatusShown = true
            _ = StandardStreams.write("\r\u{1B}[K" + TerminalText.onOneLine(text(columns)), to: STDERR_FILENO)
        }
    }

    /// Leaves the terminal's line empty for what comes after.
    static func clearStatus() { state.withLock { clear(&$0) } }

    private static func clear(_ state: inout State) {
        if state.isStatusShown { _ = StandardStreams.write("\r\u{1B}[K", to: STDERR_FILENO) }
        state.isStatusShown = false
    }

    private static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
