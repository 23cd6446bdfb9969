import Experiments
import Observation
import Statistics

/// A sizing that has its answer, and the words that its forms share.
struct SizeResult {
    /// The scenario's name.
    var scenario: String
    /// Set for every choice.
    var settings: [String]
    var answer: SizingAnswer
    /// Of each point of the search.
    var runs: [ChoiceRuns]
    /// Every run that the answer stands on.
    var cells: CellAudit
    /// Cells that were run once more, by their places; nil when no audit was asked for.
    var audited: [(cell: Int, agrees: Bool)]?

    var search: SizingSearch { answer.search }

    /// 0 for an answer, 1 when no choice keeps the gates, 6 when the runs cannot tell, 5 when a run does not repeat.
    var exitCode: Int32 {
        if let audited, audited.contains(where: { !$0.agrees }) { return Verdict.crashed.rawValue }
        if answer.target != nil { return Verdict.held.rawValue }
        return answer.open.isEmpty ? Verdict.gateMissed.rawValue : Self.undecided
    }

    /// The runs do not tell.
    private static let undecided: Int32 = 6

    // MARK: Words

    var paths: [String] { search.space.axes.map(\.path) }

    /// What is set at a point: each path by its last words, or the path itself where it is the only one.
    func name(of point: Int) -> String {
        search.points[point].settings.map { "\(shortPath($0.path)) \($0.value)" }.joined(separator: ", ")
    }

    func shortPath(_ path: String) -> String { SweepResult.short(path, among: paths) }

    private var confidence: String {
        // 0.95 is not quite that in binary.
        let percent = (search.effort.confidence * 1e8).rounded() / 1e6
        return percent == percent.rounded() ? "\(Int(percent)) %" : "\(percent) %"
    }

    private var allGates: String {
        switch search.gates.count {
        case 1: "the gate"
        case 2: "both gates"
        default: "all \(search.gates.count) gates"
        }
    }

    /// What makes a choice the best one.
    private var best: String {
        func word(_ axis: Int, _ duration: String, _ other: String) -> String {
            let word = search.space.axes[axis].kind == .duration ? duration : other
            let path = shortPath(search.space.axes[axis].path)
            return search.space.axes.count == 1 ? word : "one with the \(word) \(path)"
        }
        return switch search.space.objective {
        case .largest(let axis): word(axis, "longest", "largest")
        case .smallest(let axis): word(axis, "shortest", "smallest")
        case .cheapest: "cheapest"
        case .found(let figure, .fewest): "one with the least \(figure.text)"
        case .found(let figure, .most): "one with the most \(figure.text)"
        }
    }

    private var choices: String {
        let axes = search.space.axes
        let among = axes.map { axis in
            guard axis.kind != nil, let first = axis.values.first, let last = axis.values.last else {
                return "\(axis.path) \(axis.values.map(\.text).joined(separator: ", "))"
            }
            return "\(axis.path) from \(first.text) to \(last.text)"
        }
        return among.joined(separator: " and ")
    }

    /// The answer in one sentence.
    var sentence: String {
        let sure = "with \(confidence) confidence"
        if let target = answer.target {
            return "\(name(of: target)) is the \(best) that keeps \(allGates), \(sure)\(doubts)."
        }
        if !answer.open.isEmpty {
            let count = HumanUnits.counted(answer.open.count, "choices")
            return "Undecided: no choice is shown to keep \(allGates), \(sure); \(count) may, and "
                + "\(search.effort.atMost) runs of each cannot tell: allow more with --runs-at-most."
        }
        let misses = answer.nearest.map { ": nearest is \(name(of: $0.point)), which misses \(gap(at: $0))" } ?? ""
        return "Nothing keeps \(allGates) among \(choices), \(sure)\(misses)."
    }

    /// What the sentence cannot promise.
    private var doubts: String {
        var doubts: [String] = []
        if !answer.open.isEmpty {
            let names = answer.open.prefix(3).map(name).joined(separator: ", ")
            let more = answer.open.count > 3 ? " and \(answer.open.count - 3) more" : ""
            doubts.append("but for \(names)\(more), which \(search.effort.atMost) runs cannot decide")
        }
        if !answer.equals.isEmpty {
            doubts.append("or as good as \(answer.equals.map(name).joined(separator: ", "))")
        }
        if answer.way == .bisection { doubts.append("as far as no gate turns between the choices that ran") }
        return doubts.map { ", " + $0 }.joined()
    }

    private func gap(at miss: SizingAnswer.Miss) -> String {
        let result = search.results(at: miss.point)[miss.gate]
        let actual = result.actual.map { " (\(HumanUnits.text($0, unit: result.unit)))" } ?? " (no samples)"
        return "`\(result.gate.gate.expression)`\(actual)"
    }

    // MARK: Warnings

    /// Whether the answer is a band or a point, and what makes lateness jump beside it.
    var neighbourhood: [String] {
        guard let target = answer.target else { return [] }
        var lines: [String] = []
        for case let (axis, band?) in zip(search.space.axes.indices, answer.bands) {
            let path = shortPath(search.space.axes[axis].path)
            func value(_ point: Int) -> String { search.points[point].settings[axis].value }
            let sides = [band.below, band.above].compactMap(\.self).map { point in
                "\(value(point)) \(search.verdict(at: point) == .missed ? "misses" : "is undecided")"
            }
            let end = sides.isEmpty ? "" : "; " + sides.joined(separator: ", ")
            if band.points.count == 1, !sides.isEmpty {
                lines.append(
                    "\(path) \(value(target)) is a point and no band: beside it \(sides.joined(separator: ", "))")
            } else if band.points.count > 1 {
                let range = "\(value(band.low)) to \(value(band.high))"
                lines.append("\(path) \(range) keep them, \(band.points.count) that ran\(end)")
            }
        }
        if !answer.gaps.isEmpty {
            let values = answer.gaps.prefix(5).map { search.points[$0].label }.joined(separator: ", ")
            let more = answer.gaps.count > 5 ? " ..." : ""
            lines.append("worse values that are not shown to keep them: \(values)\(more)")
        }
        if let safe = answer.safe, safe != target {
            lines.append("\(name(of: safe)) is the best before the first that does not keep them")
        }
        return lines
    }

    /// Loop times near the answer at which lateness jumps, and whether it holds across them.
    var resonance: String? {
        guard let target = answer.target,
            let axis = search.space.axes.firstIndex(where: { $0.path == "services.poller.loop_time" }),
            let band = answer.bands[axis], let time = search.points[target].numbers[axis]
        else { return nil }
        let found = Resonance.nearest(to: time, in: runs[target].ticket.scenario)
        guard let step = found.first?.step else { return nil }
        func number(_ point: Int) -> Double { search.points[point].numbers[axis] ?? time }
        let inside = found.filter { number(band.low) < $0.loopTime && $0.loopTime < number(band.high) }
        let times = found.map { HumanUnits.duration($0.loopTime) }.joined(separator: ", ")
        let holds =
            switch inside.count {
            case found.count: "the answer holds across them"
            case 0: "the answer holds across none of them"
            default:
                "the answer holds across \(inside.map { HumanUnits.duration($0.loopTime) }.joined(separator: ", "))"
            }
        return "lateness jumps at loop times of \(times), of which whole loops make up the check schedule's step of "
            + "\(HumanUnits.duration(step / .seconds(1))): \(holds)"
    }

    /// Paths that are varied and that nobody sets in an installation.
    var worldly: [String] {
        let world = ["citizens", "intermediaries", "pagopa", "tenants", "faults"]
        return paths.filter { path in world.contains { path.hasPrefix("\($0).") } }
    }
}
