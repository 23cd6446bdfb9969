import Glibc
import Observation
import Scenarios
import ServicePorts
import VirtualTime

/// One run of one ticket: the services as processes under virtual time, the world around them, the phase with arrivals,
/// then healing, then the verdict.
public struct TwinRun: Sendable {
    /// Slices of virtual time between which a run tells its progress and can be cancelled.
    private static let slices: Int64 = 500
    /// Nanoseconds: of a long run too the progress is told several times a second.
    private static let longestSlice: Int64 = 600_000_000_000

    let ticket: RunTicket
    let options: RunOptions
    /// What the installation must be ready for.
    var hazards = Hazards.none
    /// What stands between its services and their ports.
    var wrapping = PortWrapping.none

    /// A run that has not begun.
    public init(_ ticket: RunTicket, options: RunOptions = RunOptions()) {
        self.ticket = ticket
        self.options = options
    }

    var scenario: Scenario { ticket.scenario }

    /// Runs to the end of healing on the calling thread, or as far as it comes.
    /// - Throws: `TwinRunError` when it was broken off from outside; a crash is an ending.
    public func run() throws(TwinRunError) -> RunEnding { try run(journal: nil) }

    /// Runs twice in one process and compares every decision.
    /// - Returns: the ending of the first run, crashed with the first decision that differs where the second is
    ///   another.
    /// - Throws: what `run` throws.
    public func verify() throws(TwinRunError) -> RunEnding {
        do {
            let journal = try TraceJournal()
            var first = try run(journal: journal)
            try journal.rewind()
            let second = try run(journal: journal)
            first.topicsTrouble = first.topicsTrouble ?? second.topicsTrouble
            first.callsTrouble = first.callsTrouble ?? second.callsTrouble
            if let difference = try journal.finish() { return first.crashed(.notRepeatable(difference.description)) }
            guard first.findings == second.findings else {
                return first.crashed(.notRepeatable("every decision agrees and the findings do not"))
            }
            return first
        } catch let error as TwinRunError {
            throw error
        } catch {
            throw .unverifiable("\(error)")
        }
    }

    func run(journal: TraceJournal?, _ listener: (any RunListener)? = nil) throws(TwinRunError) -> RunEnding {
        let clock = ContinuousClock()
        let begin = clock.now
        let plan = FaultPlan(scenario, seed: ticket.seed, replication: ticket.replication)
        let installation = try Installation(
            self, hazards: plan.hazards(beside: hazards), journal: journal, listener)
        defer { installation.close() }
        let faults = FaultEngine(plan, on: installation)
        listener?.listen(to: faults)
        faults.start()
        var crash: RunCrash?
        do throws(RunStop) { try pass(scenario.end.nanoseconds, installation) } catch {
            switch error {
            case .crashed(let found): crash = found
            case .broken(let error): throw error
            }
        }
        let topicsTrouble = installation.finishTopics()
        let callsTrouble = installation.finishCalls()
        var ending = ending(of: installation, faults, crash: crash, wallTime: begin.duration(to: clock.now))
        ending.topicsTrouble = topicsTrouble
        ending.callsTrouble = callsTrouble
        ending.findings.drawnFaults = plan.drawnText
        // Only when everything has ended it is known what never will.
        installation.close()
        let leaks = installation.simulation.leaks
        guard crash == nil, !leaks.isEmpty else { return ending }
        return ending.crashed(.determinismLeak(leaks.map(\.description)))
    }

    /// Lets time pass to the end, slice by slice.
    private func pass(_ end: Int64, _ installation: Installation) throws(RunStop) {
        var reached: Int64 = 0
        while reached < end {
            reached = min(reached + min(Self.longestSlice, max(1, end / Self.slices)), end)
            try installation.advance(to: VirtualInstant(nanoseconds: reached))
            installation.feed.lookAtGates()
            tellProgress(installation, share: Double(reached) / Double(end))
            if installation.feed.hasLostAGate { break }
            if options.cancellation?.isCancelled == true { throw .broken(.cancelled) }
        }
        let left = installation.simulation.decisionsLeft
        guard left == 0 else { throw .crashed(.notRepeatable("\(left) decisions of the ticket were never asked for")) }
    }

    private func tellProgress(_ installation: Installation, share: Double) {
        options.progress?(
            RunProgress(
                virtualTime: .nanoseconds(installation.simulation.now.nanoseconds),
                share: share, events: installation.simulation.events,
                jobs: installation.simulation.jobs, openPayments: installation.witness.open))
    }

    /// What there is to say at the run's end, or where it crashed or lost a gate.
    private func ending(
        of installation: Installation, _ faults: FaultEngine, crash: RunCrash?, wallTime: Duration
    ) -> RunEnding {
        let simulation = installation.simulation
        let isAborted = crash == nil && installation.feed.hasLostAGate
        let end = crash == nil && !isAborted ? scenario.end.nanoseconds : simulation.now.nanoseconds
        let duration = Duration.nanoseconds(end)
        let injected = faults.injected()
        let report = installation.feed.finish(injected, at: VirtualInstant(nanoseconds: end))
        let cost = RunCost(events: simulation.events, jobs: simulation.jobs, wallTime: wallTime)
            .measures(over: duration)
        // Of a run that is not whole only what ended it is judged.
        let judged = isAborted ? scenario.gates.filter { $0.abortsFrom != nil } : scenario.gates
        let all = report.judge(judged, cost: cost, duration: duration)
        let (gates, verdict) = (isAborted ? all.gates.filter { !$0.held } : all.gates, all.verdict)
        let findings = RunFindings(
            verdict: crash == nil ? verdict : .crashed, crash: crash, traceHash: simulation.trace.value,
            events: simulation.events, jobs: simulation.jobs, virtualTime: duration,
            measures: report.measures, gates: crash == nil ? gates : [],
            violations: report.violations, promises: report.promises, series: report.series,
            lifeLines: report.lifeLines,
            decisions: simulation.decisions, faults: injected)
        return RunEnding(
            ticket: ticket, findings: findings,
            cost: RunEnding.Cost(wallTime: wallTime, peakMemoryBytes: Self.peakMemoryBytes, measures: cost))
    }

    private static var peakMemoryBytes: Int64 {
        var usage = rusage()
        guard getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return 0 }
        return Int64(usage.ru_maxrss) * 1_024
    }

    var policy: SchedulePolicy {
        if let decisions = ticket.decisions { return .replay(decisions) }
        return switch ticket.schedule {
        case .fifo: .fifo
        case .shuffle: .shuffle
        }
    }
}
