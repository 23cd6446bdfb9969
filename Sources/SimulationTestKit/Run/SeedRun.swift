import Testing
import VirtualTime

/// What one seed came to.
public struct SeedRun: Sendable {
    /// Of all randomness.
    public let seed: UInt64
    /// Over everything that happened in its first run.
    public let trace: TraceHash
    /// Virtual time that its first run took.
    public let elapsed: Duration
    /// Why it failed, in the order in which that was found; empty when it passed.
    public let failures: [SeedFailure]
    /// What has had something to do in either run.
    let usage: Usage
    /// What `Test.cancel` has thrown in it.
    let cancellation: (any Error)?

    /// Runs a seed, and once more when it passes and is to be verified.
    /// - Parameter place: of the call of `simulate`.
    static func of(
        _ seed: UInt64, _ options: SimulationOptions, isVerified: Bool, _ place: SourceLocation,
        _ body: (SimulatedWorld) throws -> Void
    ) -> SeedRun {
        guard isVerified else { return once(seed, options, journal: nil, place, body) }
        let journal: TraceJournal
        do { journal = try TraceJournal() } catch {
            let run = once(seed, options, journal: nil, place, body)
            return run.failing(for: [SeedFailure(.notCompared(reason: "\(error)"))])
        }
        let run = once(seed, options, journal: journal, place, body)
        guard run.failures.isEmpty, run.cancellation == nil else { return run }
        do {
            try journal.rewind()
            let second = once(seed, options, journal: journal, place, body)
            let difference = try journal.finish().map { SeedFailure(.notRepeated($0)) }
            return run.failing(for: second.failures + [difference].compactMap(\.self), using: second.usage)
        } catch { return run.failing(for: [SeedFailure(.notCompared(reason: "\(error)"))]) }
    }

    /// The same with what was found afterwards.
    private func failing(for more: [SeedFailure], using other: Usage = Usage()) -> SeedRun {
        var usage = usage
        usage.add(other)
        return SeedRun(
            seed: seed, trace: trace, elapsed: elapsed, failures: failures + more, usage: usage,
            cancellation: cancellation)
    }

    private static func once(
        _ seed: UInt64, _ options: SimulationOptions, journal: TraceJournal?, _ place: SourceLocation,
        _ body: (SimulatedWorld) throws -> Void
    ) -> SeedRun {
        let world = SimulatedWorld(seed: seed, options, journal: journal)
        let failures = world.failures
        var elapsed = Duration.zero
        // Expectations are heard of here and stay what they are: the issues of their own test, at their own place.
        withKnownIssue(isIntermittent: true) {
            world.simulation.hearing {
                do { try body(world) } catch { failures.noteEnd(error, at: world.simulation.now, place) }
                elapsed = world.elapsed
                world.close(tolerating: options.toleratedLeaks)
            }
        } matching: { [unowned world] issue in
            if issue.severity >= .error {
                failures.note(
                    SeedFailure(
                        .expectation("\(issue.kind)"), in: world.processHere, at: world.instantHere,
                        issue.sourceLocation))
            }
            return false
        }
        return SeedRun(
            seed: seed, trace: world.simulation.trace, elapsed: elapsed, failures: failures.all, usage: world.usage,
            cancellation: failures.cancellation)
    }
}

/// What a call of `simulate` came to.
public struct SimulationReport: Sendable {
    /// The seeds that were run, in that order.
    public internal(set) var runs: [SeedRun] = []

    /// Those that failed.
    public var failed: [SeedRun] { runs.filter { !$0.failures.isEmpty } }

    /// What of the test's settings and faults had nothing to do in any run.
    func idle(_ options: SimulationOptions) -> [Usage.Idle] {
        let usage = runs.reduce(into: Usage()) { $0.add($1.usage) }
        return usage.idle(among: options.toleratedLeaks, seeds: runs.count)
    }
}
