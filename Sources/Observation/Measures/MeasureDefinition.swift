/// What one measure is, before any run: the interface that gates, reports, summaries and comparisons rely on.
public struct MeasureDefinition: Sendable, Equatable {
    /// How a measure is filled and told.
    public enum Kind: Sendable, Equatable, CaseIterable {
        /// Samples with quantiles.
        case distribution
        /// A number of things that changes over time; each level weighs as long as it lasted, in milliseconds.
        case level
        /// How often something happened.
        case counter
        /// A single figure.
        case value
        /// A single figure of what the run cost the machine: it differs from run to run and is no finding.
        case cost
    }

    /// Measures that exist once more for each of several things of one sort, as `kafka.lag.GROUP`.
    public enum Family: Sendable, Equatable, CaseIterable {
        /// Those of `MeasureTags.consumerGroups`.
        case consumerGroup
        /// Those of `MeasureTags.proxies`.
        case proxy
        /// Those of `MeasureTags.intermediaries`.
        case intermediary
    }

    /// Which of two figures is the better one.
    public enum Direction: Sendable, Equatable { case lowerIsBetter, higherIsBetter }

    /// Lower case words, joined by underscores, behind the name of their group: `poller.calls_per_s`.
    public var name: String
    /// What may be taken of it follows from this.
    public var kind: Kind
    /// `s`, `1/s`, `%`, or the name of what is counted.
    public var unit: String
    /// A sentence for people.
    public var meaning: String
    /// What it exists once more for; nil for most.
    public var family: Family?
    /// Nil where neither more nor less of it is better: it depends on what was asked of the run.
    public var direction: Direction?
    /// Where a summary shows it; empty where it does not.
    public var places: [SummaryPlace]

    /// The words a gate may take of it.
    public var aggregates: [String] {
        switch kind {
        case .distribution: ["avg", "med", "p(50)", "p(95)", "p(99)", "max", "count", "rate"]
        case .level: ["avg", "med", "p(50)", "p(95)", "p(99)", "max"]
        case .counter: ["count", "value", "rate"]
        case .value, .cost: unit == "%" || unit == "1/s" ? ["value", "rate"] : ["value"]
        }
    }

    /// The same measure of one member of its family, which no summary shows.
    func tagged(_ tag: String) -> MeasureDefinition {
        var copy = self
        copy.name = "\(name).\(tag)"
        copy.meaning = "\(meaning); \(tag) alone"
        copy.family = nil
        copy.places = []
        return copy
    }
}

/// The names that families of measures are told apart by. A family of one has no measures of its own, since they would
/// repeat the total.
public struct MeasureTags: Sendable, Equatable {
    /// In the order of the scenario's deployment, like all of them.
    public var consumerGroups: [String]
    /// By the names of their rows in the deployment.
    public var proxies: [String]
    /// By the names of their rows in the deployment.
    public var intermediaries: [String]

    /// The tags of a run; without any, no measure has members.
    public init(consumerGroups: [String] = [], proxies: [String] = [], intermediaries: [String] = []) {
        self.consumerGroups = consumerGroups
        self.proxies = proxies
        self.intermediaries = intermediaries
    }

    func members(of family: MeasureDefinition.Family) -> [String] {
        let members =
            switch family {
            case .consumerGroup: consumerGroups
            case .proxy: proxies
            case .intermediary: intermediaries
            }
        return members.count > 1 ? members : []
    }
}
