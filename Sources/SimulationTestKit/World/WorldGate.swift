import Foundation
import Synchronization
import Testing
import VirtualTime

/// Who may ask a world for something, and what becomes of those who may not. It outlives its world, for those who keep
/// a part of it.
///
/// `@unchecked Sendable`: all but `isEnding` is locked or never changes, and that is the world's thread's own.
final class WorldGate: CallRefuser, @unchecked Sendable {
    private let failures: FailureLog
    private let thread = pthread_self()
    private let ended = Atomic<Bool>(false)
    private(set) var isEnding = false

    init(_ failures: FailureLog) { self.failures = failures }

    /// Whether its seed is over.
    var hasEnded: Bool { ended.load(ordering: .acquiring) }

    /// Whether this is the world's own thread.
    var isHere: Bool { pthread_equal(thread, pthread_self()) != 0 }

    /// Runs what ends the world, which it alone may do.
    func endWorld(_ body: () -> Void) {
        isEnding = true
        body()
        isEnding = false
        ended.store(true, ordering: .releasing)
    }

    /// Why no call is taken now, or from here; nil when it is.
    var reason: String? {
        if hasEnded { return "its seed has ended; keep nothing of a world beyond the body of `simulate`" }
        return isHere ? nil : "another thread calls it; call it in the test's body, in a moment or in a process"
    }

    /// What a call is told that the world does not take.
    func failure(_ call: String, _ reason: String, at place: SourceLocation?, in simulation: Simulation) -> SeedFailure
    {
        let isRunning = isHere && !hasEnded
        return SeedFailure(
            .refused(call: call, reason: self.reason ?? reason), in: isRunning ? simulation.runningProcess : nil,
            at: isRunning ? simulation.now : nil, place)
    }

    /// Fails the seed and ends the run; where the seed is over, the test.
    func tell(_ failure: SeedFailure, in simulation: Simulation) {
        if hasEnded {
            Issue.record("\(failure)", sourceLocation: failure.place ?? #_sourceLocation)
            return
        }
        failures.noteStopping(failure)
        if isHere { simulation.breakOff() }
    }

    func refuse(_ call: String, _ reason: String, at source: CodeSource?, in simulation: Simulation) {
        tell(failure(call, reason, at: source.map { SourceLocation($0) }, in: simulation), in: simulation)
    }
}
