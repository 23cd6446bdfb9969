import Observation
import Scenarios

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
