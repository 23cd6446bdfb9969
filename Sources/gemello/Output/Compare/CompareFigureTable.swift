import Experiments
import Statistics

/// The measures of a scenario that differ, a row each: of several figures of one measure the one that matters most. Of
/// those that the pairs do not tell only the names.
struct CompareFigureTable {
    var scenario: ScenarioComparison

    private static let rowsMax = 30
    private static let namesMax = 12
    /// Of samples that all differ alike, the one that people ask for.
    private static let usual = " p(95)"

    func lines() -> [String] {
        let differing = scenario.differing
        guard !differing.isEmpty else { return [RunSummary.fact("measures", "none differs")] }
        let rows = self.rows
        let measures = Set(scenario.figures.map { ComparedFigures.parts($0.name).measure })
        let counts = FigureComparison.Judgement.told.map { judgement in
            "\(rows.count { $0.judgement == judgement }) \(Self.word(judgement))"
        }
        let head = "\(rows.count) of \(HumanUnits.grouped(measures.count)) differ: \(counts.joined(separator: ", "))"
        let decided = rows.filter { $0.judgement != .undecided }
        let more = decided.count - min(decided.count, Self.rowsMax)
        return [RunSummary.fact("measures", head)]
            + (decided.isEmpty ? [] : [""] + table(Array(decided.prefix(Self.rowsMax))))
            + (more > 0 ? [RunSummary.fact("", "and \(more) more: --csv FILE has all figures")] : [])
            + (decided.isEmpty ? [] : [""]) + undecided(rows.filter { $0.judgement == .undecided })
    }

    private func undecided(_ figures: [FigureComparison]) -> [String] {
        guard !figures.isEmpty else { return [] }
        let names = figures.prefix(Self.namesMax).map { ComparedFigures.parts($0.name).measure }
        let rest = figures.count - names.count
        let words = names.joined(separator: ", ") + (rest > 0 ? " and \(rest) more (--csv FILE has all)" : "")
        return GateLines.wrapped("undecided: \(words)")
    }

    /// In the order in which people want to know, then of the catalogue.
    private var rows: [FigureComparison] {
        var chosen: [String: FigureComparison] = [:]
        var order: [String] = []
        for figure in scenario.differing {
            let measure = ComparedFigures.parts(figure.name).measure
            guard let known = chosen[measure] else {
                order.append(measure)
                chosen[measure] = figure
                continue
            }
            if Self.rank(figure) < Self.rank(known) { chosen[measure] = figure }
        }
        return FigureComparison.Judgement.told.flatMap { judgement in
            order.compactMap { chosen[$0] }.filter { $0.judgement == judgement }
        }
    }

    private static func rank(_ figure: FigureComparison) -> (Int, Int) {
        let place = FigureComparison.Judgement.told.firstIndex(of: figure.judgement) ?? 0
        return (place, figure.name.hasSuffix(usual) ? 0 : 1)
    }

    private static func word(_ judgement: FigureComparison.Judgement) -> String {
        judgement == .changed ? "neither" : judgement.rawValue
    }

    private func table(_ figures: [FigureComparison]) -> [String] {
        let rows = [["", "", "base", "new", "change", ""]] + figures.map(row)
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                line += (column == 0 ? "" : "  ") + (column < 2 || column == 5 ? cell + padding : padding + cell)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    private func row(_ figure: FigureComparison) -> [String] {
        let (base, new) = (figure.difference.base, figure.difference.other)
        func mean(_ mean: RunningMean, _ isThere: Bool) -> String {
            mean.count > 0 ? HumanUnits.text(mean.mean, unit: figure.unit) : isThere ? "yes" : "none"
        }
        return [
            Self.word(figure.judgement), figure.name, mean(base, figure.baseOnly > 0), mean(new, figure.newOnly > 0),
            Self.change(figure), spread(figure),
        ]
    }

    /// `+66 (+5.35 %)`, with half of the interval where there is one.
    static func change(_ figure: FigureComparison) -> String {
        guard let change = figure.change else { return "" }
        let half = figure.interval.map { " +- " + amount($0.halfWidth, of: figure) } ?? ""
        let share = figure.relative.map { " (\(signed($0, HumanUnits.text(100 * abs($0), unit: "%"))))" } ?? ""
        return signed(change, amount(abs(change), of: figure)) + half + share
    }

    /// Rates as the base is told; a share of what is a share itself would be mistaken for one of it.
    private static func amount(_ amount: Double, of figure: FigureComparison) -> String {
        switch figure.unit {
        case "1/s": HumanUnits.rate(amount, scaledAs: figure.difference.base.mean)
        case "%": HumanUnits.text(amount, unit: "1") + " points"
        default: HumanUnits.text(amount, unit: figure.unit)
        }
    }

    private static func signed(_ number: Double, _ text: String) -> String { (number < 0 ? "-" : "+") + text }

    /// In how many of several pairs it differs, and what has no partner.
    private func spread(_ figure: FigureComparison) -> String {
        var parts: [String] = []
        if scenario.pairs.count > 1 { parts.append("\(figure.differing)/\(figure.difference.count)") }
        if figure.baseOnly > 0 { parts.append("\(figure.baseOnly) only in base") }
        if figure.newOnly > 0 { parts.append("\(figure.newOnly) only in new") }
        return parts.joined(separator: ", ")
    }
}
