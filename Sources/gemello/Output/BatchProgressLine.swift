import Statistics

/// `seeds 12 of 1,000 done | 12 min 40 s left | runs 1.30/s | running 13, 15`.
struct BatchProgressLine {
    var done: Int
    var count: Int
    /// Their seeds.
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
