/// Everything one run leaves behind: the figures, the promises that broke, and what repeats it.
public struct RunOutcome: Sendable {
    public var scenario: ScenarioIdentity
    public var seed: UInt64
    public var replication: UInt64
    public var traceHash: UInt64
    public var verdict: Verdict
    /// Agenda entries fired and task jobs run.
    public var events: UInt64
    public var jobs: UInt64
    public var virtualTime: Duration
    public var wallTime: Duration
    /// In the order in which the summary shows them.
    public var measures: [Measure]
    public var gates: [GateResult]
    public var violations: [Violation]
    public var series: [TimeSeries]
    public var lifeLines: [PaymentLifeLine]
    /// Choices of the schedule policy, as replay reads them; empty under `fifo`.
    public var decisionLog: [UInt8]
    /// In the order of the scenario's list, then what a swarm drew.
    public var faults: [InjectedFault]
    /// `faults:` as YAML that repeats a swarm by hand; nil when the scenario draws none.
    public var drawnFaults: String?

    public init(
        scenario: ScenarioIdentity, seed: UInt64, replication: UInt64, traceHash: UInt64, verdict: Verdict,
        events: UInt64, jobs: UInt64, virtualTime: Duration, wallTime: Duration, measures: [Measure],
        gates: [GateResult], violations: [Violation], series: [TimeSeries], lifeLines: [PaymentLifeLine],
        decisionLog: [UInt8], faults: [InjectedFault] = [], drawnFaults: String? = nil
    ) {
        self.scenario = scenario
        self.seed = seed
        self.replication = replication
        self.traceHash = traceHash
        self.verdict = verdict
        self.events = events
        self.jobs = jobs
        self.virtualTime = virtualTime
        self.wallTime = wallTime
        self.measures = measures
        self.gates = gates
        self.violations = violations
        self.series = series
        self.lifeLines = lifeLines
        self.decisionLog = decisionLog
        self.faults = faults
        self.drawnFaults = drawnFaults
    }
}

/// The scenario as it ran, with every value filled in.
public struct ScenarioIdentity: Sendable, Equatable {
    public var name: String
    /// Canonical text with all defaults, extends and `--set` applied.
    public var text: String
    /// Hash of `text`, 16 hex digits.
    public var hash: String

    public init(name: String, text: String, hash: String) {
        self.name = name
        self.text = text
        self.hash = hash
    }
}

/// What a run says of its promises, graded; the raw value is the process's exit code (`design.md` 7).
public enum Verdict: Int32, Sendable {
    case held = 0
    case gateMissed = 1
    /// A liveness promise was unmet at the end of healing.
    case stuck = 128
    /// A safety promise broke.
    case wrong = 129
}

/// One figure. Names are an interface (`design.md` 8).
public struct Measure: Sendable {
    public enum Figure: Sendable, Equatable {
        case value(Double)
        case distribution(Summary)
    }

    /// Of a histogram of `count` samples, in the measure's unit.
    public struct Summary: Sendable, Equatable {
        public var count: UInt64
        public var mean: Double
        public var p50: Double
        public var p95: Double
        public var p99: Double
        public var max: Double

        public init(count: UInt64, mean: Double, p50: Double, p95: Double, p99: Double, max: Double) {
            self.count = count
            self.mean = mean
            self.p50 = p50
            self.p95 = p95
            self.p99 = p99
            self.max = max
        }
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

/// An `expect:` line and whether it held.
public struct GateResult: Sendable, Equatable {
    public var expression: String
    public var held: Bool
    public var actual: Double
    public var unit: String

    public init(expression: String, held: Bool, actual: Double, unit: String) {
        self.expression = expression
        self.held = held
        self.actual = actual
        self.unit = unit
    }
}

/// A broken promise (`domain.md` 9).
public struct Violation: Sendable, Equatable {
    public enum Kind: String, Sendable { case safety, liveness }

    /// `I1` .. `I16`.
    public var invariant: String
    public var kind: Kind
    /// Nanoseconds of virtual time since the scenario's start.
    public var instantNanoseconds: Int64
    /// The payment or application it concerns.
    public var subject: String
    public var message: String

    public init(invariant: String, kind: Kind, instantNanoseconds: Int64, subject: String, message: String) {
        self.invariant = invariant
        self.kind = kind
        self.instantNanoseconds = instantNanoseconds
        self.subject = subject
        self.message = message
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

/// The instants of one payment's life, in nanoseconds since the scenario's start; nil where it has not come to it.
public struct PaymentLifeLine: Sendable, Equatable {
    public var paymentID: String
    public var applicationID: String
    public var tenant: String
    public var channel: String
    /// The payment's last status on the topic.
    public var status: String
    public var submitted: Int64?
    public var creationPending: Int64?
    public var paymentPending: Int64?
    public var payLinkShown: Int64?
    public var moneyMoved: Int64?
    public var completePublished: Int64?
    public var completeInView: Int64?
    public var applicationMoved: Int64?
    public var pageShowsIt: Int64?
    public var checks: Int

    public init(paymentID: String, applicationID: String, tenant: String, channel: String, status: String, checks: Int)
    {
        self.paymentID = paymentID
        self.applicationID = applicationID
        self.tenant = tenant
        self.channel = channel
        self.status = status
        self.checks = checks
    }
}
