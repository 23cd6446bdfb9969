import Experiments
import Statistics
import Synchronization
import Twin

/// Tells on standard error how far runs are, and leaves beside each what repeats it should it trap.
final class ProgressTeller: RunWatcher {
    private let count: Int
    private let isQuiet: Bool
    private let repeatLine: @Sendable (RunTicket) -> String
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    private struct State {
        var done = 0
        var running: [BatchProgressLine.Running] = []
        /// Of the only run; nil before it was first told of.
        var timeLeft: TimeLeft?
    }

    /// - Parameters:
    ///   - count: how many runs there will be.
    ///   - repeatLine: what repeats a run that has not ended.
    init(count: Int, isQuiet: Bool, repeatLine: @escaping @Sendable (RunTicket) -> String) {
        self.count = count
        self.isQuiet = isQuiet
        self.repeatLine = repeatLine
    }

    func begins(_ ticket: RunTicket) {
        let seed = count == 1 ? "" : "seed \(ticket.seed), "
        TrapNote.begin(seed + "repeat it with `\(repeatLine(ticket))`")
        state.withLock { $0.running.append(.init(seed: ticket.seed)) }
    }

    func progressed(_ ticket: RunTicket, _ progress: RunProgress) {
        guard !isQuiet else { return }
        let wallSeconds = wallSeconds
        let timeLeft = note(ticket, progress, wallSeconds)
        StandardError.showStatus { columns in
            count == 1
                ? RunProgressLine(progress: progress, wallSeconds: wallSeconds, timeLeft: timeLeft)
                    .text(columns: columns)
                : batchLine.text(columns: columns)
        }
    }

    private func note(_ ticket: RunTicket, _ progress: RunProgress, _ wallSeconds: Double) -> TimeLeft {
        state.withLock { state in
            if let place = state.running.firstIndex(where: { $0.seed == ticket.seed }) {
                // A run that is verified begins once more.
                if progress.share < state.running[place].share { state.timeLeft = nil }
                state.running[place].share = progress.share
            }
            let first = state.timeLeft ?? TimeLeft(firstSeconds: wallSeconds, firstShare: progress.share)
            state.timeLeft = first
            return first
        }
    }

    func ends(_ ticket: RunTicket) {
        TrapNote.end()
        state.withLock { state in
            state.running.removeAll { $0.seed == ticket.seed }
            state.done += 1
        }
    }

    /// The one line of a log: how much there was, and how long it took.
    func conclude() {
        StandardError.clearStatus()
        guard !isQuiet, !StandardError.isTerminal else { return }
        let done = state.withLock { $0.done }
        let runs = count == 1 ? "the run" : "\(HumanUnits.grouped(done)) of \(HumanUnits.grouped(count)) runs"
        StandardError.report("\(runs) ended after \(HumanUnits.duration(wallSeconds))")
    }

    private var wallSeconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    private var batchLine: BatchProgressLine {
        let (done, running) = state.withLock { ($0.done, $0.running) }
        return BatchProgressLine(done: done, count: count, running: running, wallSeconds: wallSeconds)
    }
}
