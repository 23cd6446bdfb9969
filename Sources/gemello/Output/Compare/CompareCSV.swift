import Experiments
import Results

/// Every figure of a comparison as CSV, one row a scenario and figure, those that are the same too.
struct CompareCSV {
    var comparison: Comparison

    func text() -> String {
        ReportTable(
            columns: [
                "scenario", "figure", "unit", "judgement", "pairs", "differing", "base_only", "new_only", "base", "new",
                "change", "change_low", "change_high", "relative",
            ], rows: comparison.scenarios.flatMap { scenario in scenario.figures.map { row($0, of: scenario) } }
        ).csv
    }

    private func row(_ figure: FigureComparison, of scenario: ScenarioComparison) -> [ReportTable.Cell] {
        let (difference, interval) = (figure.difference, figure.interval)
        func cell(_ value: Double?) -> ReportTable.Cell { value.map { .real($0) } ?? .null }
        func mean(_ value: Double) -> ReportTable.Cell { difference.count > 0 ? .real(value) : .null }
        return [
            .text(scenario.title), .text(figure.name), .text(figure.unit), .text(figure.judgement.rawValue),
            .integer(Int64(difference.count)), .integer(Int64(figure.differing)), .integer(Int64(figure.baseOnly)),
            .integer(Int64(figure.newOnly)), mean(difference.base.mean), mean(difference.other.mean),
            cell(figure.change), cell(interval?.low), cell(interval?.high), cell(figure.relative),
        ]
    }
}
