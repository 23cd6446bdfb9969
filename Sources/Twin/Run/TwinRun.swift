import VirtualTime

/// One run of one scenario: the services as processes under virtual time, the world around them, the phase with arrivals,
/// then healing, then the verdict (`design.md` 7).
public struct TwinRun: Sendable {
    public let scenario: Scenario
    public let seed: UInt64
    public let replication: UInt64
    public let options: RunOptions

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
    public func run() throws(TwinRunError) -> RunOutcome {
        let clock = ContinuousClock()
        let begin = clock.now
        let simulation = Simulation(.init(seed: seed, replication: replication, policy: policy))
        let end = scenario.duration + scenario.healing
        simulation.run(until: VirtualInstant.start.advanced(by: end))
        return RunOutcome(
            scenario: scenario.identity, seed: seed, replication: replication, traceHash: simulation.trace.value,
            verdict: .held, events: simulation.events, jobs: simulation.jobs, virtualTime: end,
            wallTime: begin.duration(to: clock.now), measures: [], gates: [], violations: [], series: [],
            lifeLines: [], decisionLog: [])
    }

    /// Runs twice and compares.
    /// - Returns: the outcome of the first run.
    /// - Throws: `TwinRunError.notRepeatable` with the first difference; what `run` throws.
    public func verify() throws(TwinRunError) -> RunOutcome {
        let first = try run()
        let second = try run()
        guard first.traceHash == second.traceHash else {
            throw .notRepeatable("the trace hashes differ after \(first.events) and \(second.events) events")
        }
        return first
    }

    var policy: SchedulePolicy {
        switch options.schedule ?? scenario.schedule {
        case .fifo: .fifo
        case .shuffle: .shuffle
        }
    }
}
