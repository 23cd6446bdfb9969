import Statistics

/// One figure. Names are an interface.
public struct Measure: Sendable {
    public enum Figure: Sendable, Equatable {
        case value(Double)
        case distribution(SampleSummary)
    }

    public var name: String
    /// `s`, `1/s`, `1`, `%`, `payments`...
    public var unit: String
    /// A sentence for people: what the figure says.
    public var meaning: String
    public var figure: Figure
    /// The samples behind a distribution: (highest value of the bucket in `unit`, count), ascending; empty for a value.
    public var buckets: [(value: Double, count: UInt64)]

    public init(
        name: String, unit: String, meaning: String, figure: Figure, buckets: [(value: Double, count: UInt64)] = []
    ) {
        self.name = name
        self.unit = unit
        self.meaning = meaning
        self.figure = figure
        self.buckets = buckets
    }
}

/// A figure over virtual time, one value per `resolution`.
public struct TimeSeries: Sendable {
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
}
