import Scenarios
import Synchronization
import VirtualTime

/// What a run is told beside its scenario, seed and replication. Nothing of it changes what happens in the run, except
/// `schedule`, which decides the order of what is ready at one instant.
public struct RunOptions: Sendable {
    /// Instead of the scenario's own.
    public var wire: Scenario.Wire?
    /// Instead of the scenario's own.
    public var schedule: Scenario.Schedule?
    /// Where each topic is written as NDJSON, one file per topic; made when absent.
    public var topicsDirectory: String?
    /// Called between two slices of virtual time, on the run's own thread.
    public var progress: (@Sendable (RunProgress) -> Void)?
    public var cancellation: RunCancellation?

    public init(
        wire: Scenario.Wire? = nil, schedule: Scenario.Schedule? = nil, topicsDirectory: String? = nil,
        progress: (@Sendable (RunProgress) -> Void)? = nil, cancellation: RunCancellation? = nil
    ) {
        self.wire = wire
        self.schedule = schedule
        self.topicsDirectory = topicsDirectory
        self.progress = progress
        self.cancellation = cancellation
    }
}

/// How far a run has come.
public struct RunProgress: Sendable {
    public var virtualTime: Duration
    /// Of duration and healing together, 0 to 1.
    public var share: Double
    public var events: UInt64
    public var jobs: UInt64
    /// Payments that are not in a final state.
    public var openPayments: Int
}

/// Asks a run to stop at the end of its slice, from any thread or signal handler.
public final class RunCancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    public init() {}

    public func cancel() { flag.store(true, ordering: .relaxed) }
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }
}

/// Why a run has no outcome.
public enum TwinRunError: Error, Sendable, Equatable, CustomStringConvertible {
    case cancelled
    /// A service ended although nobody asked it to: `reason` is its error, or that it returned.
    case serviceEnded(process: String, instant: Duration, reason: String)
    /// Something of a simulated process escaped to real threads or real time.
    case determinismLeak([String])
    /// The topics cannot be written.
    case topicDump(path: String, reason: String)
    /// A service's settings are refused by what it runs on.
    case refused(process: String, reason: String)
    /// Two runs of one scenario, seed and code differ: the determinism is broken at this decision.
    case notRepeatable(String)

    public var description: String {
        switch self {
        case .cancelled: "the run was cancelled"
        case .serviceEnded(let process, let instant, let reason):
            "\(process) ended by itself after \(instant.text) of virtual time: \(reason)"
        case .determinismLeak(let leaks): "not deterministic: " + leaks.joined(separator: "; ")
        case .topicDump(let path, let reason): "\(path): cannot write topics: \(reason)"
        case .refused(let process, let reason): "\(process) cannot start: \(reason)"
        case .notRepeatable(let difference): "two runs with one seed differ: \(difference)"
        }
    }
}
