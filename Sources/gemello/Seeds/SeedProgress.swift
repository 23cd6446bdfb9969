import Synchronization
import Twin

/// How far a range of seeds is, told on standard error.
final class SeedProgress: Sendable {
    private let status = StatusLine()
    private let count: Int
    private let state = Mutex<(done: Int, running: [UInt64])>((0, []))

    init(count: Int) { self.count = count }

    func begin(_ seed: UInt64) {
        state.withLock { $0.running.append(seed) }
        show()
    }

    func end(_ seed: UInt64) {
        state.withLock { state in
            state.running.removeAll { $0 == seed }
            state.done += 1
        }
        show()
    }

    /// Called often by every run, so that the line goes on while a single one takes long.
    func show() {
        status.show { wallSeconds, columns in
            let (done, running) = state.withLock { $0 }
            return SeedProgressLine(done: done, count: count, running: running, wallSeconds: wallSeconds).text(
                columns: columns)
        }
    }

    /// Leaves the terminal's line empty for what comes after.
    func clear() { status.clear() }
}

/// `seeds 12 of 1,000 done | 12 min 40 s left | runs 1.30/s | running 13, 15`.
struct SeedProgressLine {
    var done: Int
    var count: Int
    var running: [UInt64]
    /// Since the first began.
    var wallSeconds: Double

    /// Cut short of the last column, so that no terminal wraps it.
    func text(columns: Int) -> String {
        var parts = ["seeds \(HumanUnits.grouped(done)) of \(HumanUnits.grouped(count)) done"]
        if done > 0, wallSeconds > 0 {
            let left = wallSeconds / Double(done) * Double(count - done)
            parts.append("\(HumanUnits.duration(left)) left")
            parts.append("runs \(HumanUnits.rate(Double(done) / wallSeconds))")
        }
        if !running.isEmpty { parts.append("running " + running.map(String.init).joined(separator: ", ")) }
        return String(parts.joined(separator: " | ").prefix(max(0, columns - 1)))
    }
}
