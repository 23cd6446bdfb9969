import Observation
import Scenarios
import Statistics

/// Which figures of a run are compared, how they are named, and in which order they are told.
package enum ComparedFigures {
    /// The virtual time of the run, which is none of the measures.
    package static let virtualSeconds = "virtual_seconds"
    /// The one figure that differs from run to run of a ticket.
    package static let wallSeconds = "cost.wall_seconds"
    /// What a run costs in work and not in time is the same for every run of a ticket.
    package static let exactCosts = ["cost.events", "cost.jobs"]

    /// What is taken of a measure: of samples six figures, of a level five, of anything else its value.
    package static func aggregates(of kind: MeasureDefinition.Kind) -> [Gate.Aggregate] {
        let ofSamples: [Gate.Aggregate] = [.mean, .percentile(50), .percentile(95), .percentile(99), .max]
        return switch kind {
        case .distribution: ofSamples + [.count]
        case .level: ofSamples
        case .counter, .value, .cost: [.value]
        }
    }

    /// The figures of measures that are findings, by their texts. What has no sample has no figure but its count.
    package static func figures(of measures: some Sequence<Measure>) -> [String: Double] {
        var figures: [String: Double] = [:]
        for measure in measures {
            switch measure.figure {
            case .value(let value): figures[measure.name] = value.isFinite ? value : nil
            case .distribution(let summary):
                // A level that the program does not know any more counts as samples do.
                let kind = MeasureCatalogue.definition(of: measure.name)?.kind ?? .distribution
                for aggregate in aggregates(of: kind) where measure.hasSamples || aggregate == .count {
                    figures["\(measure.name) \(aggregate.text)"] = value(aggregate, summary)
                }
            }
        }
        return figures
    }

    private static func value(_ aggregate: Gate.Aggregate, _ summary: SampleSummary) -> Double? {
        switch aggregate {
        case .mean: summary.mean
        case .percentile(50): summary.p50
        case .percentile(95): summary.p95
        case .percentile(99): summary.p99
        case .max: summary.max
        case .count: Double(summary.count)
        case .value, .rate, .percentile: nil
        }
    }

    /// The measure of a figure's text, and what is taken of it; empty of a single value.
    package static func parts(_ text: String) -> (measure: String, aggregate: String) {
        guard let space = text.firstIndex(of: " ") else { return (text, "") }
        return (String(text[..<space]), String(text[text.index(after: space)...]))
    }

    /// `s`, `1/s`, or the name of what is counted; `1` of a figure that the catalogue does not know.
    package static func unit(of text: String) -> String {
        text == virtualSeconds ? "s" : (try? MeasuredFigure(reading: text))?.unit ?? "1"
    }

    /// Which of two figures is the better one, by the measure's own declaration.
    package static func direction(of text: String) -> MeasureDefinition.Direction? {
        (try? MeasuredFigure(reading: text))?.direction
    }

    /// The texts in the order of the catalogue, members of a family behind their total, then those that it does not
    /// know.
    package static func inOrder(_ texts: some Sequence<String>) -> [String] {
        let places = Dictionary(uniqueKeysWithValues: MeasureCatalogue.all.enumerated().map { ($1.name, $0) })
        let words = aggregates(of: .distribution).map(\.text)
        return texts.map { text -> (text: String, key: (Int, String, Int)) in
            let (measure, aggregate) = parts(text)
            let family = measure.lastIndex(of: ".").map { String(measure[..<$0]) } ?? measure
            let place = places[measure] ?? places[family] ?? places.count
            return (text, (place, measure, words.firstIndex(of: aggregate) ?? -1))
        }.sorted { $0.key < $1.key }.map(\.text)
    }
}
