import Twin

/// How far a run has come, in one line that fits the terminal.
struct ProgressLine {
    var progress: RunProgress
    /// Since the run's start.
    var wallSeconds: Double

    /// Short of the last column, so that no terminal wraps it.
    func text(columns: Int) -> String {
        let virtualSeconds = progress.virtualTime / .seconds(1)
        var words = [
            "virtual \(HumanUnits.duration(virtualSeconds))",
            "\(Int((progress.share * 100).rounded(.down))) %",
        ]
        if wallSeconds > 0 {
            words.append("\(HumanUnits.count((Double(progress.events) / wallSeconds).rounded())) events/s")
            words.append("\(HumanUnits.count((virtualSeconds / wallSeconds).rounded())) sim s/s")
        }
        words.append("\(HumanUnits.grouped(progress.openPayments)) pending")
        if progress.share > 0, wallSeconds > 0 {
            words.append("\(HumanUnits.duration(wallSeconds * (1 - progress.share) / progress.share)) left")
        }
        return String(words.joined(separator: " | ").prefix(max(0, columns - 1)))
    }
}
