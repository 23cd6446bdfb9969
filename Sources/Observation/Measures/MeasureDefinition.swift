/// What one measure is, before any run: the interface that gates, reports and comparisons rely on.
public struct MeasureDefinition: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// Samples with quantiles.
        case distribution
        /// A number of things that changes over time; each level weighs as long as it lasted, in milliseconds.
        case level
        /// How often something happened.
        case counter
        /// A single figure.
        case value
    }

    /// Measures that exist once more for each of several things of one sort, as `kafka.lag.GROUP`.
    public enum Family: Sendable, Equatable, CaseIterable { case consumerGroup, proxy, intermediary }

    public var name: String
    public var kind: Kind
    /// `s`, `1/s`, `%`, or the name of what is counted.
    public var unit: String
    /// A sentence for people.
    public var meaning: String
    public var family: Family?

    package init(_ name: String, _ kind: Kind, _ unit: String, _ meaning: String, per family: Family? = nil) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.meaning = meaning
        self.family = family
    }

    /// The words a gate may take of it.
    public var aggregates: [String] {
        switch kind {
        case .distribution: ["avg", "med", "p(50)", "p(95)", "p(99)", "max", "count", "rate"]
        case .level: ["avg", "med", "p(50)", "p(95)", "p(99)", "max"]
        case .counter: ["count", "value", "rate"]
        case .value: unit == "%" || unit == "1/s" ? ["value", "rate"] : ["value"]
        }
    }

    /// The same measure of one member of its family.
    package func tagged(_ tag: String) -> MeasureDefinition {
        var copy = self
        copy.name = "\(name).\(tag)"
        copy.meaning = "\(meaning); \(tag) alone"
        copy.family = nil
        return copy
    }
}

/// The names that families of measures are told apart by. A family of one has no measures of its own, since they would
/// repeat the total.
public struct MeasureTags: Sendable, Equatable {
    public var consumerGroups: [String]
    public var proxies: [String]
    public var intermediaries: [String]

    public init(consumerGroups: [String] = [], proxies: [String] = [], intermediaries: [String] = []) {
        self.consumerGroups = consumerGroups
        self.proxies = proxies
        self.intermediaries = intermediaries
    }

    package func members(of family: MeasureDefinition.Family) -> [String] {
        let members =
            switch family {
            case .consumerGroup: consumerGroups
            case .proxy: proxies
            case .intermediary: intermediaries
            }
        return members.count > 1 ? members : []
    }
}
