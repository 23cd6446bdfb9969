import Experiments
import Observation
import Statistics

/// A sweep that has run, and the words that its forms share.
struct SweepResult {
    /// The scenario's name.
    var scenario: String
    /// Set at every point.
    var settings: [String]
    var plan: SweepPlan
    var tally: SweepTally
    /// Whether each path was varied alone.
    var isAround: Bool
    /// What a gate that the runs of a point cannot decide does to the exit code.
    var undecided = UndecidedPolicy.pass

    /// Of the whole the worst verdict's of any run, then that of the gates over the runs of each point.
    ///
    /// A shard has done its part once all have run, whatever they came to: engines repeat what ends otherwise, and only
    /// a run that crashed may come to something else.
    var exitCode: Int32 {
        guard plan.shard == .whole else { return tally.worst == .crashed ? tally.worst.rawValue : 0 }
        return undecided.exitCode(worst: tally.worst, plan.points.indices.flatMap { tally[$0].gateResults })
    }

    /// What the runs of a point say of a gate over them; nil of one that is judged in each run.
    func verdict(ofGate text: String, atPoint number: Int) -> SeriesGateResult.Verdict? {
        tally[number].gateResults.first { $0.gate.scope != .everySeed && $0.gate.gate.text == text }?.verdict
    }

    /// The paths that were varied, in order.
    var paths: [String] {
        plan.points.flatMap(\.settings).reduce(into: []) { paths, setting in
            if !paths.contains(setting.path) { paths.append(setting.path) }
        }
    }

    /// The last word of each path, or more of it where that is another's as well.
    var shortPaths: [String: String] {
        let paths = paths
        return Dictionary(uniqueKeysWithValues: paths.map { ($0, Self.short($0, among: paths)) })
    }

    static func short(_ path: String, among paths: [String]) -> String {
        let words = path.split(separator: ".")
        for count in 1..<max(2, words.count) {
            let end = words.suffix(count).joined(separator: ".")
            if paths.count(where: { $0 == end || $0.hasSuffix("." + end) }) == 1 { return end }
        }
        return path
    }

    /// What was set at a point, short enough for a row.
    func label(ofPoint number: Int) -> String {
        let short = shortPaths
        let set = plan.points[number].settings.map { "\(short[$0.path] ?? $0.path)=\($0.value)" }
        return set.isEmpty ? "as it is" : set.joined(separator: " ")
    }
}

/// A figure in its unit, all of one column alike: rates that are compared need one period.
struct FigureWords {
    let unit: String
    /// The greatest of the column.
    let scale: Double

    func text(_ value: Double) -> String {
        unit == "1/s" ? HumanUnits.rate(value, scaledAs: scale) : HumanUnits.text(value, unit: unit)
    }

    /// With its sign, as a difference is told.
    func difference(_ value: Double) -> String { (value > 0 ? "+" : "") + text(value) }
}
