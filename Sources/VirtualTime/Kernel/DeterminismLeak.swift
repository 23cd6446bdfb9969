import Synchronization

/// Something inside a simulation that reached for what the simulation does not control. The run goes on, but its
/// repetition is no longer promised.
public struct DeterminismLeak: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was reached for.
    public enum Kind: Sendable, Hashable {
        /// A sleep on a real clock; it became a virtual one of the same length, in whole 0.1 ms.
        case realClockSleep
        /// A job left for another thread (the main actor, a queue, a callback) and came back when it pleased.
        case resumedOnOtherThread
        /// A port was called from a thread that does not run the simulation. The call throws this error.
        case portCalledOnOtherThread
    }

    /// What was reached for.
    public let kind: Kind
    /// Name and incarnation.
    public let process: String

    /// A leak, to compare with.
    public init(kind: Kind, process: String) {
        self.kind = kind
        self.process = process
    }

    /// Who leaked and how, in words.
    public var description: String {
        switch kind {
        case .realClockSleep: "\(process) sleeps on a real clock instead of its own"
        case .resumedOnOtherThread: "\(process) has a job that was resumed by another thread"
        case .portCalledOnOtherThread: "\(process) calls a port from another thread"
        }
    }
}

/// The leaks of one simulation, each kind once per process. Also written from threads that do not run it.
final class LeakLog: Sendable {
    private let leaks = Mutex<[DeterminismLeak]>([])

    var all: [DeterminismLeak] { leaks.withLock { $0 } }

    func add(_ kind: DeterminismLeak.Kind, in process: String) {
        let leak = DeterminismLeak(kind: kind, process: process)
        leaks.withLock { if !$0.contains(leak) { $0.append(leak) } }
    }
}
