import Synchronization
import Testing
import VirtualTime

/// What has gone wrong in one run. Expectations may fail on any thread; everything else is noted by the one that runs
/// the simulation.
final class FailureLog: Sendable {
    private struct State {
        var failures: [SeedFailure] = []
        var stopping: SeedFailure?
        var cancellation: (any Error)?
    }

    private let state = Mutex(State())

    /// In the order in which they were noted.
    var all: [SeedFailure] { state.withLock { $0.failures } }

    /// The first that ends a run.
    var stopping: SeedFailure? { state.withLock { $0.stopping } }

    /// What `Test.cancel` has thrown: the test is given up, and nothing of it has failed by that.
    var cancellation: (any Error)? { state.withLock { $0.cancellation } }

    /// Notes what leaves the run going.
    func note(_ failure: SeedFailure) { state.withLock { $0.failures.append(failure) } }

    /// Notes what ends the run.
    func noteStopping(_ failure: SeedFailure) {
        state.withLock {
            $0.failures.append(failure)
            $0.stopping = $0.stopping ?? failure
        }
    }

    /// Whether somebody throws what was noted before he did.
    func knows(_ error: any Error) -> Bool {
        guard let failure = error as? SeedFailure else { return false }
        return state.withLock { state in
            (state.failures + [state.stopping].compactMap(\.self)).contains { $0.description == failure.description }
        }
    }

    /// Notes that the test was cancelled, which ends the run.
    /// - Returns: whether it was; any other error is none of that.
    func noteCancellation(_ error: any Error) -> Bool {
        // swift-testing shows the type to nobody.
        guard String(reflecting: type(of: error)) == "Testing.SkipInfo" else { return false }
        state.withLock {
            $0.cancellation = $0.cancellation ?? error
            $0.stopping = $0.stopping ?? SeedFailure(.threw(error: "`Test.cancel`"))
        }
        return true
    }

    /// Notes what the test's body ended with, unless it is known already.
    func noteEnd(_ error: any Error, at instant: VirtualInstant, _ place: SourceLocation) {
        // A requirement that failed has been recorded as an expectation.
        if error is ExpectationFailedError { return }
        if knows(error) || noteCancellation(error) { return }
        if let failure = error as? SeedFailure { return note(failure) }
        note(SeedFailure(.threw(error), at: instant, place))
    }
}

extension SeedFailure.Cause {
    /// What an error is called. That of a requirement would repeat at length what its expectation says.
    static func threw(_ error: any Error) -> Self {
        .threw(error: error is ExpectationFailedError ? "the error of a requirement that failed" : "\(error)")
    }
}
