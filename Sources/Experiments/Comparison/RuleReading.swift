import Foundation
import Observation
import Scenarios

extension ComparisonRule {
    private static let shape =
        "write 'MEASURE worse 5%', 'MEASURE worse', 'MEASURE differs', 'differs' or 'finding new'"

    /// Reads one `--fail-on`.
    /// - Throws: `ComparisonRefusal`, which names the column, what is wrong and the way out.
    package init(reading text: String) throws(ComparisonRefusal) {
        let words = text.split(separator: " ")
        switch words.map(String.init) {
        case ["differs"]: self.init(text, .anythingDiffers)
        case ["finding", "new"]: self.init(text, .newFinding)
        default:
            guard let verb = words.lastIndex(where: { $0 == "worse" || $0 == "differs" }) else {
                throw Self.refusal(text, at: text.startIndex, "neither `worse` nor `differs` is in it", Self.shape)
            }
            let figure = try Self.figure(text, upTo: words[verb].startIndex)
            let rest = words[(verb + 1)...]
            if words[verb] == "differs" {
                if let word = rest.first {
                    throw Self.refusal(text, at: word.startIndex, "`\(word)` follows `differs`", Self.shape)
                }
                self.init(text, .differs(figure: try Self.comparable(figure, text, isDirected: false)))
            } else {
                let share = try Self.share(rest, text)
                self.init(text, .worse(figure: try Self.comparable(figure, text, isDirected: true), share: share))
            }
        }
    }

    private static func figure(
        _ text: String, upTo end: String.Index
    ) throws(ComparisonRefusal) -> MeasuredFigure {
        do { return try MeasuredFigure(reading: String(text[..<end])) } catch {
            throw ComparisonRefusal("--fail-on '\(text)': column \(error.column): \(error.message); \(error.wayOut)")
        }
    }

    /// The text of a figure that runs are compared by.
    private static func comparable(
        _ figure: MeasuredFigure, _ text: String, isDirected: Bool
    ) throws(ComparisonRefusal) -> String {
        guard let definition = MeasureCatalogue.definition(of: figure.measure) else { return figure.text }
        let allowed = ComparedFigures.aggregates(of: definition.kind)
        // The number of a counter is its value.
        let aggregate = definition.kind == .counter && figure.aggregate == .count ? .value : figure.aggregate
        guard allowed.contains(aggregate) else {
            throw refusal(
                text, at: text.startIndex, "`\(figure.aggregate.text)` of `\(figure.measure)` is not compared",
                "take one of \(allowed.map(\.text).joined(separator: ", "))")
        }
        if definition.kind == .cost, !ComparedFigures.exactCosts.contains(figure.measure) {
            guard figure.measure == ComparedFigures.wallSeconds, isDirected else {
                throw refusal(
                    text, at: text.startIndex, "`\(figure.measure)` is another one in each run",
                    "write '\(ComparedFigures.wallSeconds) worse 20%'")
            }
        }
        if isDirected, figure.direction == nil {
            throw refusal(
                text, at: text.startIndex, "neither more nor less of `\(figure.text)` is worse",
                "write '\(figure.text) differs'")
        }
        return aggregate == .value ? figure.measure : figure.text
    }

    /// From 0; nought where nothing is said.
    private static func share(
        _ words: ArraySlice<Substring>, _ text: String
    ) throws(ComparisonRefusal) -> Double {
        guard let word = words.first else { return 0 }
        if let next = words.dropFirst().first {
            throw refusal(text, at: next.startIndex, "`\(next)` follows the share", shape)
        }
        guard word.hasSuffix("%"), let percent = Double(word.dropLast()), percent.isFinite, percent >= 0 else {
            throw refusal(text, at: word.startIndex, "`\(word)` is no share in percent", "write one such as 5% or 0.1%")
        }
        return percent / 100
    }

    private static func refusal(
        _ text: String, at place: String.Index, _ message: String, _ wayOut: String
    ) -> ComparisonRefusal {
        let column = text.distance(from: text.startIndex, to: place) + 1
        return ComparisonRefusal("--fail-on '\(text)': column \(column): \(message); \(wayOut)")
    }
}
