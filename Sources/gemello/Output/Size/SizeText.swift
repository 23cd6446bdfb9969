import Experiments
import Observation
import Results
import Statistics

/// What a person reads of a sizing: the answer in a sentence, its bounds, the room of each gate, and the trade-off
/// between the choices that ran. It says the same however the cells came about.
struct SizeText {
    var size: SizeResult
    /// Where all is, in words.
    var places: [String]

    func text() -> String {
        let lines = heading + [""] + bounds + TextColumn.tables(labels, columns) + [""] + end
        return lines.joined(separator: "\n") + "\n"
    }

    private var answer: SizingAnswer { size.answer }
    private var search: SizingSearch { size.search }

    /// A fact of as many lines as it takes.
    private static func facts(_ name: String, _ text: String) -> [String] {
        RunSummary.wrapped(text, to: RunSummary.width - 10).enumerated().map {
            RunSummary.fact($0.offset == 0 ? name : "", $0.element)
        }
    }

    // MARK: Answer

    private var heading: [String] {
        RunSummary.wrapped("\(size.scenario): \(size.sentence)", to: RunSummary.width + 2)
    }

    private var bounds: [String] {
        var lines: [String] = []
        if let target = answer.target {
            for (name, point) in [("lower bound", \SizingAnswer.Band.low), ("upper bound", \.high)] {
                let values = search.space.axes.indices.map { axis in
                    let bound = answer.bands[axis].map { $0[keyPath: point] } ?? target
                    return setting(axis, at: bound)
                }
                lines.append(RunSummary.fact(name, values.joined(separator: ", ")))
            }
            lines.insert(RunSummary.fact("target", size.name(of: target)), at: 1)
        }
        lines += size.neighbourhood.enumerated().flatMap { Self.facts($0.offset == 0 ? "holds" : "", $0.element) }
        if let resonance = size.resonance { lines += Self.facts("resonance", resonance) }
        return room + lines + matters + idle + world
    }

    private func setting(_ axis: Int, at point: Int) -> String {
        let setting = search.points[point].settings[axis]
        return "\(size.shortPath(setting.path)) \(setting.value)"
    }

    /// Of each gate at the target, or at the choice that is nearest to keeping them.
    private var room: [String] {
        guard let point = answer.target ?? answer.nearest?.point else { return [] }
        let binding = answer.target == nil ? answer.nearest?.gate : answer.binding
        var lines = search.results(at: point).enumerated().flatMap { number, result in
            let room = result.headroom.map { ", headroom \(HumanUnits.text($0 * 100, unit: "%"))" } ?? ""
            let words = "\(result.gate.gate.expression): \(Self.actual(result))\(room)"
            return Self.facts("gate \(number + 1)", words + (number == binding ? ", binding" : ""))
        }
        if answer.target != nil, binding == nil, search.space.objective.isKnown {
            lines.append(RunSummary.fact("binding", "no gate: there is no better choice in the range"))
        }
        return lines
    }

    private static func actual(_ result: SeriesGateResult) -> String {
        guard let actual = result.actual else { return RunSummary.noSamples }
        let text = HumanUnits.text(actual, unit: result.unit)
        guard case .mean = result.gate.scope else { return "\(text) in the worst of \(result.runs) runs" }
        return "\(text)\(halfWidth(result)) over \(result.runs) runs"
    }

    /// None where nothing varies.
    private static func halfWidth(_ result: SeriesGateResult) -> String {
        guard let half = result.interval?.halfWidth, half > 0 else { return "" }
        return " +- \(HumanUnits.text(half, unit: result.unit))"
    }

    /// What is varied may not be what decides.
    private var matters: [String] {
        guard let nearest = answer.nearest, let unmoved = answer.unmoved else { return [] }
        let gate = search.gates[nearest.gate].gate
        return Self.facts(
            "elsewhere",
            "all choices together move \(gate.figure.text) by \(HumanUnits.text(unmoved.moved, unit: gate.unit)), and "
                + "its limit is \(HumanUnits.text(unmoved.away, unit: gate.unit)) away: what decides it is not varied "
                + "here. `gemello sweep --around` shows which input does; what the world brings and the steps of the "
                + "check schedule (1 min, 5 min, 1 h, 6 h) are not yours to vary")
    }

    private var idle: [String] {
        guard let target = answer.target else { return [] }
        return IdleReplicas.of(size.runs[target].ticket.scenario).flatMap { idle in
            Self.facts(
                "idle",
                "\(idle.service): \(idle.idle) of \(idle.replicas) replicas have no partition to read, of which there "
                    + "are \(idle.partitions)")
        }
    }

    private var world: [String] {
        size.worldly.flatMap {
            Self.facts("note", "\($0) is what the world brings: the answer says what you could bear, not what to set")
        }
    }

    // MARK: Trade-off

    private var ran: [Int] { answer.ran }

    private var labels: [String] {
        ran.map { ($0 == answer.target ? "> " : "  ") + size.name(of: $0) }
    }

    private var columns: [TextColumn] {
        let results = ran.map(search.results)
        let gates = search.gates.enumerated().map { number, gate in
            column(gate.gate.figure.text, unit: gate.gate.unit, heads: "gate \(number + 1)", results.map { $0[number] })
        }
        return gates + objective + [
            TextColumn(heads: ["", "gates"], cells: ran.map { search.verdict(at: $0).rawValue }),
            TextColumn(heads: ["", "runs"], cells: ran.map { String(search.points[$0].runs.count) }),
        ]
    }

    private func column(_ figure: String, unit: String, heads: String, _ results: [SeriesGateResult]) -> TextColumn {
        let scale = results.compactMap(\.actual).map(abs).max() ?? 0
        let words = FigureWords(unit: unit, scale: scale)
        return TextColumn(
            heads: [heads, TextColumn.heads(of: figure)[1]],
            cells: results.map { result in
                guard let actual = result.actual else { return RunSummary.noSamples }
                let mark = result.verdict == .held ? " " : result.verdict == .missed ? "!" : "?"
                let half = result.interval.map(\.halfWidth).flatMap { $0 > 0 ? $0 : nil }
                return words.text(actual) + (half.map { " +- " + words.text($0) } ?? "") + mark
            })
    }

    private var objective: [TextColumn] {
        switch search.space.objective {
        case .largest, .smallest: return []
        case .cheapest(let cost):
            let costs = ran.map { HumanUnits.count(-(search.points[$0].merit ?? 0)) }
            return [TextColumn(heads: ["cost", cost.text], cells: costs)]
        case .found(let figure, _):
            let means = ran.map { search.points[$0].objective }
            let words = FigureWords(unit: figure.unit, scale: means.map { abs($0.mean) }.max() ?? 0)
            return [
                TextColumn(
                    heads: ["objective", figure.text],
                    cells: means.map { mean in
                        guard mean.count > 0 else { return RunSummary.noSamples }
                        return words.text(mean.mean) + (mean.halfWidth.map { " +- " + words.text($0) } ?? "")
                    })
            ]
        }
    }

    // MARK: End

    private var end: [String] {
        var lines = size.settings.isEmpty ? [] : Self.facts("set", size.settings.joined(separator: ", "))
        lines += Self.facts("looked", looked)
        if let target = answer.target, size.runs[target].broken > 0 {
            let runs = size.runs[target]
            lines += Self.facts(
                "promises",
                "at the target \(runs.broken) of \(runs.hashes.count) runs broke a promise that is no gate here "
                    + "(\(runs.worst.word)); --keep 'violations.liveness == 0' and --keep 'violations.safety == 0' ask "
                    + "for them")
        }
        lines += Self.facts("cells", cells)
        lines += audit
        lines.append(RunSummary.fact("exit code", String(size.exitCode)))
        return lines + places.enumerated().map { RunSummary.fact($0.offset == 0 ? "results" : "", $0.element) }
    }

    private var looked: String {
        let choices = HumanUnits.counted(ran.count, "choices")
        let way =
            switch answer.way {
            case .whole: "every one of the grid"
            case .wholeSinceTurning(let gate): "every one of the grid, since gate \(gate + 1) turns along it"
            case .bisection: "by bisection, since no gate turned between those that ran"
            case .bestFirst: "the best first, until one held"
            }
        let fewest = ran.map { search.points[$0].runs.count }.min() ?? 0
        let most = ran.map { search.points[$0].runs.count }.max() ?? 0
        let each = fewest == most ? "\(most) each" : "\(fewest) to \(most) each"
        return "\(HumanUnits.counted(answer.runs, "runs")) of \(choices), \(each), with the seeds from 0 on; \(way)"
    }

    private var cells: String {
        let count = HumanUnits.counted(size.cells.cells.count, "cells")
        let all = "answer_hash \(traceHashText(size.cells.hash)) over \(count)"
        guard let target = answer.target else { return all }
        let hashes = size.runs[target].hashes.enumerated().map { "\($0.offset) \(traceHashText($0.element))" }
        let more = hashes.count > 5 ? " ...; --json has all" : ""
        return "\(all); of the target by seed: \(hashes.prefix(5).joined(separator: ", "))\(more)"
    }

    private var audit: [String] {
        guard let audited = size.audited else { return [] }
        let agree = audited.count { $0.agrees }
        let lines = Self.facts(
            "audit",
            "\(agree) of \(HumanUnits.counted(audited.count, "cells")) agree when run again; drawn by answer_hash")
        return lines
            + audited.flatMap { audited in
                let cell = size.cells.cells[audited.cell]
                let other = "came to another trace_hash than \(traceHashText(cell.traceHash))"
                let told = audited.agrees ? "agrees" : other
                return Self.facts("", "\(cell.settings.joined(separator: ", ")), seed \(cell.seed): \(told)")
            }
    }
}
