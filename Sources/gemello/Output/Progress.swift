import Foundation
import Synchronization
import Twin

/// Shows the progress line on standard error: in place on a terminal, else as a line a second.
final class Progress: Sendable {
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

    /// Shows the state when enough wall time has passed since the last one.
    func update(_ progress: RunProgress) {
        state.withLock { state in
            let now = clock.now
            guard now >= state.nextShow else { return }
            state.nextShow = now + (isTerminal ? .milliseconds(100) : .seconds(1))
            let line = ProgressLine(progress: progress, wallSeconds: (now - start) / .seconds(1)).text(
                columns: isTerminal ? Self.columns : 100)
            Self.write(isTerminal ? "\r\u{1B}[K" + line : line + "\n")
            state.isLineOpen = isTerminal
        }
    }

    /// Leaves the terminal's line empty for what comes after.
    func finish() {
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
