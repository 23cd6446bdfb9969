import Experiments
import Statistics
import Synchronization
import Twin

/// Tells on standard error how far runs are, and leaves beside each what repeats it should it trap.
final class ProgressTeller: RunWatcher {
    /// What runs are called, beside each other.
    struct Names: Sendable {
        /// What is counted, in the plural.
        var noun = "seeds"
        /// What tells a run from the others, behind the noun.
        var name: @Sendable (RunTicket) -> String = { "\($0.seed)" }
    }

    private let count: Int
    private let isQuiet: Bool
    private let names: Names
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
    ///   - count: how many runs there will be; one is told by how far it is.
    ///   - repeatLine: what repeats a run that has not ended.
    init(
        count: Int, isQuiet: Bool, names: Names = Names(), repeatLine: @escaping @Sendable (RunTicket) -> String
    ) {
        self.count = count
        self.isQuiet = isQuiet
        self.names = names
        self.repeatLine = repeatLine
    }

    func begins(_ ticket: RunTicket) {
        let seed = count == 1 ? "" : "seed \(ticket.seed), "
        TrapNote.begin(seed + "repeat it with `\(repeatLine(ticket))`")
        state.withLock { $0.running.append(.init(name: names.name(ticket))) }
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
        let name = names.name(ticket)
        return state.withLock { state in
            if let place = state.running.firstIndex(where: { $0.name == name }) {
                // A run that is verified begins once more.
                if progress.share < state.running[place].share { state.timeLeft = nil }
                state.running[place].share = progress.share
            }
            let first = state.timeLeft ?? TimeLeft(firstSeconds: wallSeconds, firstShare: progress.share)
            state.timeLeft = first
            return first
        }
    }

    func ends(_ ticket: RunTicket, isWhole: Bool) {
        TrapNote.end()
        let name = names.name(ticket)
        state.withLock { state in
            state.running.removeAll { $0.name == name }
            if isWhole { state.done += 1 }
        }
    }

    /// The one line of a log: how much there was, and how long it took.
    func conclude() {
        StandardError.clearStatus()
        let done = state.withLock { $0.done }
        // Of one run that was broken off nothing is to be counted.
        guard !isQuiet, !StandardError.isTerminal, count > 0, count > 1 || done > 0 else { return }
        let runs = count == 1 ? "the run" : "\(HumanUnits.grouped(done)) of \(HumanUnits.grouped(count)) runs"
        StandardError.report("\(runs) ended after \(HumanUnits.duration(wallSeconds))")
    }

    private var wallSeconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    private var batchLine: BatchProgressLine {
        let (done, running) = state.withLock { ($0.done, $0.running) }
        return BatchProgressLine(
            noun: names.noun, done: done, count: count, running: running, wallSeconds: wallSeconds)
    }
}
