import Experiments
import Statistics

/// A tornado as a text: a bar for each input, the longest first, around the scenario as it is.
///
/// ```
/// convergence.application p(95): 2 min 25 s +- 12.3 s as it is
///   services.poller.loop_time                    =====|==================
///     30s: -32.1 s +- 4.11 s                                   3min: +1 min 58 s +- 9.20 s
/// ```
struct TornadoText {
    private static let barWidth = 56

    var sweep: SweepResult
    var figure: Int

    func lines() -> [String] {
        let tornado = Tornado(of: figure, sweep.plan, sweep.tally)
        let name = sweep.tally.figures[figure].text
        guard tornado.base.count > 0 else { return ["\(name): \(RunSummary.noSamples) as it is"] }
        let ends: [Double] = tornado.bars.flatMap { [$0.low.mean, $0.high.mean] } + [0]
        let (least, most) = (ends.min() ?? 0, ends.max() ?? 0)
        let words = FigureWords(
            unit: sweep.tally.figures[figure].unit, scale: max(abs(tornado.base.mean), most, -least))
        let spread = tornado.base.halfWidth.map { " +- \(words.text($0))" } ?? ""
        var lines = ["\(name): \(words.text(tornado.base.mean))\(spread) as it is"]
        guard least < most else { return lines + ["  nothing of what was varied moves it on average"] }
        let labels = sweep.shortPaths
        let labelWidth = min(40, labels.values.map(\.count).max() ?? 0)
        for bar in tornado.bars {
            let label = RunSummary.left("  " + (labels[bar.path] ?? bar.path), labelWidth + 4)
            lines.append(label + Self.drawn(bar, from: least, to: most))
            lines.append("    " + told(bar, words))
        }
        return lines
    }

    /// `=` for each part of the way, `-` where the interval of that end holds nought; `|` where the scenario as it is
    /// stands.
    private static func drawn(_ bar: Tornado.Bar, from least: Double, to most: Double) -> String {
        func column(_ value: Double) -> Int {
            Int(((value - least) / (most - least) * Double(barWidth - 1)).rounded())
        }
        let (low, origin, high) = (column(bar.low.mean), column(0), column(bar.high.mean))
        let (below, above): (Character, Character) = (isCertain(bar.low) ? "=" : "-", isCertain(bar.high) ? "=" : "-")
        return String(
            (0...max(high, origin)).map { $0 == origin ? "|" : $0 < low ? " " : $0 < origin ? below : above })
    }

    private static func isCertain(_ end: Tornado.End) -> Bool {
        end.difference.halfWidth.map { $0 < abs(end.mean) } ?? false
    }

    private func told(_ bar: Tornado.Bar, _ words: FigureWords) -> String {
        let ends = [bar.low, bar.high].compactMap { end -> String? in
            guard let value = end.value else { return nil }
            let half = end.difference.halfWidth.map { " +- \(words.text($0))" } ?? " (one run)"
            return "\(value): \(words.difference(end.mean))\(half)"
        }
        return ends.isEmpty ? "does not move it" : ends.joined(separator: "; ")
    }
}
