import Statistics

/// One figure of a run. Names are an interface: gates, reports and comparisons rely on them.
public struct Measure: Sendable, Equatable {
    /// What was measured: one number, or samples in brief. Figures are equal when all their bits are.
    public enum Figure: Sendable, Equatable {
        /// Of a counter, a value or a cost.
        case value(Double)
        /// Of a distribution; of a level, whose samples are the milliseconds that it lasted.
        case distribution(SampleSummary)

        /// Whether both are the same to the last bit.
        public static func == (one: Self, other: Self) -> Bool {
            switch (one, other) {
            case (.value(let one), .value(let other)): one.isSame(as: other)
            case (.distribution(let one), .distribution(let other)): one == other
            default: false
            }
        }
    }

    /// A name of the catalogue, or that of a member of a family.
    public var name: String
    /// `s`, `1/s`, `1`, `%`, `payments`...
    public var unit: String
    /// A sentence for people: what the figure says.
    public var meaning: String
    /// What was measured, in `unit`.
    public var figure: Figure
    /// The samples behind a distribution, ascending; empty for a value.
    public var buckets: [SampleBucket]

    /// A figure, such as one that was stored.
    public init(name: String, unit: String, meaning: String, figure: Figure, buckets: [SampleBucket] = []) {
        self.name = name
        self.unit = unit
        self.meaning = meaning
        self.figure = figure
        self.buckets = buckets
    }

    /// Whether both are the same to the last bit, samples included.
    public static func == (one: Self, other: Self) -> Bool {
        one.name == other.name && one.unit == other.unit && one.meaning == other.meaning && one.figure == other.figure
            && one.buckets.elementsEqual(other.buckets) { $0.value.isSame(as: $1.value) && $0.count == $1.count }
    }
}

extension Measure {
    /// Whether there is a figure: a distribution has none before its first sample.
    public var hasSamples: Bool {
        switch figure {
        case .value: true
        case .distribution(let summary): summary.count > 0
        }
    }

    /// A figure of a declared measure, or of one member of its family.
    init(_ definition: MeasureDefinition, _ figure: Figure, buckets: [SampleBucket] = []) {
        self.init(
            name: definition.name, unit: definition.unit, meaning: definition.meaning, figure: figure, buckets: buckets)
    }
}

/// A figure over virtual time, one value per `resolution`.
public struct TimeSeries: Sendable, Equatable {
    /// That of the measure whose course it is.
    public var name: String
    /// As the measure has it.
    public var unit: String
    /// How long a step of the series is.
    public var resolution: Duration
    /// A value for each step from the scenario's start; the last step may be a short one.
    public var values: [Double]

    /// A series, such as one that was stored.
    public init(name: String, unit: String, resolution: Duration, values: [Double]) {
        self.name = name
        self.unit = unit
        self.resolution = resolution
        self.values = values
    }

    /// Whether both are the same to the last bit.
    public static func == (one: Self, other: Self) -> Bool {
        one.name == other.name && one.unit == other.unit && one.resolution == other.resolution
            && one.values.elementsEqual(other.values) { $0.isSame(as: $1) }
    }
}
