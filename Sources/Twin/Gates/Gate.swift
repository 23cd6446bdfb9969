/// One `expect:` line in k6's words: `convergence.application p(95) < 2min`.
public struct Gate: Equatable, Sendable {
    /// What is taken of the measure.
    public enum Aggregate: Equatable, Sendable {
        /// The figure of a measure that is a single value.
        case value
        case mean, max
        /// How many samples or occurrences.
        case count
        /// Occurrences or samples per second of the run; of a share or a rate, the figure itself.
        case rate
        case percentile(Double)

        /// The word that scenarios use.
        public var text: String {
            switch self {
            case .value: "value"
            case .mean: "avg"
            case .max: "max"
            case .count: "count"
            case .rate: "rate"
            case .percentile(let percent): "p(\(percent == percent.rounded() ? String(Int(percent)) : "\(percent)"))"
            }
        }
    }

    public enum Comparison: String, CaseIterable, Sendable {
        // The longer words first, since a reader takes the first that fits.
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case equal = "=="
        case less = "<"
        case greater = ">"

        func holds(_ actual: Double, _ bound: Double) -> Bool {
            switch self {
            case .less: actual < bound
            case .lessOrEqual: actual <= bound
            case .greater: actual > bound
            case .greaterOrEqual: actual >= bound
            case .equal: actual == bound
            }
        }
    }

    /// As the scenario wrote it.
    public let expression: String
    public let measure: String
    public let aggregate: Aggregate
    public let comparison: Comparison
    /// In `unit`.
    public let bound: Double
    /// Of what is compared.
    public let unit: String

    /// Reads and checks a line.
    /// - Parameter tags: what measures of families may be told apart by; nil takes any tag.
    /// - Throws: `GateError`, which says where in the line, what is wrong and the way out.
    public init(reading expression: String, tags: MeasureTags? = nil) throws(GateError) {
        var reader = GateReader(expression)
        self.expression = expression
        let definition = try reader.measure(tags: tags)
        measure = definition.name
        aggregate = try reader.aggregate(of: definition)
        comparison = try reader.comparison()
        unit = aggregate.unit(of: definition)
        bound = try reader.bound(in: unit, of: definition)
    }
}

extension Gate.Aggregate {
    /// The unit in which this is compared.
    func unit(of definition: MeasureDefinition) -> String {
        switch self {
        case .rate: definition.kind == .value ? definition.unit : "1/s"
        case .count where definition.kind == .distribution: "samples"
        default: definition.unit
        }
    }
}

/// An `expect:` line that cannot be judged.
public struct GateError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Of the first character that is meant, from 1.
    public var column: Int
    public var message: String
    public var wayOut: String

    public var description: String { "column \(column): \(message); \(wayOut)" }
}
