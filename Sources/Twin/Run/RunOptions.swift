import Synchronization

/// What a run is told beside its ticket. Nothing of it changes what happens in the run.
public struct RunOptions: Sendable {
    /// Where each topic is written as NDJSON, one file per topic; made when absent.
    public var topicsDirectory: String?
    /// Where the calls over the network are written as NDJSON, one file per host; made when absent.
    public var callsDirectory: String?
    /// Called between two slices of virtual time, on the run's own thread.
    public var progress: (@Sendable (RunProgress) -> Void)?
    /// Asked between two slices of virtual time; nil for a run that nobody stops.
    public var cancellation: RunCancellation?

    /// Nothing is written, told or stopped unless that is said.
    public init(
        topicsDirectory: String? = nil, callsDirectory: String? = nil,
        progress: (@Sendable (RunProgress) -> Void)? = nil,
        cancellation: RunCancellation? = nil
    ) {
        self.topicsDirectory = topicsDirectory
        self.callsDirectory = callsDirectory
        self.progress = progress
        self.cancellation = cancellation
    }
}

/// How far a run has come.
public struct RunProgress: Sendable {
    /// Since the scenario's start.
    public var virtualTime: Duration
    /// Of duration and healing together, 0 to 1.
    public var share: Double
    /// Agenda entries fired.
    public var events: UInt64
    /// Task jobs run.
    public var jobs: UInt64
    /// Payments that are not in a final state.
    public var openPayments: Int
}

/// Asks a run to stop at the end of its slice, from any thread or signal handler.
public final class RunCancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Nobody has asked yet.
    public init() {}

    /// Asks, once and for all.
    public func cancel() { flag.store(true, ordering: .relaxed) }
    /// Whether somebody has asked.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }
}
