/// How far a run has come, in one line that fits the terminal.
struct ProgressLine {
    struct State {
        /// Virtual time since the scenario's start, seconds.
        var virtualSeconds: Double
        /// Of the run that is done, 0 to 1.
        var share: Double
        var events: UInt64
        /// Payments not in a final state.
        var pending: Int
        /// Wall time since the run's start, seconds.
        var wallSeconds: Double
    }

    static func text(_ state: State, columns: Int) -> String {
        var words = [
            "\(HumanUnits.duration(state.virtualSeconds)) of virtual time",
            "\(Int((state.share * 100).rounded(.down))) %",
        ]
        if state.wallSeconds > 0 {
            words.append("\(HumanUnits.count((Double(state.events) / state.wallSeconds).rounded())) events/s")
            words.append("\(HumanUnits.count((state.virtualSeconds / state.wallSeconds).rounded())) simulated s/s")
        }
        words.append("\(HumanUnits.grouped(state.pending)) pending")
        if state.share > 0, state.wallSeconds > 0 {
            words.append("\(HumanUnits.duration(state.wallSeconds * (1 - state.share) / state.share)) left")
        }
        return String(words.joined(separator: " | ").prefix(max(0, columns - 1)))
    }
}
