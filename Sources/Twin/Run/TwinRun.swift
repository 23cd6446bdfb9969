import Observation
import Scenarios
import ServicePorts
import VirtualTime

/// One run of one scenario: the services as processes under virtual time, the world around them, the phase with
/// arrivals, then healing, then the verdict.
public struct TwinRun: Sendable {
    /// Slices of virtual time between which a run tells its progress and can be cancelled.
    private static let slices: Int64 = 500
    /// Nanoseconds: of a long run too the progress is told several times a second.
    private static let longestSlice: Int64 = 600_000_000_000

    public let scenario: Scenario
    public let seed: UInt64
    public let replication: UInt64
    public let options: RunOptions
    /// What the installation must be ready for.
    var hazards = Hazards.none

    /// - Parameters:
    ///   - seed: of every random stream; the scenario's own when nil.
    ///   - replication: which of the independent repetitions of one seed.
    public init(
        scenario: Scenario, seed: UInt64? = nil, replication: UInt64 = 0, options: RunOptions = RunOptions()
    ) {
        self.scenario = scenario
        self.seed = seed ?? scenario.seed
        self.replication = replication
        self.options = options
    }

    /// Runs to the end of healing on the calling thread.
    /// - Throws: `TwinRunError`.
    public func run() throws(TwinRunError) -> RunOutcome { try run(journal: nil) }

    /// Runs twice in one process and compares every decision.
    /// - Returns: the outcome of the first run.
    /// - Throws: `TwinRunError.notRepeatable` with the first decision that differs; what `run` throws.
    public func verify() throws(TwinRunError) -> RunOutcome {
        do {
            let journal = try TraceJournal()
            let first = try run(journal: journal)
            try journal.rewind()
            let second = try run(journal: journal)
            if let difference = try journal.finish() { throw TwinRunError.notRepeatable(difference.description) }
            guard first.traceHash == second.traceHash else {
                throw TwinRunError.notRepeatable("every decision agrees and the trace hashes do not")
            }
            return first
        } catch let error as TwinRunError {
            throw error
        } catch {
            throw .notRepeatable("the decisions could not be compared: \(error)")
        }
    }

    private func run(journal: TraceJournal?) throws(TwinRunError) -> RunOutcome {
        let clock = ContinuousClock()
        let begin = clock.now
        let plan = FaultPlan(of: self)
        let installation = try Installation(self, hazards: plan.hazards(beside: hazards), journal: journal)
        defer { installation.close() }
        let faults = FaultEngine(plan, on: installation)
        faults.start()
        let end = scenario.end.nanoseconds
        var reached: Int64 = 0
        while reached < end {
            reached = min(reached + min(Self.longestSlice, max(1, end / Self.slices)), end)
            try installation.advance(to: VirtualInstant(nanoseconds: reached))
            tellProgress(installation, share: Double(reached) / Double(end))
            if options.cancellation?.isCancelled == true { throw .cancelled }
        }
        try installation.finishTopics()
        var outcome = outcome(of: installation, faults, wallTime: begin.duration(to: clock.now))
        outcome.drawnFaults = plan.drawnText
        return outcome
    }

    private func tellProgress(_ installation: Installation, share: Double) {
        options.progress?(
            RunProgress(
                virtualTime: .nanoseconds(installation.simulation.now.nanoseconds),
                share: share, events: installation.simulation.events,
                jobs: installation.simulation.jobs, openPayments: installation.witness.open))
    }

    private func outcome(
        of installation: Installation, _ faults: FaultEngine, wallTime: Duration
    ) -> RunOutcome {
        let simulation = installation.simulation
        let duration = Duration.nanoseconds(scenario.end.nanoseconds)
        let injected = faults.injected()
        let report = installation.witness.finish(
            at: scenario.end.nanoseconds,
            cost: RunCost(events: simulation.events, jobs: simulation.jobs, wallTime: wallTime),
            trouble: RunTrouble(
                injected, of: installation.network, FaultTargets(scenario).hosts, kafka: installation.kafka.counters))
        let (gates, verdict) = report.judge(scenario.gates, duration: duration)
        return RunOutcome(
            scenario: scenario.identity, seed: seed, replication: replication, traceHash: simulation.trace.value,
            verdict: verdict, events: simulation.events, jobs: simulation.jobs, virtualTime: duration,
            wallTime: wallTime, measures: report.measures, gates: gates, violations: report.violations,
            series: report.series, lifeLines: report.lifeLines, decisionLog: simulation.decisions.bytes,
            faults: injected)
    }

    var wireMode: PayloadForm {
        switch options.wire ?? scenario.wire {
        case .typed: .typed
        case .bytes: .bytes
        }
    }

    var policy: SchedulePolicy {
        switch options.schedule ?? scenario.schedule {
        case .fifo: .fifo
        case .shuffle: .shuffle
        }
    }
}
