import Glibc
import Synchronization
@_spi(ExperimentalScheduling) @_spi(ExperimentalCustomExecutors) import _Concurrency

/// The ways by which jobs leave the Swift runtime for the system's own threads, and what stands in each.
///
/// What Swift 6.3 does on Linux, found by trying:
/// - Every job without an executor of its own (`Task {}`, `Task.detached`, child tasks, default actors, a resumed
///   continuation) passes `swift_task_enqueueGlobal_hook`. While a thread runs a simulation, the hook brings the job to
///   that simulation's queue; other threads are not touched.
/// - `Task.yield`, `Task.sleep` and the sleeps of `ContinuousClock` and `SuspendingClock` do not pass that hook or
///   those for delays and deadlines: they ask the process's default executor. It is replaced by one that hands on,
///   except while a thread runs a simulation.
/// - Who hops to the main actor asks for its executor through `swift_task_getMainExecutor_hook`. A thread that runs a
///   simulation is given a stand-in.
/// - A job that comes back on a thread without a simulation, or is run by an executor there, is known by the mark that
///   the simulation left on its task. One that is made for such an executor has none; the runtime's own call is seen.
enum GlobalPool {
    fileprivate typealias Original = @convention(thin) (UnownedJob) -> Void
    fileprivate typealias Hook = @convention(thin) (UnownedJob, Original) -> Void
    private typealias MainOriginal = @convention(thin) () -> UnownedSerialExecutor
    private typealias MainHook = @convention(thin) (MainOriginal) -> UnownedSerialExecutor

    /// Done once per process, before the first simulation exists.
    static let install: Void = {
        let hook = TaskRuntime.enqueueHook.assumingMemoryBound(to: Hook?.self)
        LayoutProbe.run(through: hook)
        hook.pointee = { job, original in
            guard let current = TaskRuntime.simulation else {
                if !CrossThreadInbox.takeBack(job) { original(job) }
                return
            }
            Kernel(state: current.assumingMemoryBound(to: KernelState.self)).enqueue(job)
        }
        TaskRuntime.mainExecutorHook.assumingMemoryBound(to: MainHook?.self).pointee = { original in
            TaskRuntime.simulation == nil ? original() : MainActorStandIn.reference
        }
        SleepGuard.install()
        Machine.install()
    }()

    /// The kernel of the simulation that this thread runs.
    @inline(__always)
    static var current: Kernel? {
        TaskRuntime.simulation.map { Kernel(state: $0.assumingMemoryBound(to: KernelState.self)) }
    }

    /// Runs `body` with this thread's jobs bound for `kernel`.
    @inline(__always)
    static func capturing<Result>(into kernel: Kernel, _ body: () throws -> Result) rethrows -> Result {
        let previous = TaskRuntime.simulation
        let own = UnsafeMutableRawPointer(kernel.state)
        if previous == own { return try body() }
        TaskRuntime.simulation = own
        Machine.enterSimulation(true)
        defer {
            precondition(TaskRuntime.simulation == own, "Who ran on this thread has left it as it was.")
            TaskRuntime.simulation = previous
            Machine.enterSimulation(previous != nil)
        }
        return try body()
    }

    /// Whether this thread runs `kernel`.
    @inline(__always)
    static func runs(_ kernel: Kernel) -> Bool {
        TaskRuntime.simulation == UnsafeMutableRawPointer(kernel.state)
    }
}

/// Sends tasks whose state is known through the hook and compares where things lie with where they are looked for.
private enum LayoutProbe {
    nonisolated(unsafe) private static var prober = pthread_t()
    /// Jobs that this thread's own tasks have brought to the hook.
    nonisolated(unsafe) private static var caught: [UnownedJob] = []

    static func run(through hook: UnsafeMutablePointer<GlobalPool.Hook?>) {
        prober = pthread_self()
        hook.pointee = { job, original in
            // The tasks of other threads have nothing to do with it.
            guard pthread_equal(LayoutProbe.prober, pthread_self()) != 0 else { return original(job) }
            LayoutProbe.caught.append(job)
        }
        Task.detached {}
        guard let idle = caught.popLast() else { preconditionFailure("A task that is made comes to the hook.") }
        precondition(
            JobMark.isLaidOutAsKnown(idle), "This Swift runtime lays out its jobs in a way that is not known here.")
        CancellationFlag.find(on: unsafeBitCast(idle, to: UnsafeMutableRawPointer.self))
        TaskRuntime.run(idle)
        TaskLayout.find { body in
            Task.detached(name: TaskLayout.Probe.name) { await body() }
            return drain(areMade: true)
        }
        _ = drain(areMade: false)
    }

    /// Runs what was caught, and what that brings, and tells all.
    /// - Parameter areMade: whether tasks that are met for the first time have not begun.
    private static func drain(areMade: Bool) -> [UnsafeMutableRawPointer] {
        var met: [UnsafeMutableRawPointer] = []
        while !caught.isEmpty {
            let job = caught.removeFirst()
            let task = JobMark.task(job)
            if areMade, !met.contains(task) { TaskLayout.learn(fromMade: task) }
            met.append(task)
            JobMark.writeTrial(on: job)
            TaskRuntime.run(job)
        }
        return met
    }
}
