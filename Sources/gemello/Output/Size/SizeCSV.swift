import Experiments
import Observation
import Results
import Statistics

/// A sizing as CSV, one row a choice that ran: what was set, whether it is the target, its runs, whether they keep the
/// gates, then of each gate the figure, half of its interval, its verdict and its headroom, and last the objective
/// where runs find it. Figures are in the unit that stands behind their name.
struct SizeCSV {
    var size: SizeResult

    func text() -> String { ReportTable(columns: columns, rows: size.answer.ran.map(row)).csv }

    private var columns: [String] {
        let gates = size.search.gates.flatMap { gate -> [String] in
            let name = "\(gate.gate.figure.text) [\(gate.gate.unit)]"
            let keep = gate.gate.expression
            return [name, "\(name) half_width", "verdict: \(keep)", "headroom: \(keep)"]
        }
        var columns = size.paths + ["target", "runs", "verdict"] + gates
        if case .found(let figure, _) = size.search.space.objective {
            columns += [figure.text, "\(figure.text) half_width"]
        }
        return columns
    }

    private func row(_ point: Int) -> [ReportTable.Cell] {
        let (search, choice) = (size.search, size.search.points[point])
        var row: [ReportTable.Cell] = choice.settings.map { .text($0.value) }
        row += [
            .integer(point == size.answer.target ? 1 : 0), .integer(Int64(choice.runs.count)),
            .text(search.verdict(at: point).rawValue),
        ]
        for result in search.results(at: point) {
            row += [Self.cell(result.actual), Self.cell(result.interval?.halfWidth), .text(result.verdict.rawValue)]
            row.append(Self.cell(result.headroom))
        }
        if case .found = search.space.objective {
            let mean = choice.objective
            row += [Self.cell(mean.count > 0 ? mean.mean : nil), Self.cell(mean.halfWidth)]
        }
        return row
    }

    private static func cell(_ value: Double?) -> ReportTable.Cell { value.map { .real($0) } ?? .null }
}
