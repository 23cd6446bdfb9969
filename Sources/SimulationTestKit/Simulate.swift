import CTestProcess
import Foundation
import Testing
import VirtualTime

/// Runs a test in a fresh world for each seed: the way into this kit.
///
/// `body` starts its processes and lets virtual time pass; nothing in it waits for real time. It runs outside of that:
/// what it asks of the machine itself (`Date()`, `Int.random`) is no leak, a `Task {}` that it makes runs on the
/// machine's threads, and nobody tells of either. What is to be repeated belongs into a process. When it has returned
/// or thrown, its world ends. A seed fails when an expectation fails, wherever that stands; when `body`, a process or a
/// moment throws; when a process lets no time pass; when something reached for what the simulation does not control, or
/// is left behind; and when it was run twice and made two runs. A tolerance that no leak came by for in any seed is an
/// issue, too, and so is such a fault: a test is not what it seems to be where its parts do nothing.
///
/// What a failing seed came to is recorded as one issue, with the command that repeats it. It is tried first when the
/// test runs again, until it passes. Of a seed in which the program traps (a precondition, a forced unwrap) or
/// exits standard error tells the same before the program ends, and of one in which a job runs for ten seconds of real
/// time.
/// `SIMULATION_SEED` in the environment chooses one seed alone.
/// - Parameters:
///   - seeds: one world each. A range may be as long as a soak takes; one without an end (`0...`) does not compile,
///     since no test ends with it.
///   - options: how they are run, and what their worlds are like.
///   - body: the test of one seed. It may be called twice for one.
/// - Returns: what each seed came to.
/// - Throws: `SimulationRefusal`; `CancellationError` when the test is cancelled between two seeds; what `Test.cancel`
///   throws in `body`, a moment or a process.
@discardableResult
public func simulate(
    seeds: some Collection<UInt64> = 0..<100, _ options: SimulationOptions = SimulationOptions(),
    sourceLocation: SourceLocation = #_sourceLocation, _ body: (_ world: SimulatedWorld) throws -> Void
) async throws -> SimulationReport {
    HashSeeds.warnOnce(sourceLocation)
    try options.check()
    let test = TestIdentity(Test.current, calledAt: sourceLocation)
    let memory = options.keepsFailedSeeds ? SeedMemory(of: test, calledAt: sourceLocation) : nil
    let chosen = ProcessInfo.processInfo.environment[SeedPlan.variable]
    let plan = try SeedPlan(seeds, chosen: chosen, failedBefore: memory?.seeds ?? [])
    var report = SimulationReport()
    for (place, seed) in plan.seeds.enumerated() {
        try Task.checkCancellation()
        let isVerified = options.verification.isDue(at: place)
        let seedCase = SeedCase(seed: seed, options: options, test: test, place: place + 1, count: plan.count)
        let run = TrapText(seedCase, memory).whenTrapped {
            SeedRun.of(seed, options, isVerified: isVerified, sourceLocation, body)
        }
        report.runs.append(run)
        if let cancellation = run.cancellation, run.failures.isEmpty { throw cancellation }
        if run.failures.isEmpty {
            // What cannot be forgotten is only tried first once more.
            try? memory?.remove(seed)
        } else {
            let text = FailureText(run, seedCase, memory?.keep(seed) ?? SeedMemory.notKept)
            Issue.record("\(text)", sourceLocation: run.failures.lazy.compactMap(\.place).first ?? sourceLocation)
            if let cancellation = run.cancellation { throw cancellation }
            if options.stopsAtFirstFailure { break }
        }
        // Other tests of this process have their turn.
        await Task.yield()
    }
    // One seed that is chosen, or the first that fails, is not all that the test is made for.
    if chosen == nil, UInt64(report.runs.count) == plan.count, report.failed.isEmpty {
        for idle in report.idle(options) { Issue.record("\(idle.text)", sourceLocation: idle.place ?? sourceLocation) }
    }
    return report
}

extension SeedMemory {
    static let kept = "It is tried first next time."
    static let notKept = "It is not kept for the next time."
    static let cannotKeep = "It cannot be kept for the next time"

    /// Remembers a seed that has failed, and says what became of that.
    fileprivate func keep(_ seed: UInt64) -> String {
        do {
            try add(seed)
            return Self.kept
        } catch { return "\(Self.cannotKeep): \(error)" }
    }
}

/// Whether `Dictionary` and `Set` have the same order in every process of a test.
enum HashSeeds {
    private static let warning: Void = {
        Issue.record(
            """
            This process hashes at random, so that the order of a Dictionary or Set differs from run to run. \
            Set SWIFT_DETERMINISTIC_HASHING=1 in its environment.
            """, severity: .warning)
    }()

    /// Where a new start of the process was refused, or not wanted.
    static func warnOnce(_ place: SourceLocation) {
        if !test_process_hashes_alike() { _ = warning }
    }
}
