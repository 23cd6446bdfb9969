import Experiments
import Observation
import Statistics

/// What a person reads of a sweep: a row a point, a column a figure, in as many tables below each other as fit the
/// width; or the tornado. It says the same however the cells came about.
struct SweepText {
    var sweep: SweepResult
    /// Where all is, in words.
    var places: [String]

    func text() -> String {
        var lines = heading
        let moved = sweep.tally.figures.indices.filter { alike(at: $0) == nil }
        if sweep.isAround {
            for figure in moved { lines += [""] + TornadoText(sweep: sweep, figure: figure).lines() }
        }
        lines += TextColumn.tables(labels, (sweep.isAround ? [] : moved.map(column)) + verdicts)
        lines += everywhere + gateNames + [""] + end
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Heading

    private var heading: [String] {
        let (plan, count) = (sweep.plan, sweep.plan.series.count)
        let runs = count == 1 ? "one run each" : "\(HumanUnits.counted(count, "runs")) each"
        let means = count == 1 ? "figures vary by seed" : "figures are means, +- half a 95 % interval"
        let marks = sweep.isAround ? "; a bar of - may be chance" : "; * best, ! worst of its column"
        let over = sweep.paths.joined(separator: ", ")
        let points = HumanUnits.counted(plan.points.count, "points")
        return RunSummary.wrapped("\(sweep.scenario): \(over) at \(points)", to: RunSummary.width + 2)
            + ["\(runs) (\(plan.series.text)); \(means)\(marks)"]
            + (hasPercentiles ? ["percentiles are those of each run, by nearest rank"] : [])
    }

    private var hasPercentiles: Bool {
        sweep.tally.figures.contains { if case .percentile = $0.aggregate { true } else { false } }
    }

    // MARK: Tables

    private var labels: [String] { sweep.plan.points.indices.map(sweep.label) }

    /// What a figure is at every point and in every run; nil where it is not the same.
    private func alike(at figure: Int) -> Double? {
        let means = sweep.plan.points.indices.map { sweep.tally[$0].mean(of: figure) }
        guard means.count > 1, let first = means.first, first.count > 0 else { return nil }
        return means.allSatisfy { $0.count > 0 && $0.mean == first.mean && $0.halfWidth ?? 0 == 0 } ? first.mean : nil
    }

    private var everywhere: [String] {
        let texts = sweep.tally.figures.enumerated().compactMap { place, figure in
            alike(at: place).map { "\(figure.text) \(HumanUnits.text($0, unit: figure.unit))" }
        }
        guard !texts.isEmpty else { return [] }
        return [""]
            + RunSummary.wrapped(texts.joined(separator: ", "), to: RunSummary.width - 10).enumerated().map {
                RunSummary.fact($0.offset == 0 ? "everywhere" : "", $0.element)
            }
    }

    private func column(_ place: Int) -> TextColumn {
        let figure = sweep.tally.figures[place]
        let means = sweep.plan.points.indices.map { sweep.tally[$0].mean(of: place) }
        let words = FigureWords(unit: figure.unit, scale: means.map { abs($0.mean) }.max() ?? 0)
        let middles = means.map { $0.count > 0 ? words.text($0.mean) : RunSummary.noSamples }
        let halves = means.map { $0.halfWidth.map { "+- " + words.text($0) } ?? "" }
        let halfWidth = halves.map(\.count).max() ?? 0
        let marks = sweep.tally.standings(of: place).map { $0 == .best ? "*" : $0 == .worst ? "!" : " " }
        return TextColumn(
            heads: TextColumn.heads(of: figure.text),
            cells: means.indices.map { row in
                let half = halfWidth == 0 ? "" : " " + TextColumn.padded(halves[row], halfWidth)
                return middles[row] + half + marks[row]
            })
    }

    // MARK: Verdicts

    /// The gates of any point, in order.
    private var gates: [String] {
        sweep.plan.points.indices.flatMap { sweep.tally[$0].gates }.reduce(into: []) { names, gate in
            if !names.contains(gate.expression) { names.append(gate.expression) }
        }
    }

    private var verdicts: [TextColumn] {
        let points = sweep.plan.points.indices.map { sweep.tally[$0] }
        let worst = TextColumn(
            heads: ["worst", "verdict"],
            cells: points.map { $0.runs == 0 ? "-" : $0.worst == .gateMissed ? "gate missed" : $0.worst.word })
        let columns = gates.enumerated().map { number, expression in
            TextColumn(
                heads: ["gate \(number + 1)", "held"],
                cells: points.enumerated().map { row, point in
                    if let verdict = sweep.verdict(ofGate: expression, atPoint: row) { return verdict.rawValue }
                    guard let gate = point.gates.first(where: { $0.expression == expression }) else { return "-" }
                    return "\(gate.held)/\(gate.judged)"
                })
        }
        return [worst] + columns
    }

    private var gateNames: [String] {
        guard !gates.isEmpty else { return [] }
        return [""] + gates.enumerated().map { RunSummary.fact("gate \($0.offset + 1)", $0.element) }
    }

    private var end: [String] {
        let plan = sweep.plan
        let shared = plan.points.count - plan.blockCount
        let twice = shared == 0 ? "" : " (\(HumanUnits.grouped(shared)) of the points: the same scenario as another)"
        var lines: [String] = []
        if !sweep.settings.isEmpty {
            lines += RunSummary.wrapped(sweep.settings.joined(separator: ", "), to: RunSummary.width - 10).enumerated()
                .map { RunSummary.fact($0.offset == 0 ? "set" : "", $0.element) }
        }
        lines.append(RunSummary.fact("runs", HumanUnits.grouped(sweep.tally.runs) + twice))
        lines.append(RunSummary.fact("exit code", String(sweep.exitCode)))
        return lines
            + places.enumerated().map { RunSummary.fact($0.offset == 0 ? "results" : "", $0.element) }
    }
}
