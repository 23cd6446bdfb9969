import InfrastructureSimulation
import Testing
import VirtualTime

/// Why a seed has failed.
public struct SeedFailure: Error, Sendable, CustomStringConvertible {
    /// What happened.
    public enum Cause: Sendable, Equatable {
        /// A process, a moment or the test's own body threw this error, in words.
        case threw(error: String)
        /// An expectation failed, in words.
        case expectation(String)
        /// No time passes any more: the process polls without a wait, or two wake each other.
        case stalled
        /// Something reached for what the simulation does not control, or was left behind.
        case leak(DeterminismLeak)
        /// The seed was run twice and made two runs.
        case notRepeated(Difference)
        /// The seed was run twice, and this went wrong in the comparison.
        case notCompared(reason: String)
        /// A replica was made and never started, or a process was started and no time passed for it to begin.
        case neverStarted
        /// A moment of the test (`at`, `after`) had not come when the test ended.
        case momentNotReached(at: Duration)
        /// A replica was to begin again (`restart(after:)`) or to go on (`pause(for:)`), and that had not come when the
        /// test ended.
        case stayedAway(until: Duration)
        /// A process or a replica was paused without an end (`pause()`), and was so still when the test ended.
        case leftPaused
        /// A rolling restart had taken down so many of its replicas, and was not over, when the test ended.
        case restartNotOver(takenDown: Int, of: Int)
        /// A fault that goes on by itself, as a rolling restart does, was not over when the test ended.
        case faultNotOver(InfrastructureFault)
        /// A call that the test waited for did not end in time.
        case unanswered(within: Duration)
        /// What the test waited for did not come in time.
        case notReached(within: Duration)
        /// The test asked its world for what would do nothing, or cannot be.
        case refused(call: String, reason: String)
    }

    /// What happened.
    public let cause: Cause
    /// Name and incarnation; nil for what no process did.
    public let process: String?
    /// When; nil for what is known only from how the run ended.
    public let instant: VirtualInstant?
    /// Where in the test: of an expectation its own place, of a process where it was started.
    public let place: SourceLocation?

    init(_ cause: Cause, in process: String? = nil, at instant: VirtualInstant? = nil, _ place: SourceLocation? = nil) {
        self.cause = cause
        self.process = process
        self.instant = instant
        self.place = place
    }

    /// What happened, in which process, when and where, in words.
    public var description: String {
        let moment = instant.map { " at \(VirtualInstant.start.duration(to: $0).told)" } ?? ""
        let origin = place.map { " (\($0.fileID):\($0.line))" } ?? ""
        return "\(words)\(moment)\(origin)"
    }

    private var words: String {
        let who = process ?? "the test"
        switch cause {
        case .threw(let error): return "\(who) threw \(error)"
        case .expectation(let text): return process.map { "in \($0): \(text)" } ?? text
        case .stalled: return "\(who) keeps running and lets no time pass"
        case .leak(let leak): return "a leak: \(leak)"
        case .notRepeated(let difference): return "run twice, it made two runs: \(difference)"
        case .notCompared(let reason): return "run twice, it could not be compared: \(reason)"
        case .neverStarted: return "\(who) was made and never started, or had no time to begin"
        case .momentNotReached(let elapsed):
            return "the test ended before \(elapsed.told) had passed, when something was to be done; run for longer"
        case .stayedAway(let elapsed):
            return "\(who) was to be back at \(elapsed.told), and the test ended before; run for longer"
        case .leftPaused: return "\(who) was paused still when the test ended; let it go on, or pause it for a while"
        case .restartNotOver(let count, let all):
            return """
                a rolling restart had taken down \(count) of \(all) replicas, and was not over, when the test ended; \
                run for longer
                """
        case .faultNotOver(let fault): return "\(fault) was not over when the test ended; run for longer"
        case .notReached(let limit): return "what \(who) waits for did not come within \(limit.told)"
        case .refused(let call, let reason): return "\(process.map { "in \($0): " } ?? "")`\(call)`: \(reason)"
        case .unanswered(let limit): return "\(who) did not end within \(limit.told)"
        }
    }
}
