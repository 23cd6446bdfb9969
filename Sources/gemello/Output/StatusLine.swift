import Foundation
import Synchronization

/// A line on standard error that tells how far things are: in place on a terminal, else as a line a second.
final class StatusLine: Sendable {
    private struct State {
        var nextShow: ContinuousClock.Instant
        var isLineOpen = false
    }

    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private let state: Mutex<State>

    init() {
        start = clock.now
        state = Mutex(State(nextShow: start))
    }

    /// Shows what `text` says when enough wall time has passed since the last time.
    /// - Parameter text: is given the seconds since the start and the columns there are.
    func show(_ text: (_ wallSeconds: Double, _ columns: Int) -> String) {
        state.withLock { state in
            let now = clock.now
            guard now >= state.nextShow else { return }
            state.nextShow = now + (isTerminal ? .milliseconds(100) : .seconds(1))
            let line = text((now - start) / .seconds(1), isTerminal ? Self.columns : 100)
            Self.write(isTerminal ? "\r\u{1B}[K" + line : line + "\n")
            state.isLineOpen = isTerminal
        }
    }

    /// Leaves the terminal's line empty for what comes after.
    func clear() {
        state.withLock { state in
            if state.isLineOpen { Self.write("\r\u{1B}[K") }
            state.isLineOpen = false
        }
    }

    private static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    private static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
