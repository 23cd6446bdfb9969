import Statistics

/// One figure of a run. Names are an interface: gates, reports and comparisons rely on them.
public struct Measure: Sendable, Equatable {
    public enum Figure: Sendable, Equatable {
        case value(Double)
        case distribution(SampleSummary)

        public static func == (one: Self, other: Self) -> Bool {
            switch (one, other) {
            case (.value(let one), .value(let other)): one.isSame(as: other)
            case (.distribution(let one), .distribution(let other)): one == other
            default: false
            }
        }
    }

    public var name: String
    /// `s`, `1/s`, `1`, `%`, `payments`...
    public var unit: String
    /// A sentence for people: what the figure says.
    public var meaning: String
    public var figure: Figure
    /// The samples behind a distribution, ascending; empty for a value.
    public var buckets: [SampleBucket]

    public init(name: String, unit: String, meaning: String, figure: Figure, buckets: [SampleBucket] = []) {
        self.name = name
        self.unit = unit
        self.meaning = meaning
        self.figure = figure
        self.buckets = buckets
    }

    public static func == (one: Self, other: Self) -> Bool {
        one.name == other.name && one.unit == other.unit && one.meaning == other.meaning && one.figure == other.figure
            && one.buckets.elementsEqual(other.buckets) { $0.value.isSame(as: $1.value) && $0.count == $1.count }
    }
}

extension Measure {
    /// A figure of a declared measure, or of one member of its family.
    init(_ definition: MeasureDefinition, _ figure: Figure, buckets: [SampleBucket] = []) {
        self.init(
            name: definition.name, unit: definition.unit, meaning: definition.meaning, figure: figure, buckets: buckets)
    }
}

/// A figure over virtual time, one value per `resolution`.
public struct TimeSeries: Sendable, Equatable {
    public var name: String
    public var unit: String
    public var resolution: Duration
    public var values: [Double]

    public init(name: String, unit: String, resolution: Duration, values: [Double]) {
        self.name = name
        self.unit = unit
        self.resolution = resolution
        self.values = values
    }

    public static func == (one: Self, other: Self) -> Bool {
        one.name == other.name && one.unit == other.unit && one.resolution == other.resolution
            && one.values.elementsEqual(other.values) { $0.isSame(as: $1) }
    }
}
