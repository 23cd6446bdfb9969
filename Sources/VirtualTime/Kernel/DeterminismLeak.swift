import Synchronization

/// Something inside a simulation that reached for what the simulation does not control. The run goes on, but its repetition
/// is no longer promised.
public struct DeterminismLeak: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        /// A sleep on a real clock; it became a virtual one of the same length, in whole 0.1 ms.
        case realClockSleep
        /// A job left for another thread (the main actor, a queue, a callback) and came back when it pleased.
        case foreignThread
        /// A port was called from a thread that does not run the simulation. The call throws this error.
        case foreignPortCall
    }

    public let kind: Kind
    /// Name and incarnation.
    public let process: String

    public init(kind: Kind, process: String) {
        self.kind = kind
        self.process = process
    }

    public var description: String {
        switch kind {
        case .realClockSleep: "\(process) sleeps on a real clock instead of its own"
        case .foreignThread: "\(process) has a job that was resumed by another thread"
        case .foreignPortCall: "\(process) calls a port from another thread"
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

/// Jobs that sleep on the agenda because their task asked for a real clock.
final class SleepingJobs: AnyHandler {
    private let kernel: Kernel
    private var jobs: [ReadyJob?] = []
    private var free: [Int] = []
    var handler: UInt16 = 0

    init(kernel: Kernel) { self.kernel = kernel }

    func add(_ job: UnownedJob, after nanoseconds: Int64) {
        let sleeper = ReadyJob(job: job, process: kernel.state.pointee.current)
        let index = free.popLast() ?? jobs.count
        if index == jobs.count { jobs.append(sleeper) } else { jobs[index] = sleeper }
        kernel.schedule(at: kernel.state.pointee.now + nanoseconds, handler, UInt64(index))
    }

    override func fire(_ token: UInt64) {
        guard let sleeper = jobs[Int(token)] else { preconditionFailure("A sleeping job wakes once.") }
        jobs[Int(token)] = nil
        free.append(Int(token))
        kernel.state.pointee.ready.append(sleeper.job, of: sleeper.process)
    }
}

extension Kernel {
    /// A real-clock sleep of the running job: reported, and slept virtually. How long the call itself took on the real
    /// clock must not decide anything, hence the rounding.
    func sleepInstead(_ job: UnownedJob, _ length: some DurationProtocol) {
        let grain: Int64 = 100_000
        let nanoseconds = max(0, (length as? Duration)?.wholeNanoseconds ?? 0)
        state.pointee.leaks.add(.realClockSleep, in: state.pointee.processes.name(state.pointee.current))
        state.pointee.sleepers?.add(job, after: (nanoseconds + grain - 1) / grain * grain)
    }
}
