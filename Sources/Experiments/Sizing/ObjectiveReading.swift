import Observation
import Scenarios

extension SizingObjective {
    /// Of one path that is varied: the largest duration, or the smallest whole number.
    /// - Throws: `SweepRefusal`: it goes without saying for no other.
    package init(usualOf axes: [SizingAxis]) throws(SweepRefusal) {
        switch axes.count == 1 ? axes[0].kind : nil {
        case .duration: self = .largest(axis: 0)
        case .count: self = .smallest(axis: 0)
        default:
            throw SweepRefusal(
                "which choice is best does not go without saying; give --cost, or --objective such as "
                    + "'smallest \(axes[0].path)' or 'fewest poller.calls'")
        }
    }

    /// Reads `largest PATH`, `smallest PATH`, `fewest FIGURE` or `most FIGURE`; of a path its last words will do.
    /// - Parameter tags: what measures of families may be told apart by.
    /// - Throws: `SweepRefusal`, which says what is wrong and the way out.
    package init(reading text: String, of axes: [SizingAxis], tags: MeasureTags) throws(SweepRefusal) {
        let source = "--objective '\(text)'"
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = words.count == 2 ? words[1] : ""
        switch words.first {
        case "largest", "longest": self = .largest(axis: try Self.axis(rest, among: axes, source))
        case "smallest", "shortest": self = .smallest(axis: try Self.axis(rest, among: axes, source))
        case "fewest", "least", "most":
            let figure = try Self.figure(rest, tags, source)
            self = .found(.measured(figure), words[0] == "most" ? .most : .fewest)
        default:
            throw SweepRefusal("\(source): write `largest PATH`, `smallest PATH`, `fewest FIGURE` or `most FIGURE`")
        }
    }

    private static func axis(
        _ name: String, among axes: [SizingAxis], _ source: String
    ) throws(SweepRefusal) -> Int {
        let fitting = axes.indices.filter { axes[$0].path == name || axes[$0].path.hasSuffix("." + name) }
        guard let place = fitting.first, fitting.count == 1, axes[place].kind != nil else {
            let paths = axes.filter { $0.kind != nil }.map(\.path)
            throw SweepRefusal(
                "\(source): `\(name)` is none of the paths that are varied and have an order; take one of "
                    + paths.joined(separator: ", "))
        }
        return place
    }

    private static func figure(
        _ text: String, _ tags: MeasureTags, _ source: String
    ) throws(SweepRefusal) -> MeasuredFigure {
        let figure: MeasuredFigure
        do { figure = try MeasuredFigure(reading: text, tags: tags) } catch {
            throw SweepRefusal("\(source): \(error.message); \(error.wayOut)")
        }
        guard MeasureCatalogue.definition(of: figure.measure)?.kind != .cost else {
            throw SweepRefusal("\(source): what a run costs the machine differs from run to run and is no finding")
        }
        return figure
    }

    /// Reads a formula over paths that are varied and figures: the least is best.
    /// - Throws: `SweepRefusal`, which names the column.
    package init(cost text: String, of axes: [SizingAxis], tags: MeasureTags) throws(SweepRefusal) {
        let source = "--cost '\(text)'"
        let cost: CostExpression
        do { cost = try CostExpression(text) } catch { throw SweepRefusal("\(source): \(error)") }
        guard !cost.names.isEmpty else {
            throw SweepRefusal("\(source): every choice costs the same; name a path that is varied, or a figure")
        }
        var figures: [String: MeasuredFigure] = [:]
        for (name, column) in zip(cost.names, cost.columns) {
            if let axis = axes.first(where: { $0.path == name }) {
                guard axis.kind == nil else { continue }
                throw SweepRefusal("\(source): column \(column): the values of `\(name)` are no numbers")
            }
            do { figures[name] = try Self.figure(name, tags, source) } catch {
                let paths = axes.map(\.path).joined(separator: ", ")
                throw SweepRefusal(
                    "\(source): column \(column): `\(name)` is neither varied nor a figure; take one of \(paths), or "
                        + "a measure")
            }
        }
        self = figures.isEmpty ? .cheapest(cost) : .found(.formula(cost, figures), .fewest)
    }
}
