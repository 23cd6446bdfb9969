import Glibc
import Synchronization
@_spi(ExperimentalScheduling) @_spi(ExperimentalCustomExecutors) import _Concurrency

/// The ways by which jobs leave the Swift runtime for the system's own threads, and what stands in each.
///
/// What Swift 6.3 does on Linux, found by trying:
/// - Every job without an executor of its own (`Task {}`, `Task.detached`, child tasks, default actors, a resumed
///   continuation) passes `swift_task_enqueueGlobal_hook`. While a thread runs a simulation, the hook brings the job to
///   that simulation's queue; other threads are not touched.
/// - `Task.sleep` and the sleeps of `ContinuousClock` and `SuspendingClock` do not pass the delay and deadline hooks:
///   they ask the process's default executor. It is replaced by one that hands on, except while a thread runs a
///   simulation.
/// - A job for the main actor passes neither: it leaves for the main queue, and is seen when it comes back from there.
/// - A job that comes back on a thread without a simulation is known by the mark that the simulation left on its task.
enum GlobalPool {
    private typealias Original = @convention(thin) (UnownedJob) -> Void
    private typealias Hook = @convention(thin) (UnownedJob, Original) -> Void

    /// Done once per process, before the first simulation exists.
    static let install: Void = {
        pthread_key_create(&currentSimulation, nil)
        let hook = TaskRuntime.enqueueHook.assumingMemoryBound(to: Hook?.self)
        JobMark.checkLayout(of: hook)
        hook.pointee = { job, original in
            guard let current = pthread_getspecific(currentSimulation) else {
                if !CrossThreadInbox.takeBack(job) { original(job) }
                return
            }
            Kernel(state: current.assumingMemoryBound(to: KernelState.self)).enqueue(job)
        }
        SleepGuard.install()
    }()

    /// The kernel of the simulation that this thread runs.
    @inline(__always)
    static var current: Kernel? {
        pthread_getspecific(currentSimulation).map { Kernel(state: $0.assumingMemoryBound(to: KernelState.self)) }
    }

    /// Runs `body` with this thread's jobs bound for `kernel`.
    @inline(__always)
    static func capturing<Result>(into kernel: Kernel, _ body: () throws -> Result) rethrows -> Result {
        let previous = pthread_getspecific(currentSimulation)
        let own = UnsafeMutableRawPointer(kernel.state)
        if previous == own { return try body() }
        pthread_setspecific(currentSimulation, own)
        defer {
            precondition(pthread_getspecific(currentSimulation) == own, "Who ran on this thread has left it as it was.")
            pthread_setspecific(currentSimulation, previous)
        }
        return try body()
    }

    /// Whether this thread runs `kernel`.
    @inline(__always)
    static func runs(_ kernel: Kernel) -> Bool {
        pthread_getspecific(currentSimulation) == UnsafeMutableRawPointer(kernel.state)
    }
}

// Written once, in `GlobalPool.install`.
@exclusivity(unchecked) nonisolated(unsafe) private var currentSimulation = pthread_key_t(0)
