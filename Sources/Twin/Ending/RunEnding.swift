import Observation
import VirtualTime

/// How a run ended: what was asked, what came of it, and what it cost.
public struct RunEnding: Sendable {
    /// What was run.
    public var ticket: RunTicket
    /// The same for every run of the ticket.
    public var findings: RunFindings
    /// Of this run alone.
    public var cost: Cost
    /// Why the topics' files are not whole; nil when they are, or were not asked for. The run is whole all the same.
    public var topicsTrouble: TwinRunError?
    /// The same of the files of calls.
    public var callsTrouble: TwinRunError?

    /// An ending, such as one that was stored.
    public init(ticket: RunTicket, findings: RunFindings, cost: Cost) {
        self.ticket = ticket
        self.findings = findings
        self.cost = cost
    }

    /// All figures, those of the cost last.
    public var measures: [Measure] { findings.measures + cost.measures }

    /// The gate that ended the run before its end; nil of a run that went to its end or crashed.
    public var abortingGate: Gate? {
        guard findings.crash == nil, findings.virtualTime < .nanoseconds(ticket.scenario.end.nanoseconds) else {
            return nil
        }
        return ticket.scenario.gates.first { gate in
            gate.abortsFrom != nil && findings.gates.contains { $0.expression == gate.expression && !$0.held }
        }
    }

    /// The gates that decide the run's verdict: what those over the seeds say is decided over all of them.
    public var decidingGates: [GateResult] {
        let gates = ticket.scenario.gates
        guard gates.count == findings.gates.count else { return findings.gates }
        return zip(gates, findings.gates).filter { $0.0.scope == .everySeed }.map(\.1)
    }

    /// Whether the run went to its end, so that its figures are those of all of it.
    public var isWhole: Bool { findings.crash == nil && abortingGate == nil }

    /// The same run, which does not count after all: what was judged of it is judged no more.
    public func crashed(_ crash: RunCrash) -> RunEnding {
        var ending = self
        ending.findings.verdict = .crashed
        ending.findings.crash = crash
        ending.findings.gates = []
        return ending
    }

    /// What repeats this very run: the ticket with the choices that were made.
    public var replayTicket: RunTicket { ticket.deciding(findings.decisions) }

    /// What a run asked of the machine; no two runs of a ticket cost the same.
    public struct Cost: Sendable, Equatable {
        /// By the machine's clock, from the run's start to its end.
        public var wallTime: Duration
        /// The most memory that the process had held by the run's end, the runs beside it included; 0 where nobody
        /// knows.
        public var peakMemoryBytes: Int64
        /// `cost.*`.
        public var measures: [Measure]

        /// What a run has cost.
        public init(wallTime: Duration, peakMemoryBytes: Int64 = 0, measures: [Measure] = []) {
            self.wallTime = wallTime
            self.peakMemoryBytes = peakMemoryBytes
            self.measures = measures
        }
    }
}

/// What a run found: the figures, the promises that broke, and what made it so. The same ticket gives equal findings.
///
/// Those of a crashed run reach as far as it came: figures and safety violations until then; nothing is judged that
/// needed the rest.
public struct RunFindings: Sendable, Equatable {
    /// What it comes to, and the exit code of a single run.
    public var verdict: Verdict
    /// Why it crashed; nil unless that is the verdict.
    public var crash: RunCrash?
    /// Over every decision, delivery and change of state.
    public var traceHash: UInt64
    /// Agenda entries fired.
    public var events: UInt64
    /// Task jobs run.
    public var jobs: UInt64
    /// How far the run came, healing included.
    public var virtualTime: Duration
    /// In the order in which the summary shows them, without those of the cost.
    public var measures: [Measure]
    /// None of a run that crashed; of one that a gate ended that gate alone.
    public var gates: [GateResult]
    /// The first of each invariant, in the order found.
    public var violations: [Violation]
    /// Of each promise, in the order of their names: how often it broke, and whether the run put it to the test.
    public var promises: [PromiseOutcome]
    /// Each over the virtual time that passed.
    public var series: [TimeSeries]
    /// Of payments spread evenly over the run.
    public var lifeLines: [PaymentLifeLine]
    /// Choices of the schedule; none under `fifo`.
    public var decisions: DecisionLog
    /// In the order of the scenario's list, then what a swarm drew.
    public var faults: [InjectedFault]
    /// `faults:` as YAML that repeats a swarm by hand; nil when the scenario draws none.
    public var drawnFaults: String?

    /// Findings, such as those that were stored. Traps on a crash without its verdict, and the other way round.
    public init(
        verdict: Verdict, crash: RunCrash? = nil, traceHash: UInt64, events: UInt64, jobs: UInt64,
        virtualTime: Duration, measures: [Measure] = [], gates: [GateResult] = [], violations: [Violation] = [],
        promises: [PromiseOutcome] = [], series: [TimeSeries] = [], lifeLines: [PaymentLifeLine] = [],
        decisions: DecisionLog = DecisionLog(),
        faults: [InjectedFault] = [], drawnFaults: String? = nil
    ) {
        precondition((verdict == .crashed) == (crash != nil), "A crash has a reason, and nothing else has one.")
        self.verdict = verdict
        self.crash = crash
        self.traceHash = traceHash
        self.events = events
        self.jobs = jobs
        self.virtualTime = virtualTime
        self.measures = measures
        self.gates = gates
        self.violations = violations
        self.promises = promises
        self.series = series
        self.lifeLines = lifeLines
        self.decisions = decisions
        self.faults = faults
        self.drawnFaults = drawnFaults
    }
}
