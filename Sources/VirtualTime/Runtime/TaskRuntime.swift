import CTaskRuntime
import Glibc

/// Calls of the Swift runtime that `Task`'s own interface makes too, without what that interface puts around them.
enum TaskRuntime {
    /// The running task; nil outside of tasks.
    @inline(__always)
    static var current: UnsafeMutableRawPointer? { task_runtime_current() }

    /// What this thread runs, as its kernel's state; nil outside of simulations.
    @inline(__always)
    static var simulation: UnsafeMutableRawPointer? {
        get { task_runtime_simulation() }
        set { task_runtime_set_simulation(newValue) }
    }

    @inline(__always)
    static func isCancelled(_ task: UnsafeMutableRawPointer) -> Bool { task_runtime_is_cancelled(task) }

    /// The task must not have ended.
    static func cancel(_ task: UnsafeMutableRawPointer) { task_runtime_cancel(task) }

    /// Has the running task's cancellation call the closure that lies in two words at `closure`; at once, when it is
    /// cancelled already, and then there is no record. The closure must stay until the record is taken down.
    @inline(__always)
    static func addCancellationHandler(at closure: UnsafeRawPointer) -> UnsafeMutableRawPointer? {
        task_runtime_add_cancellation_handler(closure)
    }

    /// Records come down in the reverse order of their setting up.
    @inline(__always)
    static func removeCancellationHandler(_ record: UnsafeMutableRawPointer) {
        task_runtime_remove_cancellation_handler(record)
    }

    /// Runs a job on this thread, on the executor nobody asked for: what the runtime calls generic.
    @inline(__always)
    static func run(_ job: UnownedJob) { task_runtime_run(unsafeBitCast(job, to: UnsafeMutableRawPointer.self)) }

    /// The same within the job that has suspended its task, to which this one comes back when it suspends so again.
    static func runWithin(_ job: UnownedJob) {
        task_runtime_run_within(unsafeBitCast(job, to: UnsafeMutableRawPointer.self), JobMark.task(job))
    }

    /// Of the thread that asks; never given again.
    static var numberOfThread: UInt64 { task_runtime_number_of_thread() }

    static func number(of job: UnownedJob) -> UInt64 {
        task_runtime_number_of_job(unsafeBitCast(job, to: UnsafeMutableRawPointer.self))
    }

    /// Where the hook lies through which every job without an executor of its own passes.
    static var enqueueHook: UnsafeMutableRawPointer { task_runtime_enqueue_hook() }

    /// Where the hook lies through which everybody asks for the executor of the main actor.
    static var mainExecutorHook: UnsafeMutableRawPointer { task_runtime_main_executor_hook() }

    /// What a symbol of Swift's says; nil where it is none.
    static func demangled(_ symbol: String) -> String? {
        guard let text = task_runtime_demangled(symbol, symbol.utf8.count) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }

    /// Whether a symbol of Swift's belongs to an extension that another module has made.
    static func isOfExtension(_ mangled: String) -> Bool { task_runtime_is_of_extension(mangled, mangled.utf8.count) }
}
