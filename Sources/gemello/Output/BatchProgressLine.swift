import Statistics

/// `seeds 12 of 1,000 done | 12 min 40 s left | runs 1.30/s | running 13, 15`.
struct BatchProgressLine {
    /// What is counted.
    var noun = "seeds"
    var done: Int
    var count: Int
    var running: [Running]
    /// Since the first began.
    var wallSeconds: Double

    /// A run that has not ended.
    struct Running {
        /// What tells it from the others, without the noun.
        var name: String
        /// How much of it is done, 0 to 1.
        var share = 0.0
    }

    /// Cut short of the last column, so that no terminal wraps it.
    func text(columns: Int) -> String {
        var parts = ["\(noun) \(HumanUnits.grouped(done)) of \(HumanUnits.grouped(count)) done"]
        if done > 0, wallSeconds > 0 {
            // What runs side by side is work that is done, too: without it the first to end would count for all.
            let work = running.reduce(Double(done)) { $0 + $1.share }
            parts.append("\(HumanUnits.duration(wallSeconds / work * max(0, Double(count) - work))) left")
            parts.append("runs \(HumanUnits.rate(work / wallSeconds))")
        }
        if !running.isEmpty { parts.append("running " + running.map(\.name).joined(separator: ", ")) }
        return String(parts.joined(separator: " | ").prefix(max(0, columns - 1)))
    }
}
