import Statistics

/// A figure that is taken of a run: what of which measure, such as `convergence.application p(95)`.
public struct MeasuredFigure: Equatable, Sendable {
    /// The name of a measure of the catalogue, or of one member of its family.
    public let measure: String
    /// What is taken of it.
    public let aggregate: Gate.Aggregate
    /// Of the figure.
    public let unit: String
    /// Which of two figures is the better one; nil where that depends on what was asked.
    public let direction: MeasureDefinition.Direction?

    /// What is taken of a declared measure, which must have it.
    package init(_ definition: MeasureDefinition, _ aggregate: Gate.Aggregate) {
        measure = definition.name
        self.aggregate = aggregate
        unit = aggregate.unit(of: definition)
        // More samples of something bad are worse, and of something good better; of most things nobody knows.
        let isOfSamples = definition.kind == .distribution && (aggregate == .count || aggregate == .rate)
        direction = isOfSamples ? nil : definition.direction
    }

    init(measure: String, aggregate: Gate.Aggregate, unit: String, direction: MeasureDefinition.Direction? = nil) {
        self.measure = measure
        self.aggregate = aggregate
        self.unit = unit
        self.direction = direction
    }

    /// The measure and the word for what is taken, which reads back as the same; the measure alone when it is a single
    /// value.
    public var text: String { aggregate == .value ? measure : "\(measure) \(aggregate.text)" }

    /// Nil when the run has no sample of it, or no such measure.
    /// - Parameter duration: the virtual time of the run, over which `rate` is taken.
    package func value(in measures: [Measure], duration: Duration) -> Double? {
        measures.first { $0.name == measure }.flatMap { value(of: $0, duration: duration) }
    }

    private func value(of measure: Measure, duration: Duration) -> Double? {
        let seconds = Double(duration.wholeNanoseconds) / 1e9
        switch measure.figure {
        case .value(let value):
            let isCount = aggregate == .rate && unit != measure.unit
            guard isCount else { return value }
            return seconds > 0 ? value / seconds : nil
        case .distribution(let summary):
            switch aggregate {
            case .count: return Double(summary.count)
            case .rate: return seconds > 0 ? Double(summary.count) / seconds : nil
            default: break
            }
            guard summary.count > 0 else { return nil }
            switch aggregate {
            case .mean: return summary.mean
            case .max: return summary.max
            case .percentile(let percent): return Self.percentile(percent, of: measure, summary)
            case .value, .count, .rate: return nil
            }
        }
    }

    private static func percentile(_ percent: Double, of measure: Measure, _ summary: SampleSummary) -> Double? {
        if percent == 50 { return summary.p50 }
        if percent == 95 { return summary.p95 }
        if percent == 99 { return summary.p99 }
        return Percentile(percent).value(of: measure.buckets)
    }
}
