/// One `expect:` line in k6's words: `convergence.application p(95) < 2min`.
public struct Gate: Equatable, Sendable {
    /// What is taken of the measure.
    public enum Aggregate: Equatable, Sendable {
        /// The figure of a measure that is a single value.
        case value
        /// Over the samples of a distribution; of a level, over time.
        case mean, max
        /// How many samples or occurrences.
        case count
        /// Occurrences or samples per second of the run; of a share or a rate, the figure itself.
        case rate
        /// So many percent of the samples, from 0 to 100, are not above it.
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

    /// How a figure must stand to the bound. The raw value is the word that scenarios use.
    public enum Comparison: String, CaseIterable, Sendable {
        // The longer words first, since a reader takes the first that fits.
        /// At most the bound.
        case lessOrEqual = "<="
        /// At least the bound.
        case greaterOrEqual = ">="
        /// The bound to the last bit: meant for counts.
        case equal = "=="
        /// Below the bound.
        case less = "<"
        /// Above the bound.
        case greater = ">"

        /// Whether a figure stands so to a bound in the same unit.
        package func holds(_ actual: Double, _ bound: Double) -> Bool {
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
    /// The name of a measure of the catalogue, or of one member of its family.
    public let measure: String
    /// What is taken of it.
    public let aggregate: Aggregate
    /// How that must stand to the bound.
    public let comparison: Comparison
    /// In `unit`.
    public let bound: Double
    /// Of what is compared.
    public let unit: String
    /// Over which of a scenario's runs it is judged.
    public var scope = GateScope.everySeed
    /// From when on a run ends that has lost it; nil when every run goes on to its end.
    public var abortsFrom: Duration?

    /// - Parameters:
    ///   - expression: as the scenario wrote it.
    ///   - bound: in `unit`.
    package init(
        expression: String, measure: String, aggregate: Aggregate, comparison: Comparison, bound: Double, unit: String
    ) {
        self.expression = expression
        self.measure = measure
        self.aggregate = aggregate
        self.comparison = comparison
        self.bound = bound
        self.unit = unit
    }

    /// The gate in words: as the scenario wrote it, and over what it is judged where that is not each run.
    public var text: String { scope == .everySeed ? expression : "\(expression) over \(scope.text)" }
}

extension Gate.Aggregate {
    /// The unit in which this is compared.
    package func unit(of definition: MeasureDefinition) -> String {
        switch self {
        case .rate: [.value, .cost].contains(definition.kind) ? definition.unit : "1/s"
        case .count where definition.kind == .distribution: "samples"
        default: definition.unit
        }
    }
}
