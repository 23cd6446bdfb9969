import Experiments
import Results
import Statistics

/// A sweep as CSV, one row a point: what was set, the worst verdict, each figure with half of its 95 % interval and the
/// number of runs that had it, of each gate how many runs held it, and of one over the runs its verdict. Of a tornado
/// each figure's difference from the scenario as it is, too. Figures are in the unit that stands behind their name.
struct SweepCSV {
    var sweep: SweepResult

    func text() -> String {
        ReportTable(columns: columns, rows: sweep.plan.points.indices.map(row)).csv
    }

    private var gates: [String] {
        sweep.plan.points.indices.flatMap { sweep.tally[$0].gates }.reduce(into: []) { names, gate in
            if !names.contains(gate.expression) { names.append(gate.expression) }
        }
    }

    private func isOverRuns(_ gate: String) -> Bool {
        sweep.plan.points.indices.contains { sweep.verdict(ofGate: gate, atPoint: $0) != nil }
    }

    private var columns: [String] {
        let figures = sweep.tally.figures.flatMap { figure -> [String] in
            let name = "\(figure.text) [\(figure.unit)]"
            let mean = [name, "\(name) half_width", "\(name) runs"]
            return mean + (sweep.isAround ? ["\(name) difference", "\(name) difference half_width"] : [])
        }
        let judged = gates.flatMap {
            ["held: \($0)", "judged: \($0)"] + (isOverRuns($0) ? ["verdict: \($0)"] : [])
        }
        return ["point"] + sweep.paths + ["runs", "verdict"] + figures + judged
    }

    private func row(_ number: Int) -> [ReportTable.Cell] {
        let (point, tally) = (sweep.plan.points[number], sweep.tally[number])
        var row: [ReportTable.Cell] = [.integer(Int64(number))]
        row += sweep.paths.map { path in
            point.settings.first { $0.path == path }.map { .text($0.value) } ?? .null
        }
        row += [.integer(Int64(tally.runs)), .text(tally.worst.word)]
        for figure in sweep.tally.figures.indices {
            let mean = tally.mean(of: figure)
            row += Self.cells(mean) + [.integer(Int64(mean.count))]
            if sweep.isAround { row += Self.cells(tally.difference(of: figure, from: sweep.tally[0])) }
        }
        for expression in gates {
            let gate = tally.gates.first { $0.expression == expression }
            row += [gate?.held, gate?.judged].map { $0.map { .integer(Int64($0)) } ?? .null }
            if isOverRuns(expression) {
                row.append(sweep.verdict(ofGate: expression, atPoint: number).map { .text($0.rawValue) } ?? .null)
            }
        }
        return row
    }

    private static func cells(_ mean: RunningMean) -> [ReportTable.Cell] {
        [mean.count > 0 ? .real(mean.mean) : .null, mean.halfWidth.map { .real($0) } ?? .null]
    }
}
