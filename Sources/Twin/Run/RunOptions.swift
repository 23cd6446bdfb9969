import Synchronization

/// What a run is told beside its ticket. Nothing of it changes what happens in the run.
public struct RunOptions: Sendable {
    /// Where each topic is written as NDJSON, one file per topic; made when absent.
    public var topicsDirectory: String?
    /// Called between two slices of virtual time, on the run's own thread.
    public var progress: (@Sendable (RunProgress) -> Void)?
    public var cancellation: RunCancellation?

    public init(
        topicsDirectory: String? = nil, progress: (@Sendable (RunProgress) -> Void)? = nil,
        cancellation: RunCancellation? = nil
    ) {
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
