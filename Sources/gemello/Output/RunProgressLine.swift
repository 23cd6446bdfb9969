import Statistics
import Twin

/// How far a run has come, in one line that fits the terminal.
struct RunProgressLine {
    var progress: RunProgress
    /// Since the run's start.
    var wallSeconds: Double
    var timeLeft: TimeLeft

    /// Short of the last column, so that no terminal wraps it. On a narrow terminal the least telling parts are left
    /// out.
    func text(columns: Int) -> String {
        var parts = parts
        while parts.count > 1, Self.joined(parts).count >= columns {
            guard let least = parts.indices.min(by: { parts[$0].weight < parts[$1].weight }) else { break }
            parts.remove(at: least)
        }
        return String(Self.joined(parts).prefix(max(0, columns - 1)))
    }

    private static func joined(_ parts: [(text: String, weight: Int)]) -> String {
        parts.map(\.text).joined(separator: " | ")
    }

    /// From left to right, the heavier the more telling.
    private var parts: [(text: String, weight: Int)] {
        let virtualSeconds = progress.virtualTime / .seconds(1)
        var parts = [
            (text: "virtual \(HumanUnits.duration(virtualSeconds))", weight: 5),
            (text: "\(Int((progress.share * 100).rounded(.down))) %", weight: 4),
        ]
        if wallSeconds > 0 {
            let eventsPerSecond = (Double(progress.events) / wallSeconds).rounded()
            parts.append((text: "\(HumanUnits.count(eventsPerSecond)) events/s", weight: 1))
            parts.append((text: "\(HumanUnits.count((virtualSeconds / wallSeconds).rounded())) sim s/s", weight: 0))
        }
        parts.append((text: "\(HumanUnits.grouped(progress.openPayments)) pending", weight: 2))
        if let left = timeLeft.seconds(atSeconds: wallSeconds, share: progress.share) {
            parts.append((text: "\(HumanUnits.duration(left)) left", weight: 3))
        }
        return parts
    }
}
