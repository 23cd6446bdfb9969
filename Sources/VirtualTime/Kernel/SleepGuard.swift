@_spi(ExperimentalScheduling) @_spi(ExperimentalCustomExecutors) import _Concurrency

/// The process's default executor with two differences: what a simulation's code hands to it by `Task.yield` goes to
/// the simulation, and a sleep on a real clock becomes a virtual one of the same length, and is reported. Everything
/// else is handed on.
///
/// `@unchecked Sendable`: it never changes.
final class SleepGuard: TaskExecutor, SchedulingExecutor, @unchecked Sendable {
    private let original: any TaskExecutor

    private init(_ original: any TaskExecutor) { self.original = original }

    /// Takes the place of the default executor; the main executor stays.
    static func install() {
        installed = SleepGuard(Task.defaultExecutor)
        _createExecutors(factory: Factory.self)
    }

    nonisolated(unsafe) fileprivate static var installed: SleepGuard?

    private enum Factory: ExecutorFactory {
        static var mainExecutor: any MainExecutor { MainActor.executor }
        static var defaultExecutor: any TaskExecutor {
            guard let installed else { preconditionFailure("The guard is made before it is asked for.") }
            return installed
        }
    }

    /// Has a job run outside of all simulations.
    static func handBack(_ job: UnownedJob) { installed?.original.enqueue(ExecutorJob(job)) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if let kernel = GlobalPool.current {
            kernel.enqueue(job)
        } else if !CrossThreadInbox.takeBack(job) {
            original.enqueue(ExecutorJob(job))
        }
    }

    func enqueue<C: Clock>(_ job: consuming ExecutorJob, after delay: C.Duration, tolerance: C.Duration?, clock: C) {
        if let kernel = GlobalPool.current {
            kernel.sleepInstead(UnownedJob(job), delay)
        } else if let scheduling = original as? any SchedulingExecutor {
            scheduling.enqueue(job, after: delay, tolerance: tolerance, clock: clock)
        } else {
            fatalError("The default executor cannot sleep.")
        }
    }

    func enqueue<C: Clock>(_ job: consuming ExecutorJob, at instant: C.Instant, tolerance: C.Duration?, clock: C) {
        if let kernel = GlobalPool.current {
            let now = Machine.unseen { clock.now }
            kernel.sleepInstead(UnownedJob(job), now.duration(to: instant))
        } else if let scheduling = original as? any SchedulingExecutor {
            scheduling.enqueue(job, at: instant, tolerance: tolerance, clock: clock)
        } else {
            fatalError("The default executor cannot sleep.")
        }
    }
}
