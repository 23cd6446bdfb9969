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
