import Experiments
import Observation
import Results
import Statistics

/// What changed for the payments of pairs that differ: the first lines of each, from the instant on at which they part.
struct CompareStoryText {
    var stories: [CompareResult.PairStory]

    static let pairsShown = 3
    static let linesShown = 10

    func lines() -> [String] {
        let rest = stories.count - Self.pairsShown
        return stories.prefix(Self.pairsShown).flatMap(lines)
            + (rest > 0
                ? [RunSummary.fact("", "and \(HumanUnits.counted(rest, "pairs")) more: --json has all lines")] : [])
    }

    private func lines(of story: CompareResult.PairStory) -> [String] {
        let comparison = story.lines
        let citizens = "\(HumanUnits.grouped(comparison.joined)) citizens on both sides"
        let faults = story.hasSameFaults.map { $0 ? ", the same faults" : ", other faults" } ?? ""
        let differ =
            "\(HumanUnits.grouped(comparison.differences.count)) of their life lines differ"
            + (comparison.differences.first?.instant.map { ", from \(Self.clock($0)) on" } ?? "")
        var lines = [
            RunSummary.fact("story", "\(story.pair.member.text): \(citizens)\(faults); \(differ)")
        ]
        let alone = [("base", comparison.baseOnly), ("new", comparison.newOnly)].filter { $0.1 > 0 }
        if !alone.isEmpty {
            let words = alone.map { "\(HumanUnits.grouped($0.1)) only in \($0.0)" }.joined(separator: ", ")
            lines.append(RunSummary.fact("", "life lines of one side: \(words)"))
        }
        if !comparison.differences.isEmpty {
            lines += GateLines.wrapped("what differs, in so many lines: \(Self.counts(comparison.differences))")
        }
        let shown = comparison.differences.prefix(Self.linesShown)
        lines += shown.flatMap { GateLines.wrapped(words(of: $0)) }
        let rest = comparison.differences.count - shown.count
        if rest > 0 {
            lines.append(RunSummary.fact("", "and \(HumanUnits.grouped(rest)) more: --json has all of them"))
        }
        return lines
    }

    /// `money moved 3, status 1`, in the order of a life.
    private static func counts(_ differences: [LifeLineComparison.Difference]) -> String {
        let names = differences.flatMap { $0.fields.map(\.name) }
        let order = PaymentLifeLine.stations.map(\.word) + ["channel", "status", "checks"]
        return order.compactMap { name in
            let count = names.count { $0 == name }
            return count > 0 ? "\(name) \(HumanUnits.grouped(count))" : nil
        }.joined(separator: ", ")
    }

    private func words(of difference: LifeLineComparison.Difference) -> String {
        let first = difference.first
        let others = difference.fields.filter { $0 != first }.map(\.name)
        let came = difference.base.arrived.map { ", came at \(Self.clock($0))" } ?? ""
        return "\(difference.instant.map(Self.clock) ?? "by the end"): payment \(difference.base.paymentID) "
            + "(\(difference.base.tenant)\(came)): \(Self.words(of: first))"
            + (others.isEmpty ? "" : "; then \(others.joined(separator: ", "))")
    }

    private static func words(of field: LifeLineComparison.Field) -> String {
        switch (field.base, field.new) {
        case (.instant(let base?), .instant(let new?)):
            let way = new < base ? "earlier" : "later"
            let apart = HumanUnits.duration(Double(abs(new - base)) / 1e9)
            return "\(field.name) \(apart) \(way) (\(clock(base)) -> \(clock(new)))"
        case (.instant(let base?), _): return "\(field.name) no more (base at \(clock(base)))"
        case (_, .instant(let new?)): return "\(field.name) only now (at \(clock(new)))"
        case (.word(let base), .word(let new)): return "\(field.name) \(base) -> \(new)"
        case (.count(let base), .count(let new)): return "\(field.name) \(base) -> \(new)"
        default: return field.name
        }
    }

    /// `00:01:34.567890`, as in a story.
    private static func clock(_ nanoseconds: Int64) -> String { StoryClock.text(nanoseconds) }
}
